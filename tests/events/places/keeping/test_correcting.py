import pytest
from django.core.exceptions import PermissionDenied

from accounts.identifiers import new_nonce
from accounts.notifications.models import Announcement
from accounts.permissions import Refused
from events.places.keeping.correcting import (
    MOST_A_DAY,
    accept_correction,
    decline_correction,
    propose_correction,
)
from events.places.keeping.facts import facts_of
from events.places.keeping.models import Correction, PlaceEvent
from events.places.models import Place
from tests.events.places.conftest import HEIDELBERG

NORTH_100_M = [HEIDELBERG[0] + 0.0009, HEIDELBERG[1]]
NORTH_1_KM = [HEIDELBERG[0] + 0.009, HEIDELBERG[1]]
LISBON = [38.7223, -9.1393]


@pytest.fixture
def say(as_viewer, outsider):
    """Say what is so: ``say(place, name="…")``."""

    def propose(place, *, by=None, nonce=None, words="I was there on Sunday.", shown=None, **said):
        return propose_correction(
            Place.objects.get(pk=place.pk),
            by=as_viewer(by or outsider),
            nonce=nonce or new_nonce(),
            said=said,
            words=words,
            shown=shown,
        )

    return propose


@pytest.fixture
def accept(as_viewer, group, organizer, seen):
    def take_over(correction, *, by=None, on=None):
        stamp = seen(correction.place) if on is None else on
        accept_correction(correction, by=as_viewer(by or organizer), seen=stamp)

    return take_over


def now(place):
    return Place.objects.get(pk=place.pk)


def test_only_what_differs_is_kept_and_nothing_changes_yet(place, say):
    correction = say(
        place, name="Birkenwiese", kind="track", aed="", has_toilets=True, point=list(HEIDELBERG)
    )

    assert correction.changes == {"name": "Birkenwiese", "has_toilets": True}
    assert now(place).name == "Birkenwiese track"


def test_who_sends_what_stands_there_reads_so(place, say):
    with pytest.raises(Refused):
        say(place, name="Birkenwiese track")


def test_a_correction_sent_twice_is_one(place, say):
    nonce = new_nonce()
    say(place, nonce=nonce, name="Birkenwiese")
    say(place, nonce=nonce, name="Birkenwiese")
    assert Correction.objects.count() == 1


def test_a_keeper_takes_it_over_and_search_finds_the_new_name(place, say, accept, story_of):
    accept(say(place, name="Wiesenbahn"))

    assert now(place).name == "Wiesenbahn"
    assert list(Place.objects.saying("wiesenb")) == [place]
    assert story_of(place)[-1] == ("corrected", "draft", "I was there on Sunday.", "Petra")


def test_who_sent_it_is_told_and_the_keeper_is_not(place, say, accept, outsider):
    accept(say(place, name="Wiesenbahn"))
    assert [row.recipients for row in Announcement.objects.filter(kind="places.correction")] == [
        [outsider.pk]
    ]


def test_a_declined_one_changes_nothing_and_says_why(place, say, as_viewer, group, organizer):
    correction = say(place, name="Wiesenbahn")
    decline_correction(correction, by=as_viewer(organizer), why="The sign says otherwise.")
    correction.refresh_from_db()

    assert (correction.state, correction.answer) == ("declined", "The sign says otherwise.")
    assert now(place).name == "Birkenwiese track"


def test_the_second_who_decides_is_told(place, say, accept, as_viewer, organizer):
    correction = say(place, name="Wiesenbahn")
    accept(correction)
    with pytest.raises(Refused):
        decline_correction(correction, by=as_viewer(organizer), why="No.")


def test_who_sent_it_does_not_decide(place, say, as_viewer, outsider):
    with pytest.raises(PermissionDenied):
        accept_correction(say(place, name="Wiesenbahn"), by=as_viewer(outsider), seen="")


