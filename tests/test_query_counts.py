"""Every list at one row and at three rows: the same literal number of queries.

Counted is what the first visit asks about what the page shows. Whose session it is, who they are and what the
cache holds is asked on every page, and left out.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.geography.gazetteer import load_cities
from accounts.identifiers import new_nonce
from accounts.images import Rendition, Renditions
from accounts.notifications.actions import notify
from accounts.notifications.tasks import spread_news
from community.groups.models import Role
from community.guide.actions import pass_quiz
from community.moderation.actions import publish, report
from community.moderation.models import ReasonCode
from community.stories.actions import Shown, keep_photo, tell_story
from community.stories.models import Audience
from events.levels.models import SpotterLevel
from events.meetups.models import Leading, Meetup
from events.meetups.notices import GOING
from events.places.models import Check, Place, Zone
from tests.conftest import HEIDELBERG, join, make_group
from tests.world import rows_of_cities

EVERY_PAGES = re.compile(
    r'SAVEPOINT|PRAGMA|django_session|django_cache|^SELECT [^;]*? FROM "accounts_user"', re.S
)

LISTS = [
    ("home", "", None, 2),
    ("home", "", "member", 10),
    ("near", "?q=Heidelberg&show=meetups", None, 2),
    ("near", "?q=Heidelberg&show=meetups", "member", 4),
    ("near", "?q=Heidelberg&show=groups", None, 3),
    ("near", "?q=Heidelberg&show=groups", "member", 5),
    ("near", "?q=Heidelberg&show=places", None, 3),
    ("near", "?q=Heidelberg&show=places", "member", 5),
    ("groups:detail", "group", None, 3),
    ("groups:detail", "group", "member", 5),
    ("groups:members", "group", "member", 5),
    ("levels:index", "", "member", 5),
    ("levels:in_group", "group", "organizer", 9),
    ("stories:list", "", None, 3),
    ("stories:list", "", "member", 6),
    ("stories:list", "?show=groups", "member", 6),
    ("stories:group", "group", None, 4),
    ("stories:group", "group", "member", 6),
    ("stories:mine", "", "member", 6),
    ("moderation:queue", "", "organizer", 7),
    ("notifications:list", "", "member", 7),
    ("notifications:settings", "", "member", 7),
    ("notifications:kinds", "", "member", 4),
    ("places:list", "?q=Heidelberg", None, 3),
    ("places:list", "?q=Heidelberg", "member", 5),
    ("places:detail", "place", None, 7),
    ("places:detail", "place", "member", 10),
    ("meetups:list", "", None, 2),
    ("meetups:list", "", "member", 4),
    ("meetups:of_group", "group", "member", 5),
    ("meetups:new", "group", "organizer", 10),
    ("meetups:detail", "meetup", "organizer", 8),
]


@pytest.fixture
def grow(make_user, group, organizer, member, as_viewer):
    """Make so many rows of everything that is listed anywhere."""

    def grown(count: int) -> dict[str, list[str]]:
        load_cities(rows_of_cities())
        things: dict[str, list[str]] = {"group": [group.slug]}
        for number in range(count):
            person = join(make_user(f"person{number}"), group, Role.MEMBER)
            pass_quiz(by=as_viewer(person))
            later = timezone.now() + timedelta(days=90)
            SpotterLevel.objects.create(user=person, level="S1", declared_by=organizer, expires_at=later)
            place = make_place(number, organizer)
            meetup = make_meetup(number, group, place, organizer)
            meetup.rsvps.create(
                user=person,
                part="spotter",
                state="going",
                queued_at=timezone.now(),
                changed_at=timezone.now(),
            )
            notify(GOING, target=meetup.public_id, to=[member.pk])
            if number:
                join(member, make_group(f"Group {number}", person), Role.MEMBER)
            read = tell(as_viewer(person), group, number)
            publish(read.newest, by=as_viewer(organizer), version=1)
            report(read, by=as_viewer(member), reason=ReasonCode.SPAM, words="")
            tell(as_viewer(person), group, number)
            own = tell(as_viewer(member), group, number)
            publish(own.newest, by=as_viewer(organizer), version=1)
            things |= {"place": [place.slug], "meetup": [meetup.public_id]}
        spread_news.call()
        return things

    return grown


def make_place(number: int, person) -> Place:
    now = timezone.now()
    place = Place.objects.create(
        slug=f"track-{number}",
        name=f"Track {number}",
        kind="track",
        state="checked",
        latitude=HEIDELBERG[0],
        longitude=HEIDELBERG[1],
        time_zone="Europe/Berlin",
        light="full",
    )
    zone = Zone.objects.create(
        place=place,
        name="Straight",
        added_by=person,
        verdict="ok",
        checked_on=now,
        expires_on=now + timedelta(days=300),
    )
    for _ in range(2):
        Check.objects.create(
            zone=zone,
            checked_by=person,
            checked_at=now,
            is_on_foot=True,
            answers={},
            measures={},
            verdict="ok",
        )
    return place


def make_meetup(number: int, group, place: Place, leader) -> Meetup:
    starts_at = timezone.now() + timedelta(days=1, hours=2 * number)
    meetup = Meetup.objects.create(
        group=group,
        place=place,
        zone=place.zones.get(),
        title=f"Date {number}",
        session="straight",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Europe/Berlin",
        capacity=4,
        runners_per_spotter=1,
        spotters_going=1,
        leader=leader,
    )
    Leading.objects.create(meetup=meetup, user=leader)
    return meetup


def tell(viewer, group, number: int):
    copies = {size: Rendition(40, 30, b"RIFFcopy") for size in (1600, 640, 160)}
    photo = keep_photo(by=viewer, photo=Renditions(copies))
    return tell_story(
        group,
        by=viewer,
        nonce=new_nonce(),
        title=f"Story {number}",
        text="It went well.",
        audience=Audience.PUBLIC,
        photos=[Shown(photo, "Two shoes")],
    )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "what", "who", "queries"), LISTS)
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    request, client_of, grow, name, what, who, queries, rows
):
    things = grow(rows)
    client = client_of(who and request.getfixturevalue(who))
    url = reverse(name, args=things.get(what, [])) + (what if what.startswith("?") else "")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    asked = [query["sql"] for query in captured if not EVERY_PAGES.search(query["sql"])]
    assert response.status_code == 200
    assert len(asked) == queries, "\n".join([f"{len(asked)} queries", *asked])
