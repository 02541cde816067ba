"""One small world, the same to the last random id, in which every page of the site has something to show.

Everything happens through actions, on fixed days. What is optional happens in the middle, with ids of its
own, so that two worlds differ in nothing else. Names carry markup: a page that forgets to escape shows it.
"""

import base64
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from accounts.consents.actions import acknowledge
from accounts.consents.models import Document, DocumentKind
from accounts.consents.shipped import load_initial_documents
from accounts.contact.actions import open_thread, write
from accounts.contact.models import Message, Topic
from accounts.geography import City
from accounts.geography.gazetteer import load_cities, read_cities
from accounts.identifiers import new_nonce
from accounts.images import Rendition, Renditions
from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.schedule import JOBS
from accounts.notifications.models import Announcement, Notification
from accounts.notifications.notices import DIGEST
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.notifications.unsubscribe import unsubscribe_url
from accounts.permissions import System, Viewer
from accounts.users.actions import PHOTO_SIZES, change_photo, edit_profile, set_home
from accounts.users.models import Profile, User
from community.groups.actions import change_role, found_group, join_group
from community.groups.admission import ask_to_join, decline_request
from community.groups.invitations import invite_by_mail, make_link
from community.groups.links import path_of
from community.groups.models import COVER_SIZES, Ban, Group, JoinPolicy, JoinRequest, Membership, Role
from community.groups.running.actions import close_group, set_cover
from community.groups.running.marks import COVER, mark_of
from community.guide.actions import pass_quiz
from community.moderation.actions import publish, report, send_back
from community.moderation.models import Case, ReasonCode
from community.moderation.people import ask_to_change, report_message, report_person
from community.stories.actions import Shown, edit_story, keep_photo, tell_story
from community.stories.models import Audience, Story
from config.demo.plan import TRACK_ANSWERS
from events.incidents.actions import report_incident
from events.levels.actions import declare_spotter
from events.meetups.actions import answer_meetup, call_off_meetup, leave_meetup, post_meetup
from events.meetups.attendance.actions import bring_back, check_in, take_back
from events.meetups.attendance.checking import check_day
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.walk_ins import admit_walk_in
from events.meetups.feeds.actions import make_feed
from events.meetups.models import Meetup
from events.meetups.notices import CALLED_OFF, POSTED
from events.meetups.series.actions import post_series
from events.meetups.series.recurrence import parse
from events.places.actions import add_place, add_zone, check_zone
from events.places.hazards.actions import report_hazard, resolve_hazard
from events.places.importing.actions import import_places
from events.places.keeping.correcting import propose_correction
from events.places.keeping.merging import say_same
from events.places.models import Place, Zone
from events.places.walk.actions import keep_place_photo
from events.places.walk.models import PlacePhoto
from tests.passkeys import passkey

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 16, 9, 0, tzinfo=BERLIN)
MARKUP = "<script>alert(1)</script>&\"'"
SECRET = "Nachtigall-7319"
PRIVATE = "Zaunkoenig-4417"
"""In every word of the private group."""

INVITED = "Rohrdommel-2836"
"""In every word of what is for invited members of a public group."""

PASSWORD = "a-long-way-backwards"
HEIDELBERG, MANNHEIM = 2907911, 2873891

ROLES = (
    "anonymous",
    "newcomer",
    "outsider",
    "member",
    "author",
    "organizer",
    "moderator",
    "other_moderator",
    "site_moderator",
    "operator",
    "applicant",
    "banned",
)
LOOK_AFTER_OTHERS = ("organizer", "moderator", "other_moderator", "founder", "site_moderator", "operator")
"""They have had their roles for three weeks, so the site asks them for a second factor."""
PASSKEY = 987_654_321
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EXTRAS = ("founder", "spotter", "teller", "waitlisted", "gone")

OPEN_DATA = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "way/4711",
"properties": {"@id": "way/4711", "leisure": "track", "sport": "running", "name": "Stadium of the imported"},
"geometry": {"type": "Point", "coordinates": [8.66, 49.42]}}]}"""


class Ids:
    """Random ids that are the same every time, counted apart for each part of the story."""

    def __init__(self) -> None:
        self.part = "base"
        self.counts: Counter[str] = Counter()

    def __call__(self, nbytes: int = 32) -> str:
        self.counts[self.part] += 1
        digest = hashlib.sha256(f"{self.part} {self.counts[self.part]}".encode()).digest()
        return base64.urlsafe_b64encode(digest[:nbytes]).rstrip(b"=").decode()

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Count what happens inside apart, so that it shifts nothing outside."""
        before, self.part = self.part, part
        yield
        self.part = before


