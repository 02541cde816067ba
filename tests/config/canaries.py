"""A person of whom every table holds something, and a value of its own in each personal field."""

import base64
import io
import json
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.images import Rendition, Renditions, store
from accounts.models import (
    Acknowledgement,
    Announcement,
    Block,
    Choice,
    FailingAddress,
    Message,
    Mute,
    MutedPerson,
    Notification,
    Preferences,
    Reminder,
    Thread,
    User,
)
from community.models import (
    AccessRecord,
    Ban,
    Case,
    Decision,
    Group,
    Invitation,
    JoinRequest,
    Membership,
    Photo,
    QuizPass,
    Report,
    Revision,
    RevisionPhoto,
    Story,
)
from config.inventory import Fate, fates
from events.meetups.series.models import Series, SeriesGuest, SeriesLeading
from events.models import (
    RSVP,
    Attendance,
    AttendanceChange,
    CalendarFeed,
    Check,
    CheckDraft,
    Correction,
    DayCheck,
    Debrief,
    Guest,
    HandOver,
    Hazard,
    HazardVoice,
    Incident,
    Leading,
    Meetup,
    Mitigation,
    Place,
    PlaceEvent,
    PlacePhoto,
    SamePlace,
    SpotterLevel,
    Zone,
)

ADDRESS = "zq0999qz@example.org"
AS_IT_IS = {
    "events.Attendance.walk_in_name",
    "accounts.User.leaving_at",
    "accounts.User.erased_at",
    "accounts.User.email",  # the address of all that is mailed
    "account.EmailAddress.email",
    "accounts.FailingAddress.email",
    "accounts.Profile.language",
    "accounts.Profile.time_zone",
    "accounts.Notification.leased_by",
    "accounts.Notification.mail_due_at",
    "accounts.Notification.leased_until",
    "accounts.Profile.photo_key",
    "accounts.Announcement.recipients",
    "accounts.Thread.closed_at",
    "accounts.Message.removed_at",
    "community.Photo.key",
    "community.Photo.public_id",
    "community.Revision.kind",
    "community.Revision.audience",
    "community.Revision.version",
    "community.Story.audience",
    "community.JoinRequest.state",
    "community.Invitation.revoked_at",
    "community.Ban.lifted_at",
    "events.Meetup.starts_at",
    "events.Meetup.ends_at",
    "events.RSVP.offered_until",
    "events.SpotterLevel.revoked_at",
    "django_tasks_database.DBTaskResult.args_kwargs",
    "sessions.Session.session_key",
    "usersessions.UserSession.session_key",
}
"""What code depends on: it stays as the scene has it."""

NUMBERS = {"birth_year": 1931, "stage": 3, "pace_from": 30011, "pace_to": 30029}


@dataclass
class Planted:
    """One value in one field of one row."""

    model: str
    field: str
    column: tuple[str, str]
    value: Any
    fate: Fate
    is_shown: bool
    """Readers see it: the person may choose that it stays."""

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"

    @property
    def is_rare(self) -> bool:
        """Wherever it is found, it is this."""
        return not isinstance(self.value, int) or self.value > max(NUMBERS["birth_year"], NUMBERS["stage"])

    def is_in(self, column: tuple[str, str], text: str) -> bool:
        if isinstance(self.value, int | float):
            return text == self.spoken and (self.is_rare or column == self.column)
        return self.spoken in text

    @property
    def spoken(self) -> str:
        """The value as it is found in any dump, in small letters."""
        if isinstance(self.value, datetime):
            return f"{self.value:%H:%M:%S.%f}"
        return str(next(_leaves(self.value))).lower()

    @property
    def as_json(self) -> list[Any]:
        return list(_leaves(json.loads(json.dumps(self.value, cls=DjangoJSONEncoder))))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value if isinstance(value, bool | int | float | type(None)) else str(value)


