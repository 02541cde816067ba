"""Reports, what others say of them, and what follows for the place."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from events.places.hazards.actions import resolve_hazard, withdraw_hazard
from events.places.hazards.limits import REPORTS_A_DAY, hours_of
from events.places.hazards.models import Category, Hazard, HazardVoice
from events.places.keeping.models import PlaceEvent
from events.places.keeping.moves import somebody_was_faster
from events.places.models import PlaceState

CHECKED, SUSPENDED = PlaceState.CHECKED, PlaceState.SUSPENDED


def stored(hazard):
    return Hazard.objects.select_related("place").get(pk=hazard.pk)


# ---- Reporting ----


@pytest.mark.parametrize("category", Category)
def test_a_report_holds_as_long_as_the_rubric_says_of_its_category(report, outsider, category):
    hazard = report(outsider, category=category, severity="info")
    hours = hours_of(category)
    assert hazard.expires_at == (hazard.seen_at + timedelta(hours=hours) if hours else None)


def test_what_runs_out_is_open_no_more(report, outsider, track, time_machine_at):
    hazard = report(outsider, category="crowd")
    assert list(Hazard.objects.of_place(track.pk).open()) == [hazard]
    time_machine_at(hazard.expires_at)
    assert list(Hazard.objects.of_place(track.pk).open()) == []
    assert not stored(hazard).is_open


def test_what_has_run_out_already_is_refused(report, outsider):
    with pytest.raises(Refused, match="A report of this kind holds 4 hours"):
        report(outsider, category="crowd", seen_at=timezone.now() - timedelta(hours=5))
    assert not Hazard.objects.exists()


def test_the_same_form_sent_twice_makes_one_report(report, outsider):
    nonce = new_nonce()
    assert report(outsider, nonce=nonce) == report(outsider, nonce=nonce)
    assert Hazard.objects.count() == 1


def test_a_form_from_another_account_is_refused(report, outsider, member):
    nonce = new_nonce()
    report(outsider, nonce=nonce)
    with pytest.raises(Refused, match="from another account"):
        report(member, nonce=nonce)


def test_so_many_reports_a_day_and_no_more(report, outsider, member, time_machine_at):
    for _ in range(REPORTS_A_DAY):
        report(outsider, severity="info")
    with pytest.raises(Refused, match="as many as we take"):
        report(outsider, severity="info")
    report(member, severity="info")
    time_machine_at(timezone.now() + timedelta(days=1, minutes=1))
    report(outsider, severity="info")


def test_who_has_not_read_the_safety_text_reports_nothing(report, newcomer):
    with pytest.raises(PermissionDenied):
        report(newcomer)


# ---- What closes a place ----


def test_one_stop_closes_nothing(report, outsider, track, state_of):
    report(outsider)
    assert state_of(track) == CHECKED


def test_a_stop_that_a_second_person_sees_closes_the_place(report, voice, outsider, member, track, state_of):
    hazard = report(outsider)
    assert voice(member, hazard)
    assert state_of(track) == SUSPENDED
    event = PlaceEvent.objects.get(place=track)
    assert (event.what, event.report, event.by) == ("suspended", hazard.public_id, member)


def test_the_history_leads_to_the_report_and_puts_its_words_in_nobodys_mouth(
    report, voice, outsider, member, track, client_of
):
    hazard = report(outsider)
    voice(member, hazard)
    page = client_of(member).get(reverse("places:history", args=[track.slug])).text
    assert f'href="{hazard.get_absolute_url()}"' in page
    assert hazard.words not in page


def test_who_comes_too_late_reads_that_a_report_was_faster(report, voice, outsider, member, track):
    voice(member, report(outsider))
    assert "Closed for now: what a report says" in somebody_was_faster(track.pk).sentence


def test_a_stop_of_a_checker_needs_a_second_person_too(report, voice, organizer, outsider, track, state_of):
    hazard = report(organizer)
    assert state_of(track) == CHECKED
    voice(outsider, hazard)
    assert state_of(track) == SUSPENDED


@pytest.mark.parametrize("severity", ["info", "caution"])
def test_what_does_not_say_stop_closes_nothing_however_many_see_it(
    report, voice, outsider, member, moderator, track, state_of, severity
):
    hazard = report(outsider, severity=severity)
    for person in (member, moderator):
        voice(person, hazard)
    assert state_of(track) == CHECKED
    assert stored(hazard).confirmations == 2


@pytest.mark.parametrize(
    ("who", "severity", "state"),
    [
        ("organizer", "stop", SUSPENDED),
        ("lead", "stop", SUSPENDED),
        ("organizer", "caution", CHECKED),
        ("member", "stop", CHECKED),
        ("outsider", "stop", CHECKED),
    ],
)
def test_a_refusal_of_permission_closes_on_the_word_of_who_checks(
    request, report, track, state_of, who, severity, state
):
    report(request.getfixturevalue(who), category="permission", severity=severity)
    assert state_of(track) == state


def test_two_people_who_dispute_the_check_close_the_place(report, outsider, member, track, state_of):
    report(outsider, category="dispute", severity="caution")
    report(outsider, category="dispute", severity="caution")
    assert state_of(track) == CHECKED
    report(member, category="dispute", severity="info")
    assert state_of(track) == SUSPENDED


def test_a_dispute_that_somebody_confirms_closes_the_place(report, voice, outsider, member, track, state_of):
    voice(member, report(outsider, category="dispute", severity="caution"))
    assert state_of(track) == SUSPENDED


@pytest.mark.parametrize("state", [PlaceState.DRAFT, PlaceState.RETIRED])
def test_only_an_open_place_is_closed(report, voice, outsider, member, track, state_of, state):
    type(track).objects.filter(pk=track.pk).update(state=state)
    voice(member, report(outsider))
    assert state_of(track) == state


# ---- What others say ----


def test_each_person_counts_once_and_may_change_their_mind(report, voice, outsider, member):
    hazard = report(outsider, severity="caution")
    assert [voice(member, hazard), voice(member, hazard)] == [True, False]
    assert stored(hazard).confirmations == 1
    assert voice(member, hazard, is_gone=True)
    assert stored(hazard).confirmations == 0
    assert HazardVoice.objects.count() == 1


def test_who_reported_it_confirms_nothing(report, voice, outsider):
    with pytest.raises(PermissionDenied):
        voice(outsider, report(outsider))


def test_who_sees_it_now_keeps_it_standing(report, voice, outsider, member, time_machine_at):
    hazard = report(outsider, category="crowd", severity="caution")
    time_machine_at(hazard.seen_at + timedelta(hours=3))
    voice(member, hazard)
    assert stored(hazard).expires_at == HazardVoice.objects.get().said_at + timedelta(hours=4)


def test_that_it_is_gone_keeps_nothing_standing(report, voice, outsider, member, time_machine_at):
    hazard = report(outsider, category="crowd")
    time_machine_at(hazard.seen_at + timedelta(hours=3))
    voice(member, hazard, is_gone=True)
    assert stored(hazard).expires_at == hazard.expires_at


def test_nobody_confirms_what_is_over(report, voice, outsider, member, organizer, as_viewer, track, state_of):
    hazard = report(outsider)
    resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    with pytest.raises(Refused, match="report it anew"):
        voice(member, hazard)
    assert state_of(track) == CHECKED


# ---- The end of a report ----


def test_to_resolve_says_who_and_how(report, outsider, organizer, as_viewer):
    hazard = report(outsider)
    assert resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    assert not resolve_hazard(hazard, by=as_viewer(organizer), how="Again")
    found = stored(hazard)
    assert (found.resolved_by, found.resolved_how, found.is_open) == (organizer, "Sawn up", False)


def test_to_resolve_does_not_open_the_place(
    report, voice, outsider, member, organizer, as_viewer, track, state_of
):
    hazard = report(outsider)
    voice(member, hazard)
    resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    assert state_of(track) == SUSPENDED


def test_a_mistake_is_taken_back(report, outsider, as_viewer):
    hazard = report(outsider)
    assert withdraw_hazard(hazard, by=as_viewer(outsider))
    assert stored(hazard).is_taken_back


def test_what_somebody_else_saw_too_is_not_taken_back(report, voice, outsider, member, as_viewer):
    hazard = report(outsider, severity="caution")
    voice(member, hazard)
    with pytest.raises(Refused, match="Somebody else saw it too"):
        withdraw_hazard(hazard, by=as_viewer(outsider))
    assert stored(hazard).is_open
