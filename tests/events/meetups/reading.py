"""A page as a person reads it, and its form as a browser would send it."""

import html5lib

PICKED = ("checkbox", "radio")
INLINE = {"a", "b", "i", "em", "strong", "s", "time", "abbr"}


class Page:
    """``words`` is all that is read on it. ``form`` is what the button of its form for dates would send."""

    def __init__(self, response):
        self.status, self.url = response.status_code, response.headers.get("Location")
        tree = html5lib.parse(response.text, namespaceHTMLElements=False)
        self.words = " ".join("".join(_words(tree.find("body"))).split())
        forms = map(_sent, tree.iterfind(".//main//form[@method='post']"))
        self.form = next((form for form in forms if "session" in form or "title" in form), {})


def _words(one):
    gap = "" if one.tag in INLINE else " "
    yield gap + (one.text or "")
    for part in one:
        yield from _words(part)
        yield part.tail or ""
    yield gap


def _sent(form):
    values = {}
    for one in form.iter():
        for value in _values(one):
            values.setdefault(one.get("name"), []).append(value)
    return values


def _values(one):
    if one.tag == "textarea":
        return ["".join(one.itertext()).strip()]
    if one.tag == "select":
        options = list(one.iter("option"))
        picked = [option for option in options if option.get("selected") is not None]
        return [option.get("value") for option in picked or options[:1]]
    is_sent = one.tag == "input" and one.get("name")
    if is_sent and (one.get("type") not in PICKED or one.get("checked") is not None):
        return [one.get("value", "")]
    return []
