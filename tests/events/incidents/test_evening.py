"""One evening from the first check-in to the story: who was there is asked once, thanked, and led on."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.identifiers import new_nonce
from accounts.notifications.mail import letter
from accounts.notifications.models import Notification
from events.incidents.models import Debrief, Incident
from events.incidents.tasks import ask_how_it_went
from events.meetups.attendance.forms import TICKS
from events.meetups.attendance.models import Attendance
from tests.events.meetups.conftest import answer  # noqa: F401
from tests.telling import told


def day(name, meetup):
    return reverse(f"meetups:{name}", args=[meetup.public_id])


@pytest.fixture
def evening(db, meetup, member, spotter, runners, answer, client_of, organizer, clock):  # noqa: F811
    """The leader looks at the zone, checks two people in and writes down a third; a fourth stays at home."""
    load_initial_documents(Document)
    for person, part in ((spotter, "spotter"), (member, "runner"), (runners(1)[0], "runner")):
        answer(meetup, person, part)
    clock.move_to(meetup.starts_at - timedelta(minutes=20))
    leader = client_of(organizer)
    seen = {"ground": "dry", "weather": "clear", "crossing": "0", "nonce": new_nonce()}
    leader.post(day("day_check", meetup), seen | dict.fromkeys(TICKS, "on"))
    leader.post(day("day_tap", meetup), {"in": [member.public_id, spotter.public_id]})
    leader.post(day("day_walk_in", meetup), {"name": "Wim", "doing": "watcher", "nonce": new_nonce()})
    assert Attendance.objects.count() == 3
    clock.move_to(meetup.ends_at + timedelta(minutes=31))
    return meetup


def link_in_letter(person):
    """The address the letter leads to, and nothing but one of these."""
    told()
    line = Notification.objects.for_letter().get(kind="incidents.how_it_went", recipient=person)
    [link] = set(re.findall(rf"{settings.SITE_URL}(/incidents/after/\S*)", letter(line).body))
    return link


def test_an_evening_ends_with_thanks_and_a_story(evening, client_of, member, spotter, organizer, clock):
    for _ in range(3):
        ask_how_it_went()
        clock.shift(timedelta(minutes=10))
    asked = told(kind="incidents.how_it_went").values_list("recipient", flat=True)
    assert sorted(asked) == sorted(person.pk for person in (member, spotter, organizer))
    story = reverse("stories:new", args=[evening.group.slug])

    runner = client_of(member)
    question = runner.get(link_in_letter(member)).content.decode()
    assert [words for words in ("All well", "A near miss", "Somebody fell") if words not in question] == []
    thanks = runner.post(link_in_letter(member), follow=True).content.decode()
    assert "Thank you for running" in thanks
    assert f'href="{story}"' in thanks
    assert runner.get(story).status_code == 200

    watcher = client_of(spotter)
    tell = reverse("incidents:new", args=[evening.public_id])
    assert tell in watcher.get(link_in_letter(spotter)).content.decode()
    said = {"kind": "near_miss", "severity": "0", "zone": evening.zone.public_id, "may_keep": "on"}
    said |= {"where": "By the gate", "what": "A dog.", "was_spotted": "yes", "nonce": new_nonce()}
    thanks = watcher.post(tell, said, follow=True).content.decode()
    assert "Thank you for telling" in thanks
    assert f'href="{story}"' in thanks

    leader = client_of(organizer)
    assert told(kind="incidents.logged").get().recipient == organizer
    assert "By the gate" in leader.get(Incident.objects.get().get_absolute_url()).content.decode()
    assert "2 of 3 people answered." in leader.get(evening.get_absolute_url()).content.decode()


def test_who_has_answered_or_was_not_there_is_asked_no_more(evening, client_of, member, clock, runners):
    ask_how_it_went()
    client_of(member).post(reverse("incidents:how_it_went", args=[evening.public_id]))
    clock.shift(timedelta(hours=5))
    ask_how_it_went()
    assert not told(kind="incidents.how_it_went", recipient=member).exists()
    assert Debrief.objects.count() == 3
