"""What becomes of dates and seats when somebody deletes the account."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Refused
from accounts.privacy.actions import delete_account
from accounts.privacy.everything import consequences
from accounts.privacy.tasks import erase_people
from accounts.users.actions import come_back
from events.levels.models import SpotterLevel
from events.meetups.models import RSVP, Meetup
from events.places.models import Check
from tests.conftest import join


def delete(user, as_viewer):
    return delete_account(user, by=as_viewer(user), without_texts=False)


def purge(at):
    with time_machine.travel(at + timedelta(minutes=1)):
        erase_people()


def test_a_seat_goes_to_the_next_in_line_at_once(as_viewer, answer, meetup, runners):
    first, second, third = runners(3)
    assert [answer(meetup, runner) for runner in (first, second, third)] == [
        "waiting",
        "waiting",
        "waitlisted",
    ]
    assert "Your seat at “First steps Tuesday” on Tuesday" in consequences(first.pk)[0]
    delete(first, as_viewer)
    states = {rsvp.user_id: rsvp.state for rsvp in RSVP.objects.all()}
    assert states == {first.pk: "declined", second.pk: "waiting", third.pk: "offered"}


def test_a_seat_does_not_come_back_with_its_owner(as_viewer, answer, meetup, member):
    answer(meetup, member)
    delete(member, as_viewer)
    assert come_back(User.objects.get(pk=member.pk), by=as_viewer(member))
    assert RSVP.objects.get(user=member).state == "declined"


def test_who_leads_a_coming_date_is_told_to_call_it_off_first(as_viewer, make_user, group, meetup):
    """The organizer of the scene leads tonight; another organizer stays for the group."""
    join(make_user("second"), group, "organizer")
    with pytest.raises(Refused, match="You lead “First steps Tuesday” on"):
        delete(meetup.leader, as_viewer)


def test_a_date_that_is_over_holds_nobody(as_viewer, make_user, group, meetup):
    join(make_user("second"), group, "organizer")
    with time_machine.travel(meetup.ends_at + timedelta(days=1)):
        assert delete(meetup.leader, as_viewer)


def test_who_was_where_is_forgotten_and_how_many_is_not(as_viewer, answer, meetup, member):
    answer(meetup, member)
    with time_machine.travel(meetup.ends_at + timedelta(days=1)):
        at = delete(member, as_viewer)
    purge(at)
    meetup.refresh_from_db()
    assert meetup.runners_waiting == 1
    assert not RSVP.objects.filter(user=member).exists()


def test_dates_and_checks_stay_under_former_member(
    as_viewer, client_of, make_user, group, meetup, other_member
):
    join(make_user("second"), group, "organizer")
    leader, zone = meetup.leader, meetup.zone
    Check.objects.create(
        zone=zone, checked_by=leader, checked_at=timezone.now(), is_on_foot=True, answers={}, verdict="ok"
    )
    with time_machine.travel(meetup.ends_at + timedelta(days=1)):
        at = delete(leader, as_viewer)
    purge(at)
    pages = [
        client_of(other_member).get(reverse("meetups:detail", args=[meetup.public_id])),
        client_of(other_member).get(reverse("places:detail", args=[zone.place.slug])),
        client_of(other_member).get(reverse("groups:detail", args=[group.slug])),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ["Petra" in page.content.decode() for page in pages] == [False, False, False]
    assert "Former member" in pages[0].content.decode()
    assert "Former member" in pages[1].content.decode()


def test_what_was_declared_of_others_holds_on(as_viewer, make_user, group, organizer, spotter):
    join(make_user("second"), group, "organizer")
    assert SpotterLevel.objects.counts_for(spotter.pk)
    SpotterLevel.objects.filter(user=spotter).update(declared_by=organizer)
    purge(delete(organizer, as_viewer))
    assert SpotterLevel.objects.filter(user=spotter).count() == 1
    assert not Meetup.objects.filter(leader=organizer).upcoming().exists()
