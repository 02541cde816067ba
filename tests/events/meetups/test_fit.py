"""A place that stops fitting puts its dates at risk; nobody new signs up, and nobody is dropped."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Refused, Viewer
from events.meetups.actions import post_meetup
from events.meetups.holds import check_in_held
from events.meetups.models import RSVP, Meetup
from events.places.models import Place, Zone


def read(meetup):
    return Meetup.objects.with_place().get(pk=meetup.pk)


# What changes, and why nobody meets so any more. The date: 18:30 to 19:30 in June, stage 0, on the straight.
CHANGES = [
    ({}, {}, ""),
    ({"state": "restricted"}, {}, ""),
    ({"state": "draft"}, {}, "Home straight at Birkenwiese 1 is not checked."),
    ({"state": "suspended"}, {}, "Birkenwiese 1 is closed for now."),
    ({"state": "retired"}, {}, "Birkenwiese 1 is given up: nobody meets there any more."),
    ({}, {"verdict": "stop"}, "A check of Home straight says stop."),
    ({}, {"verdict": "unknown"}, "Home straight at Birkenwiese 1 is not checked."),
    ({}, {"expires_on": date(2026, 6, 16)}, "The check of Home straight ran out on 16 June."),
    ({}, {"minimum_stage": 2}, "Home straight is for stage 2 and up."),
    ({"restricted_stage": 3}, {}, "Birkenwiese 1 is for stage 3 and up."),
    (
        {},
        {"sessions": ["path"]},
        "Home straight will not do for “Running on a track straight, field or hall”.",
    ),
    ({}, {"sessions": ["straight", "path"]}, ""),
    (
        {"restricted_sessions": ["walking_drill"]},
        {},
        "Home straight will not do for “Running on a track straight, field or hall”.",
    ),
    ({"restricted_from": time(18, 30), "restricted_until": time(19, 30)}, {}, ""),
    ({"restricted_from": time(19)}, {}, "Birkenwiese 1 may be used from 19:00 on only."),
    ({"restricted_until": time(19)}, {}, "Birkenwiese 1 may be used until 19:00 only."),
    (
        {"restricted_from": time(9), "restricted_until": time(19)},
        {},
        "Birkenwiese 1 may be used from 09:00 to 19:00 only.",
    ),
    ({}, {"light": "none"}, ""),
]


@pytest.mark.parametrize(("of_place", "of_zone", "reason"), CHANGES)
def test_whichever_changes_last_the_other_shows_it(
    meetup, zone, group, organizer, member, plan, hand_to, client_of, of_place, of_zone, reason
):
    if of_place:
        Place.objects.filter(pk=zone.place_id).update(**of_place)
    if of_zone:
        Zone.objects.filter(pk=zone.pk).update(**of_zone)
    assert read(meetup).at_risk == check_in_held(read(meetup)) == reason
    hand_to(meetup, member)  # so that the organizer is free to post
    if reason:
        with pytest.raises(Refused):
            post_meetup(group, by=Viewer(organizer), **plan())
        html = client_of(organizer).get(meetup.get_absolute_url()).content.decode()
        assert f"At risk: {reason}" in html
    else:
        post_meetup(group, by=Viewer(organizer), **plan())


def test_a_zone_that_turns_out_unlit_puts_a_winter_evening_at_risk(meetup, zone, clock):
    start = meetup.starts_at.replace(month=11)
    Meetup.objects.filter(pk=meetup.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    assert read(meetup).at_risk == ""
    Zone.objects.filter(pk=zone.pk).update(light="none")
    assert read(meetup).at_risk == "It is dark at that hour, and Home straight is not lit all along."
    Zone.objects.filter(pk=zone.pk).update(light="full", lit_until=time(18))
    assert read(meetup).at_risk == "The light at Home straight goes out at 18:00."


def test_nobody_new_signs_up_and_nobody_is_dropped(meetup, zone, member, other_member, answer):
    answer(meetup, member)
    Place.objects.filter(pk=zone.place_id).update(state="suspended")
    with pytest.raises(Refused, match=r"is closed for now\. Nobody can sign up until that changes\."):
        answer(meetup, other_member)
    assert list(RSVP.objects.live().values_list("user", flat=True)) == [member.pk]
    assert read(meetup).runners_waiting == 1


def test_the_card_and_the_list_of_the_group_say_it_too(meetup, zone, client_of, group):
    lists = ["/meetups/", f"/meetups/in/{group.slug}/"]

    def shown():
        return [
            "At risk: Birkenwiese 1 is closed for now." in client_of(None).get(url).content.decode()
            for url in lists
        ]

    assert shown() == [False, False]
    Place.objects.filter(pk=zone.place_id).update(state="suspended")
    assert shown() == [True, True]


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"ends_at": "now"}])
def test_what_is_over_or_called_off_is_at_no_risk(meetup, zone, fields, clock):
    Place.objects.filter(pk=zone.place_id).update(state="suspended")
    if fields == {"ends_at": "now"}:
        clock.move_to(meetup.ends_at)
    else:
        Meetup.objects.filter(pk=meetup.pk).update(**fields)
    assert read(meetup).at_risk == ""


def test_next_dates_at_a_place_are_those_the_reader_may_read(meetup, member, outsider):
    def seen(viewer):
        return [date.pk for date in Meetup.objects.next_at_place(meetup.place_id, viewer)]

    everybody = [Viewer(AnonymousUser()), Viewer(outsider), Viewer(member)]
    assert [seen(viewer) for viewer in everybody] == [[meetup.pk]] * 3
    Meetup.objects.filter(pk=meetup.pk).update(audience="group")
    assert [seen(viewer) for viewer in everybody] == [[], [], [meetup.pk]]


def test_who_meets_there_are_leaders_and_organizers(meetup, organizer, member, answer, hand_to):
    answer(meetup, member)
    assert Meetup.objects.who_meets_at([meetup.place_id, 0]) == {meetup.place_id: {organizer.pk}}
    hand_to(meetup, member)
    assert Meetup.objects.who_meets_at([meetup.place_id]) == {meetup.place_id: {organizer.pk, member.pk}}
