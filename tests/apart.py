"""One world with and without people kept apart, opened by each of them: ``test_blocked_pair.py`` compares."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter

from accounts.apart.actions import block_person
from accounts.models import Notification
from accounts.notifications.kinds import KINDS
from accounts.users.models import Profile, SeenBy
from accounts.users.visibility import FIELDS
from community.groups.models import Group
from community.moderation.models import Revision
from community.stories.models import Photo, Story
from events.meetups.models import RSVP, Meetup
from tests.crawl import Browser, Seen, collected_log, crawl, masked, taken_back
from tests.guards.addresses import missing_things
from tests.world import MARKUP, World, build, settled_time

NEXT = re.compile(rb"""(?<=[?&]next=)[^"&]*|(name="next" value=")[^"]*""")
BELL = re.compile(rb'<a class="iconbtn" href="/bell/".*?</a>', re.S)
"""The number of new lines is on every page; lines about the other do not count."""

CHALLENGE = re.compile(rb'<script[^>]*type="application/json".*?</script>', re.S)
"""What a passkey signs is random."""

PAIRS = (
    ("member", "author"),  # told stories, goes to the same date
    ("member", "spotter"),  # checked a place, holds a level, spots
    ("member", "organizer"),  # runs the group, leads, declared the spotter
    ("author", "moderator"),  # decided on a story of the other
)
type Pairs = tuple[tuple[str, str], ...]
DIRECTIONS = (PAIRS, tuple((other, one) for one, other in PAIRS))
ROLES = tuple(sorted({name for pair in PAIRS for name in pair}))
BYSTANDERS = ("waitlisted", "site_moderator")

type Marks = frozenset[bytes]
type Pages = dict[str, Seen]


@dataclass
class Case:
    """One page as one person sees it without and with the blocks, and what names the others of the pairs."""

    before: Seen
    after: Seen
    blocked_by_me: Marks
    who_blocked_me: Marks

    def __str__(self) -> str:
        return str(self.after)

    @property
    def others(self) -> Marks:
        return self.blocked_by_me | self.who_blocked_me


@dataclass
class Findings:
    """All that was seen of one world. The world itself is gone."""

    marks: dict[str, Marks]
    before: dict[str, Pages] = field(default_factory=dict)
    after: list[tuple[Pairs, dict[str, Pages]]] = field(default_factory=list)
    others: dict[str, Pages] = field(default_factory=dict)
    nowhere: dict[tuple[str, str], Seen] = field(default_factory=dict)
    numbers: list[object] = field(default_factory=list)

    def cases(self) -> Iterator[Case]:
        for pairs, looks in self.after:
            for role, pages in looks.items():
                mine = self._marks_of(blocked for blocker, blocked in pairs if blocker == role)
                theirs = self._marks_of(blocker for blocker, blocked in pairs if blocked == role)
                for key, page in pages.items():
                    yield Case(self.before[role][key], page, mine, theirs)

    def _marks_of(self, names: Iterable[str]) -> Marks:
        return frozenset().union(*(self.marks[name] for name in names))


@cache
def found() -> Findings:
    """Look at everything as everybody; the first test that asks waits for it."""
    with taken_back(), settled_time() as clock, collected_log():
        world = build(clock)
        findings = Findings(_named(world))
        findings.before = {role: _seen(world, role) for role in (*ROLES, *BYSTANDERS)}
        findings.numbers.append(_numbers())
        for pairs in DIRECTIONS:
            with _apart(world, pairs):
                findings.after.append((pairs, {role: _seen(world, role) for role in ROLES}))
                findings.numbers.append(_numbers())
                findings.others = findings.others or {role: _seen(world, role) for role in BYSTANDERS}
        _ask_for_nothing(world, findings)
    return findings


@contextmanager
def _apart(world: World, pairs: Pairs) -> Iterator[None]:
    with taken_back():
        for blocker, blocked in pairs:
            block_person(world.people[blocked], by=world.viewer(blocker))
        yield


def _seen(world: World, role: str) -> Pages:
    return {str(page.address): page for page in crawl(world, (role,))}


def _ask_for_nothing(world: World, findings: Findings) -> None:
    """For each page that is gone: the page of a thing nobody ever made."""
    missing = {address.name: address for address in missing_things("GET")}
    gone = {
        (page.address.name, page.role)
        for page in map(attrgetter("after"), findings.cases())
        if page.status == 404
    }
    for name, role in sorted(gone & {(name, role) for name in missing for role in ROLES}):
        findings.nowhere[name, role] = Browser(world, role).ask(missing[name])


def _named(world: World) -> dict[str, Marks]:
    """Give everybody of a pair a name, handle, photo and words like nobody else's, and ask about them all."""
    key = Profile.objects.get(user=world.people["member"]).photo_key
    marks, subjects = {}, world.subjects
    subjects["profile"], subjects["portrait"], slug = {}, {}, subjects["group"]["own"][0]
    for name in ROLES:
        user = world.people[name]
        token, handle, photo = f"{name.capitalize()}like", f"at-{name}-here", f"photo-{name}"[:16]
        Profile.objects.filter(user=user).update(
            display_name=f"{token} {MARKUP}",
            handle=handle,
            photo_id=photo,
            photo_key=key,
            bio=f"{token} runs",
            **{f"{field}_seen_by": SeenBy.PEOPLE for field in FIELDS},
        )
        subjects["profile"][name], subjects["portrait"][name] = (handle,), (photo, "small")
        subjects["person"][name] = (user.public_id,)
        subjects["membership"][name] = (slug, user.public_id)
        words = (token, handle, photo, user.public_id, *_told_by(user))
        marks[name] = frozenset(map(str.encode, words))
    return marks


def _told_by(user) -> Iterator[str]:
    """Stories of this person by address and title, versions, photos, and lines about their acts."""
    for story in Story._base_manager.filter(author=user).select_related("newest"):
        yield story.public_id
        yield story.newest.title.removesuffix(f" {MARKUP}")
    yield from Revision._base_manager.filter(author=user).values_list("public_id", flat=True)
    yield from Photo._base_manager.filter(owner=user).values_list("public_id", flat=True)
    spared = [kind.name for kind in KINDS.values() if kind.is_spared_apart]
    yield from Notification.objects.filter(actor=user, kind__in=spared).values_list("public_id", flat=True)


def _numbers() -> object:
    """Members, seats and answers, as they are kept."""
    seats = ("pk", "runners_going", "runners_waiting", "spotters_going")
    return (
        list(Group.objects.order_by("pk").values_list("pk", "member_count")),
        list(Meetup.objects.order_by("pk").values_list(*seats)),
        list(RSVP.objects.order_by("pk").values_list("pk", "state", "part")),
    )


# ---- What is on a page ----


def holds(text: bytes, marks: Marks) -> bool:
    return any(mark in text for mark in marks)


def plain(page: Seen) -> bytes:
    """The body without what is random, the bell's number, and the page's own address."""
    body = NEXT.sub(rb"\1", CHALLENGE.sub(b"", BELL.sub(b"", masked(page.body))))
    return body.replace(page.address.path.encode(), b"")


def look(page: Seen) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in page.headers.items() if name not in ("Content-Length", "ETag")}
    return page.status, headers, plain(page)


def parts(page: Seen) -> list[str]:
    """One line for each tag, and one for each text."""
    pieces = re.split(r"(?=<)|(?<=>)", plain(page).decode())
    return [piece.strip() for piece in pieces if piece.strip()]
