"""Nine days in the life of two groups, over both changes of the clocks in the autumn of 2026.

Heidelberg goes back an hour on Sunday 25 October, New York on Sunday 1 November. People speak English or
German. What they do is a script of moments; what runs behind it is left to whoever tells the week.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress

from accounts.identifiers import new_nonce
from accounts.notifications.kinds import Preset
from accounts.notifications.models import Mute, Preferences
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from community.groups.actions import join_group, leave_group
from community.groups.models import Group, Membership, Role
from community.groups.querysets import group_scope
from community.moderation.actions import publish
from community.stories.actions import tell_story
from community.stories.models import Audience, Story
from events.levels.models import Level, SpotterLevel
from events.meetups.actions import answer_meetup, call_off_meetup, leave_meetup, post_meetup
from events.meetups.models import Meetup
from events.places.models import Light, Place, PlaceKind, PlaceState, Verdict, Zone

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
START = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
END = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)
STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Person:
    """Who somebody is, and how they want to be told."""

    name: str
    zone: str
    language: str
    preset: Preset = Preset.IMPORTANT
    spots: bool = False
    mutes: bool = False


PEOPLE = (
    Person("petra", BERLIN, "de"),  # founded the Neckar group
    Person("mira", BERLIN, "en"),
    Person("leyla", BERLIN, "de", spots=True),
    Person("jonas", NEW_YORK, "en", preset=Preset.EVERYTHING),  # a member of Neckar who lives in New York
    Person("ana", BERLIN, "en", preset=Preset.DATES),
    Person("otto", BERLIN, "de", mutes=True),
    Person("tom", BERLIN, "en"),  # leaves on Thursday
    Person("lee", BERLIN, "en"),  # is suspended on Wednesday
    Person("nora", NEW_YORK, "en"),  # founded the Hudson group
    Person("ben", NEW_YORK, "de", spots=True),
    Person("kim", NEW_YORK, "en"),  # joins the Hudson group on Wednesday
)
NECKAR = ("petra", "mira", "leyla", "jonas", "ana", "otto", "tom", "lee")
HUDSON = ("nora", "ben")


def build() -> None:
    """Everybody and both groups, as rows: what is told begins with the script."""
    for person in PEOPLE:
        _person(person)
    _group("neckar", BERLIN, NECKAR, (49.4077, 8.6908))
    _group("hudson", NEW_YORK, HUDSON, (40.7505, -73.9934))
    for person in PEOPLE:
        if person.spots:
            SpotterLevel.objects.create(
                user=user(person.name),
                level=Level.S1,
                declared_by=user("petra"),
                expires_at=END + timedelta(days=90),
            )
        if person.mutes:
            Mute.objects.create(user=user(person.name), scope=group_scope(group("neckar").pk))


def _person(person: Person) -> None:
    made = User.objects.create_user(f"{person.name}@example.org")
    Profile.objects.create(
        user=made,
        display_name=person.name.capitalize(),
        birth_year=1990,
        language=person.language,
        time_zone=person.zone,
        acknowledged_version=1,
    )
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    if person.preset != Preset.IMPORTANT:
        Preferences.objects.create(user=made, preset=person.preset)


def _group(slug: str, zone: str, members: tuple[str, ...], point: tuple[float, float]) -> None:
    founder = user(members[0])
    made = Group.objects.create(
        slug=slug,
        name=f"{slug.capitalize()} Heelfirsts",
        description="We run backwards.",
        city_label="Somewhere",
        time_zone=zone,
        latitude=point[0],
        longitude=point[1],
        founder=founder,
        member_count=len(members),
    )
    for name in members:
        role = Role.ORGANIZER if name == members[0] else Role.MEMBER
        Membership.objects.create(user=user(name), group=made, role=role)
    place = Place.objects.create(
        name=f"{slug.capitalize()} track",
        slug=f"{slug}-track",
        kind=PlaceKind.TRACK,
        state=PlaceState.CHECKED,
        light=Light.FULL,
        latitude=point[0],
        longitude=point[1],
        time_zone=zone,
        city_label="Somewhere",
    )
    Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=founder,
        verdict=Verdict.OK,
        checked_on=date(2026, 9, 1),
        expires_on=date(2027, 9, 1),
    )


def user(name: str) -> User:
    return User.objects.with_profile().get(email=f"{name}@example.org")


def group(slug: str) -> Group:
    return Group.objects.get(slug=slug)


def viewer(name: str) -> Viewer:
    return Viewer(user(name))


def meetup(title: str) -> Meetup:
    return Meetup.objects.select_related("group").get(title=title)


def posts(name: str, slug: str, title: str, start: str) -> None:
    """``start`` is wall time at the place, for an hour."""
    zone = Zone.objects.select_related("place").get(place__slug=f"{slug}-track")
    starts_at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone.place.time_zone))
    post_meetup(
        group(slug),
        by=viewer(name),
        nonce=new_nonce(),
        zone=zone,
        title=title,
        session="straight",
        lowest_stage=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity=3,
    )


def says(name: str, title: str, part: str) -> None:
    answer_meetup(meetup(title), by=viewer(name), part=part)


def leaves_meetup(name: str, title: str) -> None:
    leave_meetup(meetup(title), by=viewer(name))


def calls_off(name: str, title: str) -> None:
    call_off_meetup(meetup(title), by=viewer(name), reason="Ice on the straight")


def tells(name: str, slug: str, title: str) -> None:
    tell_story(
        group(slug),
        by=viewer(name),
        nonce=new_nonce(),
        title=title,
        text="It went well.",
        audience=Audience.GROUP,
        photos=[],
    )


def publishes(name: str, title: str) -> None:
    story = Story.objects.select_related("newest__author__profile").get(newest__title=title)
    assert story.newest
    publish(story.newest, by=viewer(name), version=1)


def joins(name: str, slug: str) -> None:
    join_group(group(slug), by=viewer(name))


def leaves_group(name: str, slug: str) -> None:
    leave_group(group(slug), by=viewer(name))


def is_suspended(name: str) -> None:
    User.objects.filter(email=f"{name}@example.org").update(is_active=False)


SCRIPT: tuple[tuple[str, Callable[..., None], tuple[object, ...]], ...] = (
    ("2026-10-24T08:00", posts, ("petra", "neckar", "Monday lanes", "2026-10-26T15:00")),
    ("2026-10-24T09:00", says, ("mira", "Monday lanes", "runner")),
    ("2026-10-24T09:30", says, ("leyla", "Monday lanes", "spotter")),
    ("2026-10-24T10:00", says, ("tom", "Monday lanes", "runner")),  # waits: one runner to a spotter
    ("2026-10-25T13:00", leaves_meetup, ("tom", "Monday lanes")),  # an hour before the first reminder
    ("2026-10-27T09:00", tells, ("mira", "neckar", "Ten minutes")),
    ("2026-10-27T11:00", publishes, ("petra", "Ten minutes")),
    ("2026-10-28T10:00", is_suspended, ("lee",)),
    ("2026-10-28T13:00", joins, ("kim", "hudson")),
    ("2026-10-28T14:00", posts, ("nora", "hudson", "Sunday loops", "2026-11-01T14:00")),
    ("2026-10-28T15:00", says, ("kim", "Sunday loops", "runner")),
    ("2026-10-29T09:00", posts, ("petra", "neckar", "Saturday lanes", "2026-10-31T15:00")),
    ("2026-10-29T10:00", says, ("ana", "Saturday lanes", "runner")),
    ("2026-10-29T10:30", says, ("leyla", "Saturday lanes", "spotter")),
    ("2026-10-29T11:00", says, ("mira", "Saturday lanes", "runner")),  # waits for a second spotter
    ("2026-10-29T12:00", leaves_group, ("tom", "neckar")),
    ("2026-10-30T09:00", calls_off, ("petra", "Saturday lanes")),
    ("2026-10-31T12:00", says, ("ben", "Sunday loops", "spotter")),
)


# When something falls due by itself: reminders, and the weekly letters of both zones.
DUE = (
    "2026-10-25T07:30",
    "2026-10-25T14:00",
    "2026-10-26T12:00",
    "2026-10-31T19:00",
    "2026-11-01T07:30",
    "2026-11-01T13:30",
    "2026-11-01T17:00",
)


def busy() -> list[datetime]:
    """The moments at which somebody is told something."""
    return sorted({_utc(at) for at in [*DUE, *(at for at, _verb, _words in SCRIPT)]})


def _utc(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


def moments() -> Iterator[tuple[datetime, list[Callable[[], None]]]]:
    """Every half hour from start to end, with what happens then."""
    happens: dict[datetime, list[Callable[[], None]]] = {}
    for at, verb, words in SCRIPT:
        happens.setdefault(_utc(at), []).append(lambda verb=verb, words=words: verb(*words))
    now = START
    while now <= END:
        yield now, happens.pop(now, [])
        now += STEP
    assert not happens, "something is scripted between two steps"
