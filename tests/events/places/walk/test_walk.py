"""A check on its way: its draft, whose it is, and that one account is one person."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.images import Rendition, Renditions
from events.places.models import Check
from events.places.walk.actions import keep_place_photo
from events.places.walk.models import CheckDraft, PlacePhoto
from events.places.walk.pages import mark_of
from events.places.walk.tasks import tidy_walks
from tests.events.places.test_forms import posted

JSON = {"Accept": "application/json"}


def url(name, zone):
    return reverse(f"places:{name}", args=[zone.place.slug, zone.public_id])


@pytest.fixture
def walk(client_of, as_viewer, zone):
    """Send a person's form, as the page of that person would: ``walk(mira, "check_draft", …)``."""

    def send(person, name="check_draft", *, as_if_of=None, headers=JSON, **changes):
        mark = mark_of(as_viewer(as_if_of or person), zone)
        return client_of(person).post(url(name, zone), posted(**changes) | {"walker": mark}, headers=headers)

    return send


def test_a_draft_keeps_what_was_typed_and_says_what_it_comes_to(walk, member, zone):
    told = walk(member, surface="gravel", kerb=None).json()

    draft = CheckDraft.objects.get()
    assert (draft.user, draft.zone, draft.answers["surface"]) == (member, zone, "gravel")
    assert "walker" not in draft.answers
    assert told["saved_at"] == draft.saved_at.isoformat()
    assert "Loose stones roll under a heel." in told["result"]


def test_a_draft_is_kept_once_and_the_last_word_counts(walk, member):
    for surface in ("gravel", "asphalt"):
        walk(member, surface=surface)
    assert [draft.answers["surface"] for draft in CheckDraft.objects.all()] == ["asphalt"]


def test_the_page_goes_on_where_the_draft_was_left(walk, member, other_member, client_of, zone):
    walk(member, surface="gravel")

    forms = [client_of(person).get(url("check", zone)).context["form"] for person in (member, other_member)]
    assert [form["surface"].initial for form in forms] == ["gravel", None]


def test_without_script_a_draft_leads_back_to_the_page(walk, member, zone):
    response = walk(member, headers={})
    assert (response.status_code, response.url) == (302, url("check", zone))


@pytest.mark.parametrize("name", ["check", "check_draft"])
def test_what_one_account_began_is_not_taken_from_another(walk, member, other_member, name):
    response = walk(other_member, name, as_if_of=member)

    assert response.status_code == 409
    assert "Sign in with that one to send them" in response.content.decode()
    assert (CheckDraft.objects.count(), Check.objects.count()) == (0, 0)


def test_handing_in_forgets_the_draft_and_takes_the_photos_along(walk, member, as_viewer, zone):
    walk(member)
    photo = keep_place_photo(zone.place, by=as_viewer(member), zone=zone, photo=copies(), line="kerb")

    response = walk(member, "check")

    assert response.json() == {"url": reverse("places:detail", args=[zone.place.slug])}
    assert not CheckDraft.objects.exists()
    assert PlacePhoto.objects.get(pk=photo.pk).check_made == Check.objects.get()


def test_a_late_draft_brings_nothing_back(walk, member):
    walk(member, "check")
    assert walk(member).json()["saved_at"] is None
    assert not CheckDraft.objects.exists()


def test_a_form_sent_twice_is_one_check(walk, member):
    assert [walk(member, "check").status_code for _time in range(2)] == [200, 200]
    assert Check.objects.count() == 1


def test_the_same_account_in_two_browsers_is_one_person(walk, member, zone):
    for nonce in ("from-the-phone", "from-the-tablet"):
        walk(member, "check", nonce=nonce)

    assert Check.objects.count() == 2
    zone.refresh_from_db()
    assert (zone.verdict, zone.checked_on) == ("unknown", None)


def test_what_has_to_be_mended_comes_back_as_a_page(walk, member):
    response = walk(member, "check", surface=None)
    assert response["Content-Type"].startswith("text/html")
    assert not Check.objects.exists()


@pytest.mark.parametrize("words", ["x" * 501, "nul\x00l"])
def test_an_answer_nobody_types_is_refused(walk, member, words):
    assert walk(member, surface_measure=words).status_code == 400
    assert not CheckDraft.objects.exists()


def test_a_draft_of_more_than_64_kb_is_refused(walk, member):
    assert walk(member, more="x" * 70_000).status_code == 413


def test_unknown_fields_are_left_out(walk, member):
    walk(member, verdict="ok")
    assert "verdict" not in CheckDraft.objects.get().answers


def test_a_forgotten_draft_goes_after_two_months(walk, member):
    walk(member)
    for days, left in ((59, 1), (61, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tidy_walks()
        assert CheckDraft.objects.count() == left


def copies():
    return Renditions({size: Rendition(size, size, b"RIFF") for size in (1600, 640, 160)})