def test_what_a_keeper_corrects_holds_at_once(place, say, group, organizer, story_of):
    correction = say(place, by=organizer, aed="Town hall, always")
    correction.refresh_from_db()

    assert (correction.state, now(place).aed) == ("accepted", "Town hall, always")
    assert story_of(place)[-1][0] == "corrected"
    assert not Announcement.objects.filter(kind="places.correction").exists()


def test_with_the_point_go_city_and_clock(place, say, accept):
    accept(say(place, point=LISBON))

    moved = now(place)
    assert [moved.latitude, moved.longitude] == LISBON
    assert (moved.time_zone, moved.city_label) == ("Europe/Lisbon", "")  # no cities are loaded in this test


def test_a_checked_place_moves_a_little(checked, say, accept):
    accept(say(checked, point=NORTH_100_M))
    assert now(checked).latitude == NORTH_100_M[0]


def north_of(meters):
    return [HEIDELBERG[0] + meters / 111_195, HEIDELBERG[1]]


def test_a_checked_place_does_not_wander_off_step_by_step(checked, say, group, organizer, second):
    say(checked, by=organizer, point=north_of(200))
    with pytest.raises(Refused):
        say(checked, by=second, point=north_of(400))
    say(checked, by=second, point=north_of(290))
    say(checked, by=organizer, point=north_of(0))
    with pytest.raises(Refused):
        say(checked, by=organizer, point=north_of(-100))
    assert now(checked).latitude == HEIDELBERG[0]


def test_a_draft_goes_wherever_it_is_until_somebody_checks_it(
    zone, place, say, group, organizer, look, member
):
    say(place, by=organizer, point=LISBON)
    look(member, zone)
    say(place, by=organizer, point=[LISBON[0] + 0.002, LISBON[1]])
    assert now(place).latitude == LISBON[0] + 0.002


def test_what_somebody_else_corrected_meanwhile_is_not_undone(place, say, group, organizer, second):
    shown = facts_of(now(place))
    say(place, by=organizer, aed="At the gate")
    say(place, by=second, shown=shown, **shown | {"has_toilets": True})
    assert (now(place).aed, now(place).has_toilets) == ("At the gate", True)


def test_two_who_correct_one_fact_the_second_reads_what_the_first_wrote(place, say, group, organizer, second):
    shown = facts_of(now(place))
    say(place, by=organizer, aed="At the gate")
    with pytest.raises(Refused, match="Nearest defibrillator and its hours: At the gate"):
        say(place, by=second, shown=shown, **shown | {"aed": "In the hall"})
    assert now(place).aed == "At the gate"


def test_who_takes_over_on_a_page_that_is_old_reads_what_happened(place, say, accept, organizer, seen):
    correction, stamp = say(place, aed="At the gate"), seen(place)
    say(place, by=organizer, aed="In the hall", words="It was moved.")
    with pytest.raises(Refused, match="Corrected: It was moved"):
        accept(correction, on=stamp)
    assert now(place).aed == "In the hall"


def test_what_one_person_takes_over_twice_is_taken_over_once(place, say, accept, second, seen):
    correction, stamp = say(place, aed="At the gate"), seen(place)
    accept(correction, on=stamp)
    accept(correction, on=stamp)
    assert PlaceEvent.objects.filter(place=place, what="corrected").count() == 1
    with pytest.raises(Refused):
        accept(correction, by=second)


@pytest.mark.parametrize("said", [{"point": NORTH_1_KM}, {"kind": "park"}], ids=["far", "kind"])
def test_what_makes_a_checked_place_another_one_is_refused(checked, say, said):
    with pytest.raises(Refused):
        say(checked, **said)
    assert not Correction.objects.exists()


def test_a_check_meanwhile_refuses_what_was_fine_before(zone, place, say, accept, look, member):
    correction = say(place, kind="park")
    look(member, zone)
    with pytest.raises(Refused):
        accept(correction)
    assert now(place).kind == "track"


def test_nobody_sends_corrections_by_the_dozen(place, say):
    for number in range(MOST_A_DAY):
        say(place, name=f"Birkenwiese {number}")
    with pytest.raises(Refused):
        say(place, name="Once more")
    assert Correction.objects.count() == MOST_A_DAY
