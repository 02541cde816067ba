"""The demo's mail lies in a folder and on a page that only the demo has."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from accounts.notifications.kinds import KINDS
from accounts.notifications.samples import sample_letter
from accounts.permissions import Viewer
from config.letters import LETTER_POLICY, STYLE
from config.mail import letter, letters
from config.views import demo_letter, demo_mail

pytestmark = pytest.mark.once


@pytest.fixture
def folder(settings, tmp_path):
    options = {"folder": str(tmp_path)}
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderBackend", "OPTIONS": options}}
    return tmp_path


def send(subject, body="Your code:\n\n    1234-ABCD\n\nhttp://localhost:8000/me/ and\nhttps://x.example/a"):
    message = EmailMultiAlternatives(subject, body, "us@example.org", ["mira@example.org"])
    message.attach_alternative("<p>Your <b>code</b>: Grüße</p>", "text/html")
    message.attach("meetup.ics", b"BEGIN:VCALENDAR", "text/calendar; method=PUBLISH; charset=utf-8")
    message.send()


def test_each_message_is_a_file_and_reads_as_it_was_written(folder):
    send("Grüße von O'Brien")
    [found] = letters(folder)
    assert (found.to, found.subject) == ("mira@example.org", "Grüße von O'Brien")
    assert "    1234-ABCD" in found.text
    assert found.html.strip() == "<p>Your <b>code</b>: Grüße</p>"
    assert found.files == ["meetup.ics"]
    assert found.links == ["http://localhost:8000/me/", "https://x.example/a"]
    assert letter(folder, found.name) == found
    assert [path.suffix for path in folder.iterdir()] == [".eml"]


@pytest.mark.parametrize("kind", ["meetups.called_off", "notifications.digest"])
def test_a_letter_comes_through_with_the_style_that_is_let_in(folder, kind):
    sample_letter(KINDS[kind]).send()
    [found] = letters(folder)
    assert f"<style>{STYLE.decode()}</style>" in found.html
    assert found.files == (["meetup.ics"] if kind == "meetups.called_off" else [])


def test_the_newest_stands_first_and_old_ones_are_left_out(folder):
    for number in range(4):
        send(f"Letter {number}")
    assert [each.subject for each in letters(folder, newest=3)] == ["Letter 3", "Letter 2", "Letter 1"]


def test_many_messages_are_many_files(folder):
    batch = [EmailMessage(str(number), "x", "us@example.org", ["m@example.org"]) for number in range(3)]
    assert mailers["default"].send_messages(batch) == 3
    assert len(letters(folder)) == 3


def test_a_message_without_text_is_shown_empty(folder):
    message = EmailMessage("Only HTML", "<p>x</p>", "us@example.org", ["m@example.org"])
    message.content_subtype = "html"
    message.send()
    assert letters(folder)[0].text == ""


@pytest.mark.parametrize(
    "name", ["", "..", "../secret", "x" * 5000, f"{0:020d}-../../aa", f"{0:020d}-abcdef01"]
)
def test_only_a_letter_is_read(folder, name):
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nx")
    assert letter(folder, name) is None


def test_an_empty_folder_is_no_mistake(folder):
    assert letters(folder) == []
    assert letters(folder / "nowhere") == []


def test_outside_of_the_demo_there_is_no_such_page(client):
    with pytest.raises(NoReverseMatch):
        reverse("demo_mail")
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.django_db
def test_the_page_itself_asks_whether_this_is_the_demo(rf):
    for view, args in ((demo_mail, ()), (demo_letter, (f"{0:020d}-abcdef01",))):
        with pytest.raises(Http404):
            view(rf.get("/demo/mail/"), *args)


@pytest.mark.django_db
def test_the_demos_page_shows_what_would_have_gone_out(rf, settings, tmp_path):
    (tmp_path / "mail").mkdir()
    options = {"folder": str(tmp_path / "mail")}
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderBackend", "OPTIONS": options}}
    reverse("home")  # the addresses are read once, and not as the demo has them
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    send("<b>Grüße</b>")
    request = rf.get("/demo/mail/")
    request.user = AnonymousUser()
    request.viewer = Viewer(request.user)
    page = demo_mail(request).content.decode()
    assert "&lt;b&gt;Grüße&lt;/b&gt;" in page
    assert "1234-ABCD" in page
    assert "meetup.ics" in page
    [found] = letters(tmp_path / "mail")
    assert f'href="{found.name}/"' in page
    shown = demo_letter(request, found.name)
    assert shown.content.decode() == found.html
    assert shown._csp_config == LETTER_POLICY  # the middleware makes it a header
    with pytest.raises(Http404):
        demo_letter(request, "no-such-letter")
