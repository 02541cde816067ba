"""Made-up rows in numbers: consistent, repeatable, and never among people."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from accounts.geography import City
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Group
from community.moderation.models import Revision
from community.stories.models import Story
from config.scale import FIRST_KEY, Numbers, fill
from events.meetups.models import RSVP, Meetup
from events.places.models import Zone

TOWNS = [("Alpha", 50.0, 8.0, 900_000), ("Beta", -33.0, 151.0, 500_000), ("Gamma", 35.0, 139.0, 100_000)]


@pytest.fixture
def towns(db):
    """As many as the statements count on, most of them at the first three."""
    City.objects.bulk_create(
        City(
            pk=number,
            name=f"{name} {number}",
            country="DE",
            population=population - number,
            time_zone="Europe/Berlin",
            latitude=latitude,
            longitude=longitude,
        )
        for number in range(1, 211)
        for name, latitude, longitude, population in [TOWNS[number % 3]]
    )


def seed(stories=200, members=50):
    told = []
    fill(Numbers(stories, members), told.append)
    return told


def test_everything_is_there_and_adds_up(towns):
    seed()
    assert (User.objects.count(), Group.objects.count(), Story.objects.count()) == (50, 20, 200)
    assert all(viewer.is_ready for viewer in map(Viewer, User.objects.with_profile()))
    counted = Group.objects.annotate(people=Count("memberships"))
    assert not counted.exclude(member_count=F("people")).exists()
    assert not Group.objects.exclude(memberships__user=F("founder"), memberships__role="organizer").exists()


def test_meetups_keep_the_rules_of_seats(towns):
    seed()
    coming = Meetup.objects.annotate(
        going=Count("rsvps", filter=Q(rsvps__state="going", rsvps__part="runner")),
        waiting=Count("rsvps", filter=Q(rsvps__state="waiting")),
        spotting=Count("rsvps", filter=Q(rsvps__part="spotter")),
    )
    agree = {"runners_going": F("going"), "runners_waiting": F("waiting"), "spotters_going": F("spotting")}
    assert coming.filter(**agree).count() == Meetup.objects.count() == 200
    assert not Meetup.objects.filter(capacity__lt=F("runners_going") + F("runners_waiting")).exists()
    assert not Meetup.objects.exclude(zone__in=Zone.objects.exclude(verdict="unknown")).exists()
    assert Meetup.objects.upcoming().count() == 100


def test_stories_show_what_is_published_and_nothing_else(towns):
    seed()
    assert not Story.objects.exclude(published=None).exclude(published__state="published").exists()
    assert not Story.objects.exclude(newest__state="pending").exclude(newest=F("published")).exists()
    waiting = Revision.objects.filter(state="pending")
    assert waiting.filter(version=1).count() == Story.objects.filter(published=None).count() == 2
    assert waiting.filter(version=2).count() == 4
    shown = Story.objects.public_feed().for_cards()
    assert all([story.words, story.author.profile.display_name, story.group.name] for story in shown)


def test_a_second_run_adds_what_is_missing(towns):
    seed()
    before = set(Story.objects.values_list("pk", flat=True))
    seed(stories=300, members=60)
    assert Story.objects.count() == 300
    assert before < set(Story.objects.values_list("pk", flat=True))
    answers = RSVP.objects.count()
    seed(stories=300, members=60)
    assert (Story.objects.count(), RSVP.objects.count()) == (300, answers)


def test_it_tells_how_far_it_is(towns):
    assert [line.split()[2:] for line in seed()][:2] == [["50", "members"], ["50", "profiles"]]


def test_a_database_with_people_is_left_alone(member):
    with pytest.raises(CommandError, match="There are people in"):
        call_command("seed_scale", stories=200, stdout=StringIO())
    assert not User.objects.filter(pk__gt=FIRST_KEY).exists()


def test_too_few_are_refused(db):
    with pytest.raises(CommandError, match="at least"):
        call_command("seed_scale", stories=200, members=5, stdout=StringIO())