@dataclass
class Cage:
    """Plants values and remembers where."""

    count: int = 1000
    planted: list[Planted] = field(default_factory=list)

    def plant(self, row: models.Model) -> None:
        """A value of its own in each personal field of one row."""
        label, values = row._meta.label, {}
        for each in row._meta.concrete_fields:
            fate = fates()[label, each.name]
            name = f"{label}.{each.name}"
            is_fixed = each.primary_key or each.is_relation or each.choices or each.generated
            if not fate.is_personal or is_fixed or name in AS_IT_IS:
                continue
            if (value := self._value(each)) is not None:
                values[each.name] = value
                column = (row._meta.db_table, each.column)
                is_shown = getattr(row, "is_shown", False)
                self.planted.append(Planted(label, each.name, column, value, fate, is_shown))
        if values:
            type(row)._base_manager.filter(pk=row.pk).update(**values)

    def _value(self, into: models.Field) -> Any:
        self.count += 1
        word = f"zq{self.count}qz"
        if isinstance(into, models.BooleanField):
            return None
        if isinstance(into, models.JSONField):
            return [[word, word]] if into.model is JoinRequest else [word]
        if isinstance(into, models.DateTimeField):
            return datetime(2031, 7, 1, 5, 43, 21, self.count * 100 + 7, tzinfo=UTC).replace(
                second=self.count % 60
            )
        if isinstance(into, models.EmailField):
            return f"{word}@example.org"
        if isinstance(into, models.GenericIPAddressField):
            return f"203.0.113.{self.count % 250}"
        if isinstance(into, models.IntegerField):
            return NUMBERS.get(into.name, 20000 + self.count)
        if isinstance(into, models.FloatField):
            return 10 + self.count / 1_000_000
        assert (into.max_length or 99) >= len(word), into
        return word


def photo(word: str, *, under: str = "stories") -> str:
    """Keep a file that says a word; return its key."""
    copies = {size: Rendition(40, 30, f"RIFF {word} {size}".encode()) for size in (640, 160)}
    return store(Renditions(copies), under=under)


