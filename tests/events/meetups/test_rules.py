"""Who may do what with a meetup, and who may know who comes."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Viewer
from events.meetups.models import RSVP
from events.meetups.rules import (
    can_answer_meetup,
    can_call_off_meetup,
    can_choose_people,
    can_edit_meetup,
    can_leave_meetup,
    can_post_meetup,
    can_see_all_names,
)

CAST = ("organizer", "moderator", "member", "outsider", "newcomer", "site_moderator", "stranger")
RULES = {
    can_post_meetup: {"organizer"},
    can_call_off_meetup: {"organizer"},
    can_edit_meetup: {"organizer"},
    can_choose_people: {"organizer"},
    can_see_all_names: {"organizer"},
    can_answer_meetup: set(CAST) - {"stranger"},
    can_leave_meetup: set(CAST) - {"stranger"},
}

OF_GROUPS = (can_post_meetup, can_choose_people)


@pytest.fixture
def viewers(request, as_viewer):
    people = {name: as_viewer(request.getfixturevalue(name)) for name in CAST if name != "stranger"}
    return people | {"stranger": Viewer(AnonymousUser())}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_who_may(rule, viewers, meetup):
    subject = meetup.group if rule in OF_GROUPS else meetup
    assert {name for name, viewer in viewers.items() if rule(viewer, subject)} == RULES[rule]


def test_who_leads_and_does_not_organize_edits_and_chooses_nobody(meetup, member, hand_to, as_viewer):
    hand_to(meetup, member)
    viewer = as_viewer(member)
    assert (can_edit_meetup(viewer, meetup), can_choose_people(viewer, meetup.group)) == (True, False)


def test_names_are_for_people_going_and_for_who_runs_it(viewers, meetup, runners, spotter, answer, as_viewer):
    going, waiting = runners(2)
    answer(meetup, spotter, "spotter")
    answer(meetup, going)
    answer(meetup, waiting)
    seen = {
        name: set(RSVP.objects.of_meetup(meetup.pk).visible_to(viewer).values_list("user_id", flat=True))
        for name, viewer in (viewers | {"going": as_viewer(going), "waiting": as_viewer(waiting)}).items()
    }
    nobody = set()
    assert seen == dict.fromkeys(CAST, nobody) | {
        "organizer": {going.pk, waiting.pk, spotter.pk},
        "going": {going.pk, spotter.pk},
        "waiting": {waiting.pk},
    }
