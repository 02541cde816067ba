"""The link that ends one kind of letter: GET shows, POST does it, and only that kind for that person."""

import logging

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import Choice, Notification
from accounts.notifications.kinds import KINDS, Channel
from accounts.notifications.notices import DIGEST
from accounts.notifications.unsubscribe import SALT, unsubscribe_url
from accounts.users.models import Profile, User
from config.logs import scrub
from tests.accounts.notifications.conftest import tell

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def url(news, member):
    """The link in a letter of the kind "tests.news" to ``member``."""
    return unsubscribe_url(member, KINDS["tests.news"])


def signed(value):
    return reverse("notifications:unsubscribe", args=[signing.dumps(value, salt=SALT)])


def choices(user):
    return Choice.objects.of(user.pk)


def test_looking_changes_nothing_and_says_what_would_stop(client, url, member):
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    page = client.get(url).content.decode()
    assert "<b>tests.news</b>" in page
    assert "Send me no more of them" in page
    assert choices(member) == {}


def test_one_click_of_a_mail_program_ends_this_kind_and_no_other(client, url, member):
    response = client.post(url, ONE_CLICK)
    assert response.status_code == 200
    assert response.cookies.get("session") is None
    assert choices(member) == {"tests.news": "bell"}
    assert tell(member).mail_due_at is None
    assert tell(member, kind="tests.safety").mail_due_at


def test_the_line_still_stands_in_the_bell(client, url, member):
    client.post(url, ONE_CLICK)
    assert tell(member).read_at is None


def test_it_asks_for_no_token_of_a_form(url, member):
    assert Client(enforce_csrf_checks=True).post(url, ONE_CLICK).status_code == 200
    assert choices(member) == {"tests.news": "bell"}


def test_a_mail_program_that_sends_the_body_in_parts_is_understood(client, url, member):
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    response = client.generic("POST", url, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 200
    assert choices(member) == {"tests.news": "bell"}


def test_twice_is_as_good_as_once(client, url, member):
    for _ in range(2):
        assert "no more mail of this kind" in client.post(url, ONE_CLICK).content.decode()
    assert choices(member) == {"tests.news": "bell"}


def test_it_holds_whatever_preset_follows(client, url, member, client_of):
    client.post(url, ONE_CLICK)
    client_of(member).post(reverse("notifications:settings"), {"preset": "everything"})
    assert tell(member).channel == Channel.BELL


def test_they_can_be_had_again_from_the_same_page(client, url, member):
    page = client.post(url, ONE_CLICK).content.decode()
    assert 'name="again"' in page
    assert "You get them again." in client.post(url, {"again": "on"}).content.decode()
    assert choices(member) == {}
    assert tell(member).mail_due_at


def test_they_can_be_had_again_by_who_has_a_preset_without_them(client, url, member, client_of):
    client_of(member).post(reverse("notifications:settings"), {"preset": "dates"})
    client.post(url, ONE_CLICK)
    client.post(url, {"again": "on"})
    assert tell(member).channel == Channel.NOW


def test_the_weekly_letter_ends_too(client, member):
    url = unsubscribe_url(member, DIGEST)
    assert "The weekly letter" in client.get(url).content.decode()
    client.post(url, ONE_CLICK)
    assert choices(member) == {DIGEST.name: "bell"}


def test_it_speaks_the_language_of_its_owner_whoever_looks(client, url, member):
    Profile.objects.filter(user=member).update(language="de")
    response = client.get(url, headers={"accept-language": "en"})
    assert '<html lang="de"' in response.content.decode()
    assert response["Content-Language"] == "de"


def test_it_shows_nothing_of_whose_letter_it_is(client, url, member):
    for response in (client.get(url), client.post(url, ONE_CLICK)):
        page = response.content.decode()
        assert member.email not in page
        assert member.profile.display_name not in page


def test_who_is_signed_in_as_somebody_else_ends_the_letters_of_the_link(client_of, url, member, other_member):
    client_of(other_member).post(url, ONE_CLICK)
    assert (choices(member), choices(other_member)) == ({"tests.news": "bell"}, {})


def test_nobody_else_hears_of_the_address(client, url):
    for response in (client.get(url), client.post(url, ONE_CLICK), client.get(signed(["nobody", "x"]))):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def bad_links(member):
    """Forged, damaged and outlived links."""
    good = unsubscribe_url(member, KINDS["tests.news"])
    other = signing.dumps([member.public_id, "tests.news"], salt="another")
    return {
        "damaged": good[:-2] + ("A" if good[-2] != "A" else "B") + "/",
        "cut off": good[:-12] + "/",
        "another salt": reverse("notifications:unsubscribe", args=[other]),
        "unknown person": signed(["nobody", "tests.news"]),
        "unknown kind": signed([member.public_id, "tests.gone"]),
        "cannot be switched": signed([member.public_id, "tests.safety"]),
        "no pair": signed("tests.news"),
        "three": signed([member.public_id, "tests.news", "x"]),
        "a number": signed(7),
        "not text": signed([7, ["x"]]),
        "short": "/bell/unsubscribe/x/",
        "letters of others": "/bell/unsubscribe/ü::%E2%80%AE/",
        "enormous": f"/bell/unsubscribe/{'x' * 50_000}/",
    }


def test_a_link_that_is_none_of_ours_changes_nothing_and_never_says_why(client, news, member):
    pages = set()
    for url in bad_links(member).values():
        for response in (client.get(url), client.post(url, ONE_CLICK), client.post(url, {"again": "on"})):
            assert response.status_code == 404
            pages.add(response.content)
    assert len(pages) == 1
    assert "This link no longer works." in pages.pop().decode()
    assert Choice.objects.count() == 0


def test_the_link_of_an_account_that_is_closed_works_no_more(client, url, member):
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert client.post(url, ONE_CLICK).status_code == 404
    assert choices(member) == {}


def test_a_null_character_is_not_found(client, url):
    assert client.get(url[:-1] + "%00/").status_code == 404


def test_the_link_of_one_person_does_not_end_the_letters_of_another(client, url, member, other_member):
    client.post(url, ONE_CLICK)
    assert tell(other_member).mail_due_at


def test_the_log_keeps_no_link(client, url, member, caplog):
    User.objects.filter(pk=member.pk).update(is_active=False)
    with caplog.at_level(logging.WARNING):
        client.get(url)
    assert [scrub(record.getMessage()) for record in caplog.records] == [
        "Not Found: /bell/unsubscribe/[secret]/"
    ]


def test_a_letter_that_ends_by_its_link_is_the_next_one_not_sent(client, url, member):
    assert tell(member, cause="before").mail_due_at
    client.post(url, ONE_CLICK)
    assert tell(member, cause="after").mail_due_at is None
    assert Notification.objects.count() == 2
