import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from accounts.geography import snap_to_cell
from accounts.models import Profile
from tests.conftest import PASSWORD

PAGES = [f"users:{name}" for name in ("me", "edit", "running", "photo", "emergency", "language", "home_area")]


@pytest.mark.parametrize("name", PAGES)
def test_own_pages_are_for_whoever_is_signed_in(client_of, member, newcomer, name):
    assert client_of(None).get(reverse(name)).url.startswith(reverse("account_login"))
    assert client_of(member).get(reverse(name)).status_code == 200
    assert client_of(newcomer).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "users:home_area_remove"])
def test_looking_at_own_pages_changes_nothing(client_of, member, django_assert_num_queries, name):
    before = Profile.objects.values().get(user=member)
    assert client_of(member).get(reverse(name)).status_code in {200, 405}
    assert Profile.objects.values().get(user=member) == before


def test_me_shows_what_we_know(client_of, member):
    page = client_of(member).get(reverse("users:me")).content.decode()
    for known in ("Mira", "mira@example.org", "1990", "English"):
        assert known in page


def test_a_new_language_holds_at_once_and_on_this_device(client_of, member):
    client = client_of(member)
    response = client.post(reverse("users:language"), {"language": "de"}, follow=True)
    assert '<html lang="de"' in response.content.decode()
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert Profile.objects.get(user=member).language == "de"


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("users:edit", {"display_name": "x" * 61}, "display_name"),
        ("users:edit", {"handle": "a"}, "handle"),
        ("users:edit", {"bio": "b" * 501}, "bio"),
        ("users:running", {"pace_from": "soon"}, "pace_from"),
        ("users:running", {"pace_to": "7:99"}, "pace_to"),
        ("users:emergency", {"emergency_phone": "call me"}, "emergency_phone"),
        ("users:emergency", {"emergency_name": "Leyla"}, "emergency_phone"),
        ("users:language", {"language": "tlh"}, "language"),
    ],
)
def test_what_was_typed_stays_when_it_is_refused(client_of, member, name, typed, field):
    before = Profile.objects.values().get(user=member)
    client = client_of(member)
    opened = client.get(reverse(name)).context["form"]
    held = {key: opened[key].value() for key in opened.fields}
    sent = {key: "" if value is None else value for key, value in held.items()}
    response = client.post(reverse(name), sent | typed)
    assert set(response.context["form"].errors) == {field}
    (word,) = typed.values()
    assert word in response.content.decode() or name == "users:language"
    assert Profile.objects.values().get(user=member) == before


def test_the_home_area_is_chosen_changed_and_removed(client_of, member, cities):
    client = client_of(member)
    several = client.post(reverse("users:home_area"), {"q": "Neustadt", "search": "1"})
    assert "Neustadt, Sachsen, Germany" in several.content.decode()
    assert client.post(reverse("users:home_area"), {"city": "3", "q": "Neustadt"}).url == reverse("users:me")
    east = cities["east"]
    assert Profile.objects.get(user=member).home == snap_to_cell(east.latitude, east.longitude)
    assert "Neustadt, Germany" in client.get(reverse("users:me")).content.decode()
    client.post(reverse("users:home_area_remove"))
    assert Profile.objects.get(user=member).home is None


def test_changing_the_password_ends_the_other_sessions_and_is_mailed(
    client_of, member, mailoutbox, django_capture_on_commit_callbacks
):
    here, elsewhere = client_of(member), client_of(member)
    change = {
        "oldpassword": "a-long-way-backwards",
        "password1": "nine swans walk home",
        "password2": "nine swans walk home",
    }
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("account_change_password"), change)
    assert elsewhere.get(reverse("users:me")).status_code == 302
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        ([member.email], "Your password was changed")
    ]


def test_a_device_left_open_is_not_enough_to_change_the_address(browser, member, newest_code):
    browser.force_login(member)
    EmailAddress.objects.create(user=member, email="second@example.org", verified=True)
    steps = {
        "action_add": "third@example.org",
        "action_primary": "second@example.org",
        "action_remove": "second@example.org",
    }
    before = list(EmailAddress.objects.filter(user=member).values())
    for action, email in steps.items():
        response = browser.post(reverse("account_email"), {action: "", "email": email})
        assert response.url.startswith(reverse("account_reauthenticate"))
    assert list(EmailAddress.objects.filter(user=member).values()) == before
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("account_email"), {"action_add": "", "email": "third@example.org"})
    browser.confirm(newest_code())
    assert EmailAddress.objects.filter(user=member, email="third@example.org", verified=True).exists()
