"""The letter: in the recipient's language and time zone, as text that is no HTML, and as HTML."""

from accounts.models import Notification, Profile
from accounts.notifications.mail import letter
from tests.accounts.notifications.conftest import tell


def fresh(row):
    return Notification.objects.select_related("recipient__profile").get(pk=row.pk)


def html_of(message):
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def test_the_subject_is_one_line(owed):
    assert letter(fresh(owed)).subject == "News of O'Brien for Mira"


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
    assert "<h1>News of &lt;b&gt;O&#x27;Brien&lt;/b&gt; for Mira</h1>" in html
    assert '<html lang="en">' in html


def test_a_name_with_markup_is_a_name(owed):
    Profile.objects.filter(user=owed.recipient).update(display_name="<i>O'Brien</i>")
    message = letter(fresh(owed))
    assert "Hello <i>O'Brien</i>," in message.body
    assert "<i>" not in html_of(message)


def test_language_and_time_zone_are_the_recipients(owed):
    Profile.objects.filter(user=owed.recipient).update(language="de", time_zone="Asia/Tokyo")
    message = letter(fresh(owed))
    assert "17. Juni 2026 03:30" in message.body
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
