"""An archive is asked for, made, fetched, and gone after three days."""

import csv
import io
import json
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Export, Profile
from accounts.permissions import Viewer
from accounts.privacy.actions import ask_for_archive, open_archive
from accounts.privacy.archive import archive_storage, as_csv
from accounts.privacy.everything import data_of, words
from accounts.privacy.tasks import NotBuilt, build_archive, sweep_archives
from tests.conftest import PASSWORD

INDEX, ASK, FETCH = map(reverse, ("privacy:index", "privacy:ask", "privacy:fetch"))


def text_of(response):
    return response.content.decode()


def asks_first(path):
    """The way to the page that asks for the password, and back."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': path})}"


@contextmanager
def opened(viewer):
    """The newest archive of this person."""
    with open_archive(by=viewer) as file, ZipFile(file) as archive:
        yield archive


def names_of(response):
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return archive.namelist()


def files():
    try:
        return archive_storage().listdir("")[1]
    except FileNotFoundError:
        return []


@pytest.fixture
def proven(browser_of, member):
    browser = browser_of(member)
    browser.prove()
    return browser


def test_the_password_is_asked_for_before_anything_is_put_together(browser_of, member):
    browser = browser_of(member)
    response = browser.post(ASK)
    assert response.url == asks_first(ASK)
    assert Export.objects.count() == 0
    after = browser.post(response.url, {"password": PASSWORD, "next": ASK})
    assert after.url == INDEX
    assert Export.objects.get().user == member


def test_the_password_is_asked_for_before_the_archive_is_handed_out(proven, browser_of, member):
    proven.post(ASK)
    response = browser_of(member).post(FETCH)
    assert response.url == asks_first(FETCH)


def test_an_archive_is_fetched_by_a_form_and_by_no_link(proven, member):
    proven.post(ASK)
    page = text_of(proven.get(INDEX))
    assert f'<form method="post" action="{FETCH}">' in page
    assert proven.get(FETCH).status_code == 405
    response = proven.post(FETCH)
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="backstride-')
    assert "no-store" in response["Cache-Control"]
    names = names_of(response)
    assert {"index.html", "data.json", "style.css", "tables/profile.csv"} <= set(names)


def test_whoever_asked_is_told_by_mail_without_a_link_to_the_archive(proven, member, mailoutbox):
    proven.post(ASK)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([member.email], "The archive of your data is ready")
    assert INDEX in letter.body
    assert Export.objects.get().file not in letter.body + letter.alternatives[0].content


def test_the_letter_speaks_the_language_of_the_person(proven, member, mailoutbox):
    Profile.objects.filter(user=member).update(language="de", time_zone="Asia/Tokyo")
    with time_machine.travel("2026-06-16T20:00:00Z", tick=False):
        proven.prove()
        proven.post(ASK)
    assert "20. Juni 2026, 05:00" in mailoutbox[-1].body


def test_while_one_waits_another_one_is_not_begun(as_viewer, member):
    first, second = (ask_for_archive(by=as_viewer(member)) for _ in range(2))
    assert first == second
    assert Export.objects.count() == 1


def test_two_a_day_are_enough(proven):
    statuses = [proven.post(ASK).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    assert Export.objects.count() == 2


def test_another_persons_archive_cannot_be_fetched(proven, browser_of, other_member):
    proven.post(ASK)
    other = browser_of(other_member)
    other.prove()
    response = other.post(FETCH, follow=True)
    assert "This archive has run out" in text_of(response)
    assert open_archive(by=Viewer(other_member)) is None


def test_after_three_days_it_cannot_be_fetched_and_its_file_is_gone(proven):
    proven.post(ASK)
    assert len(files()) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        proven.prove()
        assert "This archive has run out" in text_of(proven.post(FETCH, follow=True))
        sweep_archives()
        assert files() == []
    assert Export.objects.count() == 0


def test_an_hour_before_that_it_is_still_there(proven):
    proven.post(ASK)
    with time_machine.travel(timezone.now() + timedelta(hours=71)):
        sweep_archives()
        proven.prove()
        assert "index.html" in names_of(proven.post(FETCH))


def test_a_file_no_row_knows_is_swept_but_not_while_it_may_be_on_its_way(proven):
    name = archive_storage().save("lost.zip", io.BytesIO(b"x"))
    sweep_archives()
    assert files() == [name]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        sweep_archives()
    assert files() == []


def test_what_fails_says_so_and_can_be_tried_again(proven, member, settings, tmp_path, mailoutbox):
    """The folder cannot be written: a file stands where it should be."""
    settings.MEDIA_ROOT = tmp_path / "full"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "archives").write_text("in the way")
    proven.post(ASK)
    assert [export.state for export in Export.objects.all()] == ["failed"]
    page = text_of(proven.get(INDEX))
    assert "That did not work" in page
    assert "Try again" in page
    assert mailoutbox == []
    (settings.MEDIA_ROOT / "archives").unlink()
    proven.post(ASK)
    assert [export.state for export in Export.objects.all()] == ["ready"]


def test_a_fault_names_its_kind_and_nobody(as_viewer, member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "full"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "archives").write_text("in the way")
    export = ask_for_archive(by=as_viewer(member))
    with pytest.raises(NotBuilt) as fault:
        build_archive.call(export.public_id)
    assert str(fault.value) == "FileExistsError"
    assert fault.value.__suppress_context__


def test_one_that_nobody_puts_together_counts_as_failed_after_a_day(as_viewer, member):
    ask_for_archive(by=as_viewer(member))
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        sweep_archives()
    assert Export.objects.get().state == "failed"


def test_made_twice_it_is_one(as_viewer, member, mailoutbox, django_capture_on_commit_callbacks):
    export = ask_for_archive(by=as_viewer(member))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            build_archive.call(export.public_id)
    assert len(files()) == 1
    assert len(mailoutbox) == 1


def test_an_archive_speaks_the_language_of_the_person(as_viewer, member):
    Profile.objects.filter(user=member).update(language="de")
    export = ask_for_archive(by=as_viewer(member))
    build_archive.call(export.public_id)
    with opened(as_viewer(member)) as archive:
        assert '<html lang="de">' in archive.read("index.html").decode()
        assert json.loads(archive.read("data.json"))["person"] == member.public_id


def test_the_page_in_it_asks_nobody_for_anything(as_viewer, member):
    export = ask_for_archive(by=as_viewer(member))
    build_archive.call(export.public_id)
    with opened(as_viewer(member)) as archive:
        page = archive.read("index.html").decode()
        linked = {part.split('"')[0] for part in page.split('href="')[1:] if not part.startswith("#")}
        assert {name for name in linked if name not in archive.namelist()} == set()
        assert "<script" not in page
        assert "url(" not in archive.read("style.css").decode()


@pytest.mark.once
@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(first):
    rows = [{"text": f"{first}HYPERLINK(1)", "list": [f"{first}1"], "none": None, "number": -3}]
    table = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"), newline="")))
    assert table == [
        ["text", "list", "none", "number"],
        [f"'{first}HYPERLINK(1)", json.dumps([f"{first}1"]), "", "-3"],
    ]


def test_every_table_and_column_has_words(member):
    known = words()
    data = data_of(member.pk)
    nameless = {name for name in data if name not in known}
    nameless |= {column for rows in data.values() for row in rows for column in row if column not in known}
    assert nameless == set()


def test_the_page_says_choices_in_words_and_the_file_for_programs_as_codes(as_viewer, member):
    ask = ask_for_archive(by=as_viewer(member))
    build_archive.call(ask.public_id)
    with opened(as_viewer(member)) as archive:
        assert "People in my groups" in archive.read("index.html").decode()
        [profile] = json.loads(archive.read("data.json"))["data"]["profile"]
    assert profile["photo_seen_by"] == "groups"
