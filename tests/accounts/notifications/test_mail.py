"""The letter: in the recipient's language and time zone, as text that is no HTML, and as HTML."""

import email.policy
import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Notification, Profile
from accounts.notifications.mail import letter
from accounts.notifications.wording import WIDTH, wrapped
from accounts.templatetags.letters import quoted
from tests.accounts.notifications.conftest import tell

STYLE = Path(settings.BASE_DIR, "templates/mail/_style.css").read_text()
TOKENS = Path(settings.BASE_DIR, "static/site/tokens.css").read_text()


def fresh(row):
    return Notification.objects.for_letter().get(pk=row.pk)


def html_of(message):
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def stop_of(message):
    return re.search(r"http://localhost:8000/bell/unsubscribe/[\w:/-]+", message.body)


def test_the_subject_is_one_line(owed):
    assert letter(fresh(owed)).subject == "News of O'Brien in full"


def test_text_is_not_escaped(owed):
    body = letter(fresh(owed)).body
    assert "Hello Mira," in body
    assert "O'Brien & you, on 16 June 2026, 20:30: http://localhost:8000/O'Brien/" in body
    assert "&amp;" not in body
    assert "&#x27;" not in body


def test_html_is_escaped_once(owed, news):
    news.subjects["a"]["name"] = "<b>O'Brien</b>"
    html = html_of(letter(fresh(owed)))
    assert "<p>&lt;b&gt;O&#x27;Brien&lt;/b&gt; &amp; you</p>" in html
    assert "<h1>News of &lt;b&gt;O&#x27;Brien&lt;/b&gt; in full</h1>" in html
    assert "<title>News of &lt;b&gt;O&#x27;Brien&lt;/b&gt; in full</title>" in html
    assert '<html lang="en">' in html


def test_a_name_with_markup_is_a_name(owed):
    Profile.objects.filter(user=owed.recipient).update(display_name="<i>O'Brien</i>")
    message = letter(fresh(owed))
    assert "Hello <i>O'Brien</i>," in message.body
    assert "<i>" not in html_of(message)


def test_language_and_time_zone_are_the_recipients(owed):
    Profile.objects.filter(user=owed.recipient).update(language="de", time_zone="Asia/Tokyo")
    message = letter(fresh(owed))
    assert "17. Juni 2026, 03:30" in message.body
    assert '<html lang="de">' in html_of(message)


def test_each_recipient_gets_their_own_language(news, member, other_member):
    Profile.objects.filter(user=other_member).update(language="de")
    rows = [fresh(tell(person)) for person in (other_member, member)]
    assert ["Juni" in letter(row).body for row in rows] == [True, False]


def test_the_message_id_is_the_same_at_every_attempt(owed):
    first, second = (letter(fresh(owed)).message() for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == f"<{owed.public_id}@localhost>"
    assert first["Auto-Submitted"] == "auto-generated"


def test_two_people_get_two_message_ids(news, member, other_member):
    ids = {letter(fresh(tell(person))).message()["Message-ID"] for person in (member, other_member)}
    assert len(ids) == 2


def test_a_letter_names_its_recipient_alone(news, member, other_member):
    tell(member, other_member)
    row = Notification.objects.get(recipient=member)
    message = letter(fresh(row))
    assert (message.recipients(), message.cc, message.bcc) == ([member.email], [], [])
    assert other_member.email not in message.message().as_string()


# ---- The frame ----


def test_it_says_what_it_is_about_and_how_to_end_that(owed):
    message = letter(fresh(owed))
    html, stop = html_of(message), stop_of(message)[0]
    settings_url = "http://localhost:8000" + reverse("notifications:settings")
    for part in (message.body, html):
        assert "This letter is about: “tests.news”." in part
        assert stop in part
        assert settings_url in part
        assert "cannot be switched off" not in part
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_cannot_be_switched_off_says_so(news, member):
    message = letter(fresh(tell(member, kind="tests.safety")))
    assert stop_of(message) is None
    assert "List-Unsubscribe" not in message.extra_headers
    for part in (message.body, html_of(message)):
        assert "We always send this" in " ".join(part.split())
        assert reverse("notifications:settings") in part
        assert "unsubscribe" not in part


def test_the_line_of_the_bell_stands_first_for_the_list_of_mails(owed):
    body = html_of(letter(fresh(owed))).partition("<body>")[2].strip()
    assert body.startswith('<div class="first">O&#x27;Brien has news.</div>')


def test_nothing_is_fetched_from_anywhere(owed):
    html = html_of(letter(fresh(owed)))
    assert not re.search(
        r"<(img|link|script|iframe|svg|video|source|object)\b|url\(|@import|@font-face", html
    )
    assert not re.search(r"\s(src|srcset|background|poster)=", html)


def test_the_frame_is_valid_html(owed):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html_of(letter(fresh(owed))))
    assert parser.errors == []
    assert [node.text for node in tree.iter("h1")] == ["News of O'Brien in full"]


def test_letters_have_the_colors_of_the_site():
    light, dark = (
        set(re.findall(r"#[0-9a-f]{6}\b", part)) for part in STYLE.split("@media (prefers-color-scheme:dark)")
    )
    blocks = re.findall(r"\{([^{}]*--page:[^{}]*)\}", TOKENS)
    tokens = [set(re.findall(r"#[0-9a-f]{6}\b", block)) for block in blocks]
    assert light <= tokens[0]
    assert dark <= tokens[1]
    assert len(dark) >= 8


# ---- Text ----


def test_long_lines_are_wrapped_and_links_are_not():
    link = "http://localhost:8000/" + "x" * 100
    words = wrapped("many words " * 20 + "\n" + link + "\n\n    4711-ABCD " + "y " * 40 + "\n")
    lines = words.split("\n")
    assert link in lines
    assert [line for line in lines if len(line) > WIDTH] == [link, "    4711-ABCD " + ("y " * 40).rstrip()]
    assert words.split() == ("many words " * 20 + link + " 4711-ABCD " + "y " * 40).split()


@pytest.mark.parametrize(("mark", "later"), [("- ", "  "), ("> ", "> ")])
def test_a_line_of_a_list_or_of_a_quotation_goes_on_as_such(mark, later):
    first, second = wrapped(mark + "a few words " * 9).strip("\n").split("\n")
    assert (first[:2], second[:2]) == (mark, later)


def test_words_of_others_are_marked_line_by_line():
    """So nobody can write a footer of ours."""
    assert quoted("Dear\n\n--\nNo more letters:") == "> Dear\n>\n> --\n> No more letters:"


def test_the_link_that_stops_letters_arrives_whole_in_its_header(owed):
    """A mail program shows its button only if it can read the header; a long one must not be encoded."""
    sent = letter(fresh(owed)).message(policy=email.policy.SMTP).as_bytes()
    [line] = [line for line in sent.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert re.fullmatch(rb"List-Unsubscribe: <http://localhost:8000/bell/unsubscribe/[\w:-]+/>", line)


def test_what_somebody_writes_is_never_taken_for_the_readers_link(owed, news):
    """Whatever stands in a title, it is not replaced: it would carry the reader's secret to another site."""
    news.subjects["a"]["name"] = "\ue000stop\ue000 {{ stop_url }} %(stop)s"
    message = letter(fresh(owed))
    assert message.body.count("/unsubscribe/") == 1
    assert html_of(message).count("/unsubscribe/") == 1
