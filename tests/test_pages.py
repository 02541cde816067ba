"""Every page is well made: valid, labelled, escaped, with all its variables, and no way leads nowhere."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

from config.surfaces import WITHOUT_CSRF
from tests.crawl import Browser, Seen, collected_log, crawl, everything, masked, taken_back
from tests.guards.addresses import Address, addresses
from tests.guards.violation import told
from tests.test_roles import expected
from tests.world import MARKUP, ROLES, build, settled_time

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LETTERS_STYLE = Path(settings.BASE_DIR, "templates/mail/_style.css").read_text()
"""A letter has no style sheet of ours, and brings its own; see ``tests/test_headers.py``."""

TYPED = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button", "image", "reset")
NAMING = ("aria-label", "aria-labelledby", "title")
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
IN_ITS_OWNERS_LANGUAGE = "notifications:unsubscribe"
ESCAPED_TWICE = re.compile(r"&amp;(lt|gt|quot|amp|#\d+|#x[0-9a-f]+);")


@cache
def pages() -> list[tuple[Seen, Element, list[str]]]:
    """Each page that differs from the ones before, with its tree and what is wrong with its HTML."""
    found, known = [], set()
    for page in everything().pages:
        key = page.address.name, masked(page.body)
        if page.is_page and key not in known:
            known.add(key)
            parser = html5lib.HTMLParser(namespaceHTMLElements=False)
            tree = parser.parse(page.text)
            found.append((page, tree, [f"line {at[0]} {code}" for at, code, _words in parser.errors]))
    return found


@cache
def german() -> list[Seen]:
    """The pages of a stranger and of an organizer in German."""
    with taken_back(), settled_time() as clock, collected_log():
        return crawl(build(clock), ("anonymous", "organizer"), accept_language="de")


def faults(rule: str, look: Any) -> list[str]:
    """Ask ``look(tree)`` what is wrong with each page; each fault once for each address."""
    found = {
        f"{page.address.name}: {rule}: {fault} (as {page.role})"
        for page, tree, _e in pages()
        for fault in look(tree)
    }
    return sorted(found)


def test_no_page_fails():
    assert (
        told(f"{page}: {page.fault or page.status}" for page in everything().pages if page.status >= 500)
        == ""
    )


def test_html_is_valid():
    wrong = {
        f"{page.address.name}: invalid-html: {fault} (as {page.role})"
        for page, _t, found in pages()
        for fault in found
    }
    assert told(wrong) == ""


def test_every_page_has_a_language_a_title_and_one_heading():
    def look(tree):
        if not tree.get("lang"):
            yield "<html> has no lang"
        if not "".join(tree.findtext("head/title") or "").strip():
            yield "no title"
        if (count := len(list(tree.iter("h1")))) != 1:
            yield f"{count} h1"

    assert told(faults("head", look)) == ""


def test_ids_are_there_once():
    def look(tree):
        counts = Counter(
            node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id")
        )
        return [f"#{name} {count} times" for name, count in counts.items() if count > 1]

    assert told(faults("duplicate-id", look)) == ""


def test_whatever_points_to_an_id_finds_it():
    def look(tree):
        ids = {node.get("id") for node in tree.iter()}
        for node in tree.iter():
            for attribute in POINTING:
                for name in (node.get(attribute) or "").split():
                    if name not in ids:
                        yield f"<{node.tag} {attribute}={name!r}>"
            if (
                node.tag == "a"
                and (node.get("href") or "").startswith("#")
                and node.get("href")[1:] not in ids
            ):
                yield f"<a href={node.get('href')!r}>"

    assert told(faults("dangling-id", look)) == ""


def test_every_field_has_a_label():
    def look(tree):
        labels = {label.get("for") for label in tree.iter("label")}
        wrapped = {field for label in tree.iter("label") for field in label.iter() if field.tag in TYPED}
        for field in tree.iter():
            if field.tag not in TYPED or field.get("type") in UNLABELLED:
                continue
            if field.get("id") not in labels and field not in wrapped and not any(map(field.get, NAMING)):
                yield f"<{field.tag} name={field.get('name')!r}>"

    assert told(faults("missing-label", look)) == ""


def test_every_button_link_and_picture_has_words():
    def look(tree):
        for node in tree.iter():
            if node.tag in ("a", "button") and not words_of(node):
                yield f"<{node.tag}> {node.get('href') or node.get('name')!r} has no words"
            if node.tag == "img" and node.get("alt") is None:
                yield f"<img src={node.get('src')!r}> has no alt"

    assert told(faults("missing-words", look)) == ""


def words_of(node: Element) -> str:
    named = "".join(inner.get("alt") or inner.get("aria-label") or "" for inner in node.iter())
    return ("".join(node.itertext()) + named + (node.get("title") or "")).strip()


DATA = ("application/json", "application/ld+json")
"""Of these a browser runs nothing."""


def test_nothing_is_inline():
    def look(tree):
        for node in tree.iter():
            if (node.tag == "style" and node.text != LETTERS_STYLE) or (
                node.tag == "script" and not node.get("src") and node.get("type") not in DATA
            ):
                yield f"<{node.tag}>"
            for name in node.attrib:
                if name in ("style", "nonce") or name.startswith("on"):
                    yield f"<{node.tag} {name}>"

    assert told(faults("inline", look)) == ""


def test_no_name_or_text_escapes_as_markup():
    raw = MARKUP.split("&")[0]
    wrong = {f"{page}: unescaped" for page in everything().pages if page.is_page and raw in page.text}
    wrong |= {
        f"mail {letter.subject!r}: unescaped"
        for letter in everything().letters
        for part in letter.alternatives
        if raw in part.content
    }
    shown = {
        page.address.name for page in everything().pages if page.is_page and "&lt;script&gt;" in page.text
    }
    assert told(wrong) == ""
    assert {"groups:detail", "stories:detail", "moderation:queue"} <= shown


def test_nothing_is_escaped_twice():
    wrong = {
        f"{page.address.name}: escaped-twice"
        for page in everything().pages
        if ESCAPED_TWICE.search(page_text(page))
    }
    assert told(wrong) == ""


def page_text(page: Seen) -> str:
    return page.text if page.is_page else ""


def test_no_template_asks_for_a_variable_it_was_not_given():
    wrong = {
        f"{missing}: missing-variable: {page.address.name}"
        for page in everything().pages
        for missing in page.missing
    }
    assert told(wrong) == ""


def test_german_pages_are_as_well_made():
    english = {str(page): page.status for page in everything().pages}
    wrong = [f"{missing}: missing-variable" for page in german() for missing in page.missing]
    wrong += [f"{page}: {page.status}" for page in german() if page.status != english[str(page)]]
    for page in german():
        if page.is_page:
            parser = html5lib.HTMLParser(namespaceHTMLElements=False)
            tree = parser.parse(page.text)
            wrong += [f"{page}: invalid-html: {error}" for error in parser.errors]
            is_other = tree.get("lang") != "de" and page.address.name != IN_ITS_OWNERS_LANGUAGE
            wrong += [f"{page}: not in German"] if is_other else []
    assert told(wrong) == ""


def test_every_form_carries_its_token():
    forms = addresses(everything().subjects, method="POST")
    free = {address.path for address in forms if address.name in WITHOUT_CSRF}

    def look(tree):
        for form in tree.iter("form"):
            names = {field.get("name") for field in form.iter("input")}
            is_post = form.get("method", "get").lower() == "post"
            if is_post and form.get("action") not in free and "csrfmiddlewaretoken" not in names:
                yield f"{form.get('action')!r} has no token"

    assert told(faults("form-without-token", look)) == ""


def test_no_link_or_file_leads_nowhere():
    """For each role, every link on its pages is one it may follow."""
    statuses = {(page.role, page.address.path): page.status for page in everything().pages}
    wanted = {
        (page.role, urljoin(page.address.path, link)): page.address.name
        for page, tree, _e in pages()
        if page.status == 200
        for link in links(tree)
    }
    with settled_time() as clock, collected_log():
        world = build(clock)
        browsers = {role: Browser(world, role) for role in ROLES}
        wrong = []
        for (role, path), name in wanted.items():
            status = statuses.get((role, path)) or status_of(browsers[role], path)
            if status >= 400:
                wrong.append(f"{name}: dead-link: {path} as {role} gives {status}")
    assert told(wrong) == ""


def links(tree: Element) -> set[str]:
    found = {node.get(name) for node in tree.iter() for name in ("href", "src", "hx-get")}
    return {link.split("#")[0] for link in found if link and link[0] in "/?" and link.split("#")[0]}


def status_of(browser: Browser, path: str) -> int:
    parts = urlsplit(path)
    if parts.path.startswith("/static/"):
        return 200 if finders.find(parts.path.removeprefix("/static/")) else 404
    return browser.ask(Address("a link", "-", path)).status


BACK_TO_SIGNING_IN = ("mfa_login_webauthn",)
"""Sent without a passkey it leads back to its own page, which says so."""


def test_no_button_is_shown_to_whom_it_is_refused():
    """A form on a role's page is one that this role may send, as far as ``tests/roles.txt`` knows."""
    table = expected("POST")
    paths = {address.path: address for address in addresses(everything().subjects, method="POST")}
    wrong = set()
    for page, tree, _e in pages():
        for form in tree.iter("form"):
            path = urljoin(page.address.path, form.get("action") or "")
            if form.get("method", "get").lower() != "post" or path not in paths:
                continue
            target = paths[path]
            cell = table[target.name, target.subject][ROLES.index(page.role)]
            if cell in ("in", "403", "404") and target.name not in BACK_TO_SIGNING_IN:
                wrong.add(f"{page.address.name}: refused-button: {target} as {page.role} gives {cell}")
    assert told(wrong) == ""


def test_every_form_goes_to_an_address():
    def look(tree):
        for form in tree.iter("form"):
            action = urlsplit(form.get("action") or "").path or "/"
            try:
                resolve(action)
            except Resolver404:
                yield action

    assert told(faults("form-to-nowhere", look)) == ""
