import pytest
from django.conf import settings
from django.urls import reverse

from accounts.geography import snap_to_cell
from accounts.models import Profile

PAGES = ["users:me", "users:edit", "users:home_area"]


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
    response = client.post(reverse("users:edit"), {"display_name": "Mira B.", "language": "de"}, follow=True)
    assert '<html lang="de"' in response.content.decode()
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert Profile.objects.values_list("display_name", "language").get(user=member) == ("Mira B.", "de")


def test_what_was_typed_stays_when_it_is_refused(client_of, member):
    response = client_of(member).post(reverse("users:edit"), {"display_name": "x" * 61, "language": "tlh"})
    assert set(response.context["form"].errors) == {"display_name", "language"}
    assert "x" * 61 in response.content.decode()


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