@dataclass
class World:
    """Who is there, and by which arguments the things in it are found."""

    people: dict[str, User] = field(default_factory=dict)
    subjects: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """As this person's next request would see things."""
        return Viewer(User.objects.with_profile().get(pk=self.people[name].pk))

    def client(self, role: str) -> Client:
        """A browser of this role that shows a fault as the visitor would see it."""
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(self.people[role])
        return client


@contextmanager
def settled_time() -> Iterator[time_machine.Traveller]:
    """It is the same moment for as long as this lasts."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def build(
    clock: time_machine.Traveller,
    *,
    waiting: bool = True,
    edit: bool = False,
    private: bool = True,
    invited: bool = True,
) -> World:
    """Make the world, with or without a story that waits, an edit of a published one, a private group, and
    dates for invited members."""
    ids, world = Ids(), World()
    with mock.patch("secrets.token_urlsafe", ids):
        clock.move_to(NOW - timedelta(days=20))
        _people(world)
        _groups(world)
        _profiles(world)
        clock.shift(timedelta(days=10))
        zones = _places(world)
        clock.shift(timedelta(days=4))
        _past_meetup(world, clock, ids, zones["checked"])
        _stories(world, clock, ids, waiting=waiting, edit=edit)
        _upcoming_meetups(world, clock, zones["checked"])
        spread_news.call()
        with ids.of("private"):
            if private:
                _private_group(world, zones["checked"])
        with ids.of("invited"):
            if invited:
                _for_invited(world, zones["checked"])
        with ids.of("calendars"):
            _calendars(world, private=private)
        _keeping(world)
        _conversations(world)
        _invitations(world)
        _reports(world)
        clock.move_to(NOW)
        with ids.of("hazards"):
            _hazards(world, zones["checked"])
            spread_news.call()  # how many hear of it, the lines of what follows draw the same ids
        with ids.of("incidents"):
            _incidents(world)
        _background_work()
        spread_news.call()
        deliver_due.call()
        _told(world)
        _failures(world)
    return world


def _told(world: World) -> None:
    """A line of the member's bell, and links of letters to them."""
    member = world.people["member"]
    line = Notification.objects.filter(recipient=member, is_hidden=False).latest("pk")
    world.subjects["line"] = {"of_member": (line.public_id,)}
    good = unsubscribe_url(member, POSTED).strip("/").rpartition("/")[2]
    world.subjects["notice"] = {"called_off": (CALLED_OFF.name,), "weekly": (DIGEST.name,)}
    world.subjects["letter"] = {"good": (good,), "forged": (good.replace(":", ":A", 1),)}


def _failures(world: World) -> None:
    """Letters and an announcement that failed for good, some of which an operator has put away."""
    for number, reason in enumerate(["gave up: OSError"] * 2 + ["put away: KeyError"]):
        row = {"kind": POSTED.name, "target": SECRET, "cause": str(number), "is_hidden": True}
        Notification.objects.create(recipient=world.people["gone"], dropped_because=reason, **row)
    Announcement.objects.create(
        kind=CALLED_OFF.name, target=SECRET, due_at=NOW, attempts=3, dropped_because="gave up: TypeError"
    )


def _background_work() -> None:
    """A worker lives, each job went well but one, and a task failed for good."""
    Worker.objects.enter("a" * 32, NOW)
    Heartbeat.objects.ensure(JOBS, NOW)
    for name in JOBS:
        Heartbeat.objects.begin(name, NOW, "")
        Heartbeat.objects.end_well(name, NOW, timedelta(seconds=2))
    Heartbeat.objects.update(next_at=NOW + timedelta(hours=1))
    Heartbeat.objects.filter(name=min(JOBS)).end_badly(NOW, "OSError")
    DBTaskResult.objects.create(
        id=UUID(int=7),
        status="FAILED",
        started_at=NOW,
        finished_at=NOW,
        args_kwargs={"args": [SECRET], "kwargs": {}},
        task_path="accounts.users.tasks.send_account_mail",
        worker_ids=["a" * 32] * 4,
        backend_name="default",
        exception_class_path="accounts.users.tasks.NotSent",
        traceback=SECRET,
    )