@dataclass
class Scene:
    """The person, and others whose rows must stay as they are."""

    person: User
    organizer: User
    friend: User
    group: Group
    cage: Cage = field(default_factory=Cage)
    rows: list[models.Model] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self._planted("display_name")

    @property
    def handle(self) -> str:
        return self._planted("handle")

    def _planted(self, field: str) -> str:
        return next(each.spoken for each in self.cage.planted if each.field == field)

    def add(self, model: Any, **fields: Any) -> Any:
        row = model._base_manager.create(**fields)
        self.rows.append(row)
        return row

    def build(self) -> None:
        """Rows in every table that can hold something of the person."""
        User.objects.filter(pk=self.person.pk).update(email=ADDRESS)
        EmailAddress.objects.filter(user=self.person).update(email=ADDRESS)
        self.person.refresh_from_db()
        self.rows += [self.person, self.person.profile, *EmailAddress.objects.filter(user=self.person)]
        self._account()
        self._told()
        self._threads()
        self._group()
        self._stories()
        self._events()
        for row in self.rows:
            self.cage.plant(row)
        type(self.person.profile).objects.filter(user=self.person).update(
            language="de", time_zone="Pacific/Chatham", photo_key=photo("zq0001qz", under="people")
        )

    def _account(self) -> None:
        me, friend = self.person, self.friend
        self.add(Authenticator, user=me, type="totp", data={}, last_used_at=timezone.now())
        self.add(UserSession, user=me, ip="::", user_agent="x", session_key="not-there")
        self.add(Block, blocker=me, blocked=friend)
        self.add(MutedPerson, muter=me, muted=friend)
        self.add(Acknowledgement, user=me, kind="safety", version=1, language="en")
        Block.objects.create(blocker=self.organizer, blocked=me)
        MutedPerson.objects.create(muter=self.organizer, muted=me)

    def _told(self) -> None:
        me, soon = self.person, timezone.now() + timedelta(days=40)
        self.add(Notification, kind="x", recipient=me, target="t", actor=self.friend, read_at=soon)
        self.add(Reminder, kind="x", recipient=me, target="t", due_at=soon)
        self.add(Preferences, user=me, sent_up_to=soon)
        self.add(Choice, user=me, kind="x", channel="bell")
        self.add(Mute, user=me, scope="x")
        self.add(FailingAddress, email=ADDRESS, refusals=1, paused_at=timezone.now())
        Announcement.objects.create(kind="x", target="t", actor=me, due_at=soon, told_at=timezone.now())
        Notification.objects.create(kind="y", recipient=self.friend, target="t", actor=me)
        letter = {"args": [ADDRESS, "zq0002qz", "zq0003qz", "", "id"], "kwargs": {}}
        DBTaskResult.objects.create(
            task_path="accounts.users.tasks.send_account_mail",
            args_kwargs=letter,
            worker_ids=[],
            backend_name="default",
            exception_class_path="",
            traceback="",
        )

    def _threads(self) -> None:
        now, about = timezone.now(), {"topic": "joining", "group_id": self.group.pk}
        thread = self.add(Thread, target="t", person=self.person, last_at=now, **about)
        self.add(Message, thread=thread, author=self.person, text="x", sent_at=now)
        Message.objects.create(thread=thread, author=self.organizer, text="A word of another", sent_at=now)

    def _group(self) -> None:
        me, group, later = self.person, self.group, timezone.now() + timedelta(days=40)
        self.add(Membership, group=group, user=me, role="organizer")
        Group.objects.filter(pk=group.pk).update(member_count=2, founder=me)
        asked = {"group": group, "user": me, "decided_by": self.organizer, "decided_at": later}
        self.add(JoinRequest, state="approved", **asked)
        self.add(Invitation, group=group, made_by=me, expires_at=later, mailed_at=later)
        Invitation.objects.create(group=group, made_by=self.organizer, email=ADDRESS, expires_at=later)
        self.add(Ban, group=group, user=me, email_hash="x", banned_by=self.organizer)
        self.add(QuizPass, user=me, version=1)
        self.rows.append(group)

    def _stories(self) -> None:
        me = self.person
        self.shown, _ = self._story("zq0004qz", "published")
        self._story("zq0005qz", "pending")
        case = self.add(Case, kind="story", item_id=0, group_id=self.group.pk, about=me)
        self.add(Report, case=case, reporter=me, reason="spam", words="x")
        revision = Revision.objects.get(author=me, state="published")
        self.add(Decision, revision=revision, outcome="published", decided_by=me, words="x")
        self.add(AccessRecord, case=case, reader=me, group_id=self.group.pk)

    def _story(self, word: str, state: str) -> tuple[Any, Any]:
        me, published = self.person, state == "published"
        story = self.add(Story, author=me, group=self.group, audience="public")
        about = {"kind": "story", "item_id": story.pk, "group_id": self.group.pk, "version": 1}
        revision = self.add(Revision, author=me, state=state, audience="public", **about)
        picture = self.add(Photo, owner=me, key=photo(word), width=1, height=1)
        use = self.add(RevisionPhoto, revision=revision, photo=picture, position=len(word))
        use.is_shown = revision.is_shown = picture.is_shown = published
        now = timezone.now() if published else None
        Story._base_manager.filter(pk=story.pk).update(
            newest=revision, published=revision if published else None, published_at=now
        )
        return story, picture

    def _events(self) -> None:
        me, now = self.person, timezone.now()
        place = self.add(
            Place, slug="p", name="x", kind="track", latitude=49, longitude=8, time_zone="UTC", added_by=me
        )
        zone = self.add(Zone, place=place, name="x", description="x", added_by=me)
        looked = {"checked_by": me, "checked_at": now, "is_on_foot": True, "answers": {}, "verdict": "ok"}
        check = self.add(Check, zone=zone, **looked)
        hazard = self._around(place, zone, check)
        level = {"level": "S1", "expires_at": now + timedelta(days=99), "group": self.group}
        self.add(SpotterLevel, user=me, declared_by=self.organizer, **level)
        SpotterLevel.objects.create(user=self.friend, declared_by=me, **level)
        past = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=8)}
        meetup = self.add(
            Meetup,
            group=self.group,
            place=place,
            zone=zone,
            title="x",
            session="straight",
            time_zone="UTC",
            capacity=2,
            runners_per_spotter=1,
            leader=me,
            **past,
        )
        self.add(RSVP, meetup=meetup, user=me, part="runner", state="going", queued_at=now, changed_at=now)
        self.add(Leading, meetup=meetup, user=me)
        series = self.add(
            Series,
            group=self.group,
            place=place,
            zone=zone,
            title="x",
            session="straight",
            rule="FREQ=DAILY;COUNT=1",
            first_on=(now - timedelta(days=9)).date(),
            starts_clock="18:30",
            minutes=60,
            time_zone="UTC",
            capacity=2,
            leader=me,
            ended_at=now,
        )
        self.add(SeriesLeading, series=series, user=me)
        self.add(SeriesGuest, series=series, user=me)
        self.add(Mitigation, meetup=meetup, hazard=hazard, words="x", by=me, made_at=now)
        self.add(CalendarFeed, user=me, scope="group", group=self.group, digest="x", made_at=now)
        self._afterwards(meetup)

    def _afterwards(self, meetup: Meetup) -> None:
        me, now = self.person, timezone.now()
        self.add(Guest, meetup=meetup, user=me)
        seen = {"ground": "dry", "weather": "clear", "crossing": 0, "measure": "x"}
        self.add(DayCheck, meetup=meetup, zone=meetup.zone, by=me, made_at=now, **seen)
        was_there = {"checked_in_at": now, "checked_out_at": now, "checked_in_by": me, "doing": "runner"}
        there = self.add(Attendance, meetup=meetup, user=me, **was_there)
        corrected = {"what": "doing", "before": "x", "after": "x", "because": "x"}
        self.add(AttendanceChange, attendance=there, by=me, made_at=now, **corrected)
        self.add(HandOver, meetup=meetup, from_user=me, to_user=self.friend, made_at=now)
        self.add(Debrief, meetup=meetup, user=me, asked_at=now, answer="fall", answered_at=now)
        told = {"reported_by": me, "reported_at": now, "may_be_kept_at": now, "kind": "fall", "severity": 2}
        about = {"meetup": meetup, "place": meetup.place, "zone": meetup.zone, "where": "x", "what": "x"}
        self.add(Incident, closed_at=now, closed_by=me, closed_how="x", **told, **about)

    def _around(self, place: Place, zone: Zone, check: Check) -> Hazard:
        """What people say about a place, and do with it; return the hazard."""
        me, now, where = self.person, timezone.now(), {"place": place}
        other = Place.objects.create(
            slug="q", name="y", kind="track", latitude=49, longitude=8, time_zone="UTC", added_by=self.friend
        )
        seen = {"category": "dog", "severity": "info", "words": "x", "seen_at": now, "expires_at": now}
        resolved = {"resolved_at": now, "resolved_by": self.organizer}
        hazard = self.add(Hazard, reported_by=me, latitude=1, longitude=1, **where, **seen, **resolved)
        theirs = Hazard.objects.create(reported_by=self.friend, **where, **seen)
        self.add(HazardVoice, hazard=theirs, user=me, said_at=now)
        self.add(CheckDraft, zone=zone, user=me)
        pictured = {"zone": zone, "check_made": check, "hidden_at": now}
        self.add(
            PlacePhoto,
            owner=me,
            key=photo("zq0006qz", under="places"),
            width=1,
            height=1,
            **where,
            **pictured,
        )
        self.add(PlaceEvent, what="suspended", state="suspended", by=me, happened_at=now, **where)
        decided = {"decided_by": self.organizer, "decided_at": now}
        self.add(Correction, proposed_by=me, changes={}, state="declined", **where, **decided)
        self.add(SamePlace, proposed_by=me, into=other, state="declined", **where, **decided)
        return hazard


def dump() -> Iterator[tuple[tuple[str, str], str]]:
    """Every cell of every table, as text in small letters; the cache unpacked."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield (table, column), _as_text(table, column, value).lower()


def _as_text(table: str, column: str, value: Any) -> str:
    if (table, column) == ("django_cache", "value"):
        return repr(pickle.loads(base64.b64decode(value)))
    if (table, column) == ("django_session", "session_data"):
        return _session(value)
    return str(value)


def _session(data: str) -> str:
    """What a session says, behind its signature."""
    coded = data.split(":")[0]
    packed = base64.urlsafe_b64decode(coded.lstrip(".") + "=" * (-len(coded.lstrip(".")) % 4))
    return (zlib.decompress(packed) if coded.startswith(".") else packed).decode()


def files() -> dict[str, bytes]:
    """Every file the site keeps."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def leaves_of(data: bytes) -> list[Any]:
    """Every value in a JSON file."""
    return list(_leaves(json.load(io.BytesIO(data))))
