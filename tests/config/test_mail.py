"""The demo's mail lies in a folder and on a page that only the demo has."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from accounts.permissions import Viewer
from config.mail import letters
from config.views import demo_mail

pytestmark = pytest.mark.once


@pytest.fixture
def folder(settings, tmp_path):
    options = {"folder": str(tmp_path)}
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderBackend", "OPTIONS": options}}
    return tmp_path


def send(subject, body="Your code:\n\n    1234-ABCD\n\nhttp://localhost:8000/me/ and\nhttps://x.example/a"):
    message = EmailMultiAlternatives(subject, body, "us@example.org", ["mira@example.org"])
    message.attach_alternative("<p>Your code</p>", "text/html")
    message.send()


def test_each_message_is_a_file_and_reads_as_it_was_written(folder):
    send("Grüße von O'Brien")
    [letter] = letters(folder)
    assert (letter.to, letter.subject) == ("mira@example.org", "Grüße von O'Brien")
    assert "    1234-ABCD" in letter.text
    assert letter.links == ["http://localhost:8000/me/", "https://x.example/a"]
    assert [path.suffix for path in folder.iterdir()] == [".eml"]


def test_the_newest_stands_first_and_old_ones_are_left_out(folder):
    for number in range(4):
        send(f"Letter {number}")
    assert [letter.subject for letter in letters(folder, newest=3)] == ["Letter 3", "Letter 2", "Letter 1"]


def test_many_messages_are_many_files(folder):
    batch = [EmailMessage(str(number), "x", "us@example.org", ["m@example.org"]) for number in range(3)]
    assert mailers["default"].send_messages(batch) == 3
    assert len(letters(folder)) == 3


def test_a_message_without_text_is_shown_empty(folder):
    message = EmailMessage("Only HTML", "<p>x</p>", "us@example.org", ["m@example.org"])
    message.content_subtype = "html"
    message.send()
    assert letters(folder)[0].text == ""


def test_an_empty_folder_is_no_mistake(folder):
    assert letters(folder) == []
    assert letters(folder / "nowhere") == []


def test_outside_of_the_demo_there_is_no_such_page(client):
    with pytest.raises(NoReverseMatch):
        reverse("demo_mail")
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.django_db
def test_the_page_itself_asks_whether_this_is_the_demo(rf):
    with pytest.raises(Http404):
        demo_mail(rf.get("/demo/mail/"))


@pytest.mark.django_db
def test_the_demos_page_shows_what_would_have_gone_out(rf, settings, tmp_path):
    (tmp_path / "mail").mkdir()
    options = {"folder": str(tmp_path / "mail")}
    settings.MAILERS = {"default": {"BACKEND": "config.mail.FolderBackend", "OPTIONS": options}}
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    send("<b>Grüße</b>")
    request = rf.get("/demo/mail/")
    request.user = AnonymousUser()
    request.viewer = Viewer(request.user)
    page = demo_mail(request).content.decode()
    assert "&lt;b&gt;Grüße&lt;/b&gt;" in page
    assert "1234-ABCD" in page