@cache
def _password() -> str:
    return make_password(PASSWORD)


@cache
def rows_of_cities() -> list[dict[str, str]]:
    return [row for row in read_cities() if int(row["id"]) in (HEIDELBERG, MANNHEIM)]


def _people(world: World) -> None:
    load_initial_documents(Document)
    load_cities(rows_of_cities())
    safety = Document.objects.current(DocumentKind.SAFETY, "en")
    for name in (*ROLES[1:], *EXTRAS):
        user = User.objects.create(
            email=f"{name}@example.org",
            password=_password(),
            is_site_moderator=name in ("site_moderator", "operator"),
            is_operator=name == "operator",
        )
        shown = f"{name.replace('_', ' ').capitalize()} {MARKUP}"
        Profile.objects.create(
            user=user,
            handle=f"{name.replace('_', '-')}-of-here",
            display_name=shown,
            birth_year=2009 if name == "gone" else 1990,
            time_zone="Europe/Berlin",
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        world.people[name] = user
        if name != "newcomer":
            acknowledge(safety, by=world.viewer(name))
    for name in ("member", "organizer"):
        viewer = world.viewer(name)
        set_home(viewer.user.profile, by=viewer, city=City.objects.get(pk=HEIDELBERG))
    _second_factors(world)
    world.subjects["document"] = {"safety": ("safety",), "terms": ("terms",)}
    world.subjects["reset"] = {"made_up": ("zz", "made-up")}
    world.subjects["guide page"] = {"start": ("start",), "what-it-is": ("what-it-is",)}


def _second_factors(world: World) -> None:
    """An app for whoever looks after others, and a passkey, whose key in addresses is always the same."""
    kinds = Authenticator.Type
    for name in LOOK_AFTER_OTHERS:
        user, data = world.people[name], {"secret": TOTP_SECRET}
        Authenticator.objects.create(user=user, type=kinds.TOTP, data=data)
    member, data = world.people["member"], passkey(f"Phone {MARKUP}")
    Authenticator.objects.create(pk=PASSKEY, user=member, type=kinds.WEBAUTHN, data=data)
    world.subjects["passkey"] = {"of_member": (str(PASSKEY),)}


def _groups(world: World) -> None:
    own = _found(world, "Heelfirsts", HEIDELBERG, by="organizer")
    other = _found(world, "Quadrants", MANNHEIM, by="founder")
    for name in ("member", "author", "moderator", "spotter", "teller", "waitlisted", "gone"):
        join_group(own, by=world.viewer(name))
    join_group(other, by=world.viewer("other_moderator"))
    change_role(_membership(world, own, "moderator"), by=world.viewer("organizer"), role=Role.MODERATOR)
    change_role(_membership(world, other, "other_moderator"), by=world.viewer("founder"), role=Role.MODERATOR)
    pass_quiz(by=world.viewer("spotter"))
    pass_quiz(by=world.viewer("member"))
    declare_spotter(_membership(world, own, "spotter"), by=world.viewer("organizer"))
    _at_the_door(world, own, other)
    world.subjects["group"] = {"own": (own.slug,), "other": (other.slug,)}
    world.subjects["cover"] = {"own": _cover(own, "teal", by=world.viewer("organizer"))}
    world.subjects["person"] = {"spotter": (world.people["spotter"].public_id,)}
    world.subjects["membership"] = {
        name: (own.slug, world.people[name].public_id) for name in ("member", "spotter", "outsider")
    }


def _at_the_door(world: World, own: Group, other: Group) -> None:
    """One asked to join "other", which lets in whom it chooses; one is banned from "own"."""
    Group.objects.filter(pk=other.pk).update(join_policy=JoinPolicy.REQUEST)
    answers = [(f"Why us? {MARKUP}", f"You are near. {MARKUP}")]
    waiting = ask_to_join(other, by=world.viewer("applicant"), answers=answers)
    declined = JoinRequest.objects.create(group=own, user=world.people["outsider"])
    decline_request(declined, by=world.viewer("organizer"), reason=f"We are full. {MARKUP}")
    ban = Ban.objects.create(
        group=own,
        user=world.people["banned"],
        email_hash="0" * 64,
        reason=f"Three times. {MARKUP}",
        banned_by=world.people["moderator"],
    )
    world.subjects["request"] = {
        "waiting": (other.slug, waiting.public_id),
        "declined": (own.slug, declined.public_id),
    }
    world.subjects["ban"] = {"of_banned": (own.slug, ban.public_id)}


def _invitations(world: World) -> None:
    """A link and a letter of the organizer, and addresses that lead in and nowhere."""
    own = Group.objects.get(slug=world.subjects["group"]["own"][0])
    by = world.viewer("organizer")
    link = make_link(own, by=by)
    letter = invite_by_mail(own, by=by, email="somebody@example.com", language="en")
    world.subjects["invitation"] = {
        name: (own.slug, row.public_id) for name, row in {"link": link, "letter": letter}.items()
    }
    good = path_of(link).strip("/").rpartition("/")[2]
    world.subjects["invite"] = {"good": (good,), "forged": (good.replace(":", ":A", 1),)}


def _cover(group: Group, color: str, *, by: Viewer) -> tuple[str, ...]:
    copies = {size: _copy(size, color) for size in COVER_SIZES.values()}
    words = f"A {color} track {MARKUP}{PRIVATE if group.is_private else ''}"
    set_cover(group, by=by, base=mark_of(group, COVER), photo=Renditions(copies), description=words)
    return group.slug, Group.objects.get(pk=group.pk).cover_id, "small"


def _private_group(world: World, zone: Zone) -> None:
    """A group that exists for two people: with a cover, a date, a story with a photo, and one that waits."""
    group = _found(world, f"Lantern lane {PRIVATE}", HEIDELBERG, by="founder")
    world.subjects["group"]["private"] = (group.slug,)
    join_group(group, by=world.viewer("other_moderator"))
    founder = world.viewer("founder")
    change_role(_membership(world, group, "other_moderator"), by=founder, role=Role.MODERATOR)
    close_group(group, by=founder)
    group.refresh_from_db()
    world.subjects["cover"]["private"] = _cover(group, "purple", by=founder)
    told = _story(world, f"By lantern {PRIVATE}", by="other_moderator", color="plum", group=group)
    publish(_newest(told), by=founder, version=1)
    waits = _story(world, f"Not read yet {PRIVATE}", by="founder", color="indigo", group=group)
    evening = NOW + timedelta(days=1)
    date = _meetup(world, zone, f"Lantern evening {PRIVATE}", evening, by="founder", group="private")
    answer_meetup(date, by=world.viewer("other_moderator"), part="runner")
    spread_news.call()
    world.subjects["meetup"]["private"] = (date.public_id,)
    world.subjects["story"] |= {"private": (told.public_id,), "private_waiting": (waits.public_id,)}
    world.subjects["revision"]["private_waiting"] = (_newest(waits).public_id,)
    world.subjects["membership"]["private"] = (group.slug, world.people["founder"].public_id)
    for name, story in (("private", told), ("private_waiting", waits)):
        world.subjects["photo"][name] = (_newest(story).photos.get().photo.public_id, "medium")


def _for_invited(world: World, zone: Zone) -> None:
    """A date and a series of the group "own" that only the member is invited to."""
    by, guests = world.viewer("organizer"), [world.people["member"].pk]
    own = Group.objects.get(slug=world.subjects["group"]["own"][0])
    texts = {name: f"{name} {INVITED}" for name in ("title", "description", "bring", "access_note")}
    fields = texts | {"zone": zone, "session": "straight", "lowest_stage": 0, "capacity": 2}
    fields |= {"audience": "invited", "guests": guests}
    day = NOW + timedelta(days=4)
    times = {"starts_at": day.replace(hour=17), "ends_at": day.replace(hour=18)}
    date = post_meetup(own, by=by, nonce=new_nonce(), **fields | times)
    answer_meetup(Meetup.objects.get(pk=date.pk), by=world.viewer("member"), part="runner")
    times = {name: at + timedelta(hours=2) for name, at in times.items()}
    weekly = post_series(own, by=by, nonce=new_nonce(), rule=parse("FREQ=WEEKLY;COUNT=2"), **fields | times)
    spread_news.call()
    world.subjects["meetup"]["invited"] = (date.public_id,)
    world.subjects["series"]["invited"] = (weekly.series.public_id,)


def _calendars(world: World, *, private: bool) -> None:
    """Addresses of calendars: whoever has one reads as the person who made it.

    One of the place by somebody of the private group, and one of that group by somebody who has left it.
    """
    own = Group.objects.get(slug=world.subjects["group"]["own"][0])
    place = Place.objects.get(slug=world.subjects["place"]["checked"][0])
    of = {
        "mine of_member": None,
        "group of_member": own,
        "place of_insider": place,
        "place of_banned": place,
        "group of_banned": own,
        "group of_uninvited": own,
        "mine of_uninvited": None,
        "place of_uninvited": place,
    }
    if private:
        of["group of_outsider"] = Group.objects.get(slug=world.subjects["group"]["private"][0])
    secrets = {}
    for name, subject in of.items():
        who = name.rpartition("of_")[2].replace("insider", "other_moderator").replace("uninvited", "author")
        feed, secret = make_feed(subject, by=world.viewer(who))
        secrets[name.replace(" ", "_")] = (secret,)
        if name == "mine of_member":
            world.subjects["feed"] = {"of_member": (feed.public_id,)}
    world.subjects["feed secret"] = secrets


def _profiles(world: World) -> None:
    """What the member says of themselves, and the pages of a grown-up and of somebody of 17."""
    member = world.viewer("member")
    said = {
        "bio": f"Heels first. {MARKUP}",
        "languages": ["de", "fa"],
        "stage": 1,
        "pace_from": 450,
        "pace_to": 540,
    }
    edit_profile(member.user.profile, by=member, goal="technique", **said)
    copies = {size: _copy(size, "navy") for size in PHOTO_SIZES.values()}
    change_photo(member.user.profile, by=member, photo=Renditions(copies))
    shown = Profile.objects.get(user=world.people["member"])
    world.subjects["profile"] = {"member": (shown.handle,), "minor": ("gone-of-here",)}
    world.subjects["portrait"] = {"of_member": (shown.photo_id, "small")}


def _found(world: World, name: str, city: int, *, by: str) -> Group:
    return found_group(
        by=world.viewer(by),
        nonce=new_nonce(),
        name=f"{name} {MARKUP}",
        description=f"We run backwards. {MARKUP}",
        city=City.objects.get(pk=city),
    )


def _membership(world: World, group: Group, name: str) -> Membership:
    return Membership.objects.of_person_in(group.slug, world.people[name].public_id).get()


def _places(world: World) -> dict[str, Zone]:
    track, track_zone = _place(world, "Birch track", 49.41)
    for name in ("organizer", "spotter"):
        check_zone(
            track_zone,
            by=world.viewer(name),
            nonce=new_nonce(),
            checked_at=timezone.now() - timedelta(days=1),
            is_on_foot=True,
            answers=TRACK_ANSWERS
            | {"light": "full", "lit_until": "21:00", "obstacle": "none", "crowding": 0},
            measures={},
        )
    meadow, meadow_zone = _place(world, "Fox meadow", 49.40)
    import_places(io.BytesIO(OPEN_DATA), by=System())
    imported = Place.objects.get(source_ref="way/4711")
    world.subjects["place"] = {
        "checked": (track.slug,),
        "draft": (meadow.slug,),
        "imported": (imported.slug,),
    }
    world.subjects["zone"] = {
        "checked": (track.slug, track_zone.public_id),
        "unchecked": (meadow.slug, meadow_zone.public_id),
    }
    pictures = {"checked": _place_photo(world, track), "draft": _place_photo(world, meadow)}
    world.subjects["place photo"] = {name: (photo.public_id, "medium") for name, photo in pictures.items()}
    world.subjects["place photo to take down"] = {
        name: (photo.public_id,) for name, photo in pictures.items()
    }
    return {
        name: Zone.objects.select_related("place").get(public_id=args[1])
        for name, args in world.subjects["zone"].items()
    }


def _place_photo(world: World, place: Place) -> PlacePhoto:
    copies = {size: _copy(size, "olive") for size in (1600, 640, 160)}
    return keep_place_photo(
        place, by=world.viewer("organizer"), photo=Renditions(copies), description=f"The gate {MARKUP}"
    )


def _hazards(world: World, zone: Zone) -> None:
    """One report that stops the date ahead, and one that was resolved."""
    what = {
        "category": "surface",
        "severity": "stop",
        "words": f"A hole in the straight {MARKUP}",
        "seen_at": timezone.now() - timedelta(hours=1),
    }
    spotter, organizer = world.viewer("spotter"), world.viewer("organizer")
    stop = report_hazard(zone.place, by=spotter, nonce=new_nonce(), **what)
    over = report_hazard(
        zone.place, by=spotter, nonce=new_nonce(), **what | {"severity": "info", "zone": zone}
    )
    resolve_hazard(over, by=organizer, how=f"Filled {MARKUP}")
    world.subjects["hazard"] = {
        "stop": (zone.place.slug, stop.public_id),
        "over": (zone.place.slug, over.public_id),
    }
    ahead = world.subjects["meetup"]["ahead"][0]
    world.subjects["held meetup"] = {"stopped": (ahead, stop.public_id)}


def _incidents(world: World) -> None:
    """Who was at the past date, and a near miss the member told of."""
    past = Meetup.objects.select_related("group", "place", "zone").get(
        public_id=world.subjects["meetup"]["past"][0]
    )
    incident = report_incident(
        past,
        by=world.viewer("member"),
        nonce=new_nonce(),
        kind="near_miss",
        severity=0,
        zone=past.zone,
        where=f"By the gate {MARKUP}",
        what=f"A dog crossed. {MARKUP}",
        was_spotted=True,
    )
    world.subjects["debrief"] = {"past": (past.public_id,)}
    world.subjects["incident"] = {"near_miss": (incident.public_id,)}


def _keeping(world: World) -> None:
    """Somebody corrects the checked place, and a draft is taken for it."""
    track, meadow = (
        Place.objects.get(slug=world.subjects["place"][name][0]) for name in ("checked", "draft")
    )
    said = {"aed": f"At the gate {MARKUP}"}
    words = f"I saw it {MARKUP}"
    correction = propose_correction(
        track, by=world.viewer("member"), nonce=new_nonce(), said=said, words=words
    )
    same = say_same(meadow, by=world.viewer("organizer"), nonce=new_nonce(), into=track)
    world.subjects["correction"] = {"of_member": (track.slug, correction.public_id)}
    world.subjects["same place"] = {"of_organizer": (meadow.slug, same.public_id)}


def _place(world: World, name: str, latitude: float) -> tuple[Place, Zone]:
    organizer = world.viewer("organizer")
    place = add_place(
        by=organizer,
        nonce=new_nonce(),
        name=f"{name} {MARKUP}",
        kind="track",
        latitude=latitude,
        longitude=8.68,
        address=f"Gate 4 {MARKUP}",
        light="full",
    )
    zone = add_zone(
        place,
        by=organizer,
        nonce=new_nonce(),
        name=f"Straight {MARKUP}",
        description=f"Uphill {MARKUP}",
    )
    return place, zone


def _meetup(world: World, zone: Zone, title: str, day: datetime, *, by: str, group: str = "own") -> Meetup:
    meetup = post_meetup(
        Group.objects.get(slug=world.subjects["group"][group][0]),
        by=world.viewer(by),
        nonce=new_nonce(),
        zone=zone,
        title=f"{title} {MARKUP}",
        description=f"Bring water. {MARKUP}",
        session="straight",
        lowest_stage=0,
        starts_at=day.replace(hour=18),
        ends_at=day.replace(hour=19),
        capacity=2,
    )
    return Meetup.objects.select_related("group").get(pk=meetup.pk)


def _past_meetup(world: World, clock: time_machine.Traveller, ids: Ids, zone: Zone) -> None:
    past = _meetup(world, zone, "Tuesday before", NOW - timedelta(days=5), by="organizer")
    answer_meetup(past, by=world.viewer("spotter"), part="spotter")
    answer_meetup(past, by=world.viewer("member"), part="runner")
    world.subjects["meetup"] = {"past": (past.public_id,)}
    after, start = NOW - timedelta(days=3), past.starts_at - timedelta(minutes=30)
    clock.move_to(start)
    with ids.of("day"):
        _day_of(world, past)
    clock.move_to(after)


def _day_of(world: World, meetup: Meetup) -> None:
    """The organizer looked at the zone, checked two people in, and wrote down one who only watched."""
    by = world.viewer("organizer")
    seen = {"nonce": new_nonce(), "ground": "dry", "weather": "wind", "crossing": 0}
    check_day(meetup, by=by, measure=f"We call louder {MARKUP}", **seen)
    for name in ("member", "spotter"):
        check_in(meetup, by=by, person=world.viewer(name).user)
    walked_in = admit_walk_in(meetup, by=by, nonce=new_nonce(), name=f"Wim {MARKUP}"[:60], doing="watcher")
    entry = Attendance.objects.get(user=world.people["member"])
    take_back(meetup, by=by, entry=entry, because=f"Not yet {MARKUP}")
    bring_back(meetup, by=by, entry=entry)
    of = meetup.public_id
    member = world.people["member"].public_id
    world.subjects["attendee"] = {"past": (of, member)}
    world.subjects["entry"] = {"past": (of, member), "walked_in": (of, walked_in.nonce)}


def _upcoming_meetups(world: World, clock: time_machine.Traveller, zone: Zone) -> None:
    ahead = _meetup(world, zone, "Evening lanes", NOW + timedelta(days=1), by="organizer")
    answer_meetup(ahead, by=world.viewer("spotter"), part="spotter")
    for name in ("member", "author", "waitlisted", "gone"):
        answer_meetup(ahead, by=world.viewer(name), part="runner")
    leave_meetup(ahead, by=world.viewer("gone"))
    clock.shift(timedelta(hours=1))
    off = _meetup(world, zone, "Icy morning", NOW + timedelta(days=2), by="organizer")
    answer_meetup(off, by=world.viewer("member"), part="runner")
    call_off_meetup(off, by=world.viewer("organizer"), reason=f"Ice {MARKUP}")
    _meetup(world, zone, "Visitors", NOW + timedelta(days=3), by="founder", group="other")
    world.subjects["attendee"]["ahead"] = (ahead.public_id, world.people["member"].public_id)
    _series(world, zone)
    world.subjects["meetup"] |= {"ahead": (ahead.public_id,), "called_off": (off.public_id,)}


def _series(world: World, zone: Zone) -> None:
    """Sunday mornings, three times."""
    starts_at = NOW + timedelta(days=5, hours=2)
    posted = post_series(
        Group.objects.get(slug=world.subjects["group"]["own"][0]),
        by=world.viewer("organizer"),
        nonce=new_nonce(),
        rule=parse("FREQ=WEEKLY;COUNT=3"),
        zone=zone,
        title=f"Sunday lanes {MARKUP}",
        session="straight",
        lowest_stage=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity=4,
    )
    world.subjects["series"] = {"weekly": (posted.series.public_id,)}


def _stories(world: World, clock: time_machine.Traveller, ids: Ids, *, waiting: bool, edit: bool) -> None:
    stories = {"public": _story(world, "Along the river", by="author", color="teal")}
    _publish(world, stories["public"], clock)
    spread_news.call()
    with ids.of("waiting"):
        if waiting:
            stories["waiting"] = _story(world, f"Still waiting {SECRET}", by="author", color="crimson")
            spread_news.call()
    with ids.of("edit"):
        if edit:
            _edit(world, stories["public"])
            spread_news.call()
    stories["group"] = _story(world, "Among ourselves", by="author", color="olive", audience=Audience.GROUP)
    _publish(world, stories["group"], clock)
    stories["sent_back"] = _story(world, "Names of others", by="author")
    send_back(
        _newest(stories["sent_back"]),
        by=world.viewer("moderator"),
        version=1,
        reason=ReasonCode.PRIVACY,
        words=f"Leave out the names. {MARKUP}",
    )
    stories["reported"] = _story(world, "Too fast", by="teller")
    _publish(world, stories["reported"], clock)
    report(
        Story.objects.get(pk=stories["reported"].pk),
        by=world.viewer("outsider"),
        reason=ReasonCode.UNSAFE_PRACTICE,
        words=f"They ran alone. {MARKUP}",
    )
    world.subjects["case"] = {"open": (Case.objects.get().public_id,)}
    world.subjects["story"] = {name: (story.public_id,) for name, story in stories.items()}
    shown = Story.objects.select_related("published").get(pk=stories["public"].pk).published
    revisions = {"public": shown, "sent_back": _newest(stories["sent_back"])}
    if waiting:
        revisions["waiting"] = _newest(stories["waiting"])
    if edit:
        revisions["edit"] = _newest(stories["public"])
    world.subjects["revision"] = {name: (revision.public_id,) for name, revision in revisions.items()}
    pictures = {name: revisions[name] for name in ("public", "waiting", "edit") if name in revisions}
    pictures["group"] = _newest(stories["group"])
    world.subjects["photo"] = {
        name: (revision.photos.get().photo.public_id, "medium") for name, revision in pictures.items()
    }


def _conversations(world: World) -> None:
    """Author and moderators about what was sent back; an applicant and the organizers of "other"."""
    author, applicant = world.viewer("author"), world.viewer("applicant")
    sent_back = world.subjects["revision"]["sent_back"][0]
    own, other = (Group.objects.get(slug=world.subjects["group"][name][0]) for name in ("own", "other"))
    decision = open_thread(Topic.MODERATION, by=author, target=sent_back, person=author.user, group_id=own.pk)
    message = write(decision, by=author, nonce=new_nonce(), text=f"Which names? {MARKUP}")
    write(decision, by=world.viewer("moderator"), nonce=new_nonce(), text=f"All of them. {MARKUP}")
    request = JoinRequest.objects.get(public_id=world.subjects["request"]["waiting"][1])
    joining = open_thread(
        Topic.JOINING, by=applicant, target=request.public_id, person=applicant.user, group_id=other.pk
    )
    world.subjects["thread"] = {"decision": (decision.public_id,), "joining": (joining.public_id,)}
    world.subjects["message"] = {"of_author": (message.public_id,)}


def _reports(world: World) -> None:
    """A person, a message and a private group's story that wait for the site's moderators; one is decided."""
    person = report_person(world.people["spotter"], by=world.viewer("member"), **_REPORT)
    asked = report_person(world.people["member"], by=world.viewer("spotter"), **_REPORT)
    ask_to_change(asked, by=world.viewer("site_moderator"), **_REPORT)
    said = Message.objects.get(public_id=world.subjects["message"]["of_author"][0])
    message = report_message(said, by=world.viewer("moderator"), **_REPORT)
    hidden = _found(world, "Hidden", MANNHEIM, by="founder")
    Group.objects.filter(pk=hidden.pk).update(visibility="private")
    join_group(hidden, by=world.viewer("teller"))
    story = _story(world, "Behind the hedge", by="teller", group=hidden)
    publish(_newest(story), by=world.viewer("founder"), version=1)
    report(Story.objects.get(pk=story.pk), by=world.viewer("founder"), **_REPORT)
    private = Case.objects.get(group_id=hidden.pk)
    found = {"person": person, "asked": asked, "message": message, "private": private}
    world.subjects["case"] |= {name: (case.public_id,) for name, case in found.items()}


_REPORT = {"reason": ReasonCode.HARASSMENT, "words": f"Please look at this. {MARKUP}"}


def _newest(story: Story):
    story = Story.objects.select_related("newest__author__profile").get(pk=story.pk)
    assert story.newest is not None
    return story.newest


def _story(
    world: World,
    title: str,
    *,
    by: str,
    color: str = "",
    audience=Audience.PUBLIC,
    group: Group | None = None,
) -> Story:
    viewer = world.viewer(by)
    group = group or Group.objects.get(slug=world.subjects["group"]["own"][0])
    return tell_story(
        group,
        by=viewer,
        nonce=new_nonce(),
        title=f"{title} {MARKUP}",
        text=f"It went well. {MARKUP}\n\n{title}",
        audience=audience,
        photos=[_photo(viewer, color)] if color else [],
    )


def _edit(world: World, story: Story) -> None:
    viewer = world.viewer("author")
    edit_story(
        Story.objects.get(pk=story.pk),
        by=viewer,
        base=1,
        title=f"Along another river {SECRET}",
        text=f"It went otherwise. {SECRET}",
        audience=Audience.GROUP,
        photos=[_photo(viewer, "gold")],
    )


def _photo(viewer: Viewer, color: str) -> Shown:
    copies = {size: _copy(size, color) for size in (1600, 640, 160)}
    return Shown(keep_photo(by=viewer, photo=Renditions(copies)), f"A {color} lane {MARKUP}")


def _copy(size: int, color: str) -> Rendition:
    file = io.BytesIO()
    Image.new("RGB", (size, size // 2), color).save(file, "WEBP")
    return Rendition(size, size // 2, file.getvalue())


def _publish(world: World, story: Story, clock: time_machine.Traveller) -> None:
    publish(_newest(story), by=world.viewer("moderator"), version=1)
    clock.shift(timedelta(hours=1))
