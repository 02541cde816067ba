"""What pages cost, as the reference page of the same run is 1."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.editions import EDITION
from accounts.geography import City
from accounts.pagination import CursorPage
from accounts.permissions import Viewer
from accounts.users.models import User
from bench import reference
from bench.asking import Answer, Asker, Backends, queries_of, side_by_side, sign_in
from bench.report import Row
from community.groups.models import Group
from community.stories.models import Story
from community.stories.querysets import StoryQuerySet
from config.scale import FIRST_KEY
from events.meetups.models import RSVP, Leading, Meetup

DEEP = 1_000
DEEPER_GOAL = 1.5


@dataclass
class Cost:
    """One page: who asks for it, how, and what is enough."""

    name: str
    request: Callable[[], Answer]
    most: float
    queries: int
    before: Callable[[], object] = lambda: None


def run(scale: int) -> list[Row]:
    backends, bare = Backends(), partial(Asker(reference.application()), "/")
    site = Site()
    rows = [_row(cost, bare, backends) for cost in site.costs()]
    return [*rows, *_deeper(site, backends), *_buffers(site)]


class Site:
    """Who asks, and the addresses they ask for."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()
        self.user = _ordinary_member()
        self.viewer = Viewer(self.user)
        self.group = Group.objects.of_member(self.viewer).order_by("-member_count", "pk")[0]
        self.city = City.objects.order_by("-population", "pk")[0]
        self.stranger = Asker(self.application)
        self.member = Asker(self.application, sign_in(self.user))

    def costs(self) -> list[Cost]:
        stranger, member, near = self.stranger, self.member, f"/near/?city={self.city.pk}&show="
        return [
            Cost("page, the reference itself", partial(Asker(reference.application()), "/"), 1.1, 1),
            Cost("feed, stranger, miss", partial(stranger, "/stories/"), 0.30, 2, _begin_edition),
            Cost("feed, stranger, hit", partial(stranger, "/stories/"), 0.03, 0),
            Cost("feed, stranger, not modified", self.ask_again("/stories/"), 0.03, 0),
            Cost("feed, member, home", partial(member, "/"), 0.50, 5),
            Cost("feed, member, own groups", partial(member, "/stories/?show=groups"), 0.50, 5),
            Cost("feed, member, one group", partial(member, f"/stories/in/{self.group.slug}/"), 0.50, 5),
            Cost("meetups, stranger", partial(stranger, "/meetups/"), 0.45, 3),
            Cost("meetups, member", partial(member, "/meetups/"), 0.45, 5),
            Cost("meetup with 10 people", partial(member, self.meetup_of(10)), 0.60, 8),
            Cost("meetup with 200 people", partial(member, self.meetup_of(200)), 0.60, 8),
            Cost("near me, groups", partial(stranger, f"{near}groups"), 0.35, 5),
            Cost("near me, places", partial(stranger, f"{near}places"), 0.35, 5),
            Cost("near me, meetups", partial(stranger, f"{near}meetups"), 0.35, 5),
        ]

    def ask_again(self, path: str) -> Callable[[], Answer]:
        """Ask as a browser that has the page."""
        for _ in range(3):
            etag = self.stranger(path).headers["ETag"]
        return partial(self.stranger, path, if_none_match=etag)

    def meetup_of(self, people: int) -> str:
        """The address of a date to which the member and others go."""
        model = Meetup.objects.of_group(self.group.pk).first() or Meetup.objects.latest("pk")
        starts_at = timezone.now() + timedelta(days=3)
        meetup = Meetup.objects.create(
            group=self.group,
            place_id=model.place_id,
            zone_id=model.zone_id,
            title=f"A date of {people}",
            session=model.session,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            time_zone=model.time_zone,
            capacity=people,
            runners_per_spotter=1,
            leader_id=model.leader_id,
            runners_going=people // 2,
            spotters_going=people - people // 2,
        )
        Leading.objects.create(meetup=meetup, user_id=model.leader_id)
        others = User.objects.exclude(pk__in=[self.user.pk, model.leader_id]).order_by("pk")[: people - 1]
        answer = partial(
            RSVP, meetup=meetup, state="going", queued_at=timezone.now(), changed_at=timezone.now()
        )
        parts = ("runner", "spotter")
        RSVP.objects.bulk_create(
            answer(user=user, part=parts[n % 2]) for n, user in enumerate([self.user, *others])
        )
        return meetup.get_absolute_url()

    def deep_cursor(self) -> str:
        """What leads to page 1,000 of the public feed, or to the last full one."""
        feed = Story.objects.public_feed()
        row = min(DEEP * 20, feed.count() - 21) - 20
        return CursorPage(feed.order_by("-published_at", "-pk"), None, size=row).next or ""


def _ordinary_member() -> User:
    """A spotter who founded no group, with a profile, as a request loads them."""
    busiest = Group.objects.order_by("-member_count")[:5]
    people = User.objects.with_profile().filter(pk__gt=FIRST_KEY, memberships__group__in=busiest)
    people = people.filter(spotter_levels__isnull=False)
    return people.exclude(memberships__role__in=["organizer", "moderator"]).order_by("-pk")[0]


def _begin_edition() -> None:
    """What strangers read has changed: no page that is kept is of use any more."""
    cache.set(EDITION, get_random_string(12), None)


def _row(cost: Cost, bare: Callable[[], object], backends: Backends) -> Row:
    answer = cost.request()
    if answer.status not in (200, 304):
        raise SystemExit(f"{cost.name}: the answer is {answer.status}")
    cost.before()
    queries = len(queries_of(cost.request))
    ours, reference_ms = side_by_side(cost.request, bare, backends, cost.before)
    ratio = ours / reference_ms
    is_met = ratio <= cost.most and queries <= cost.queries
    goal = f"<= {cost.most:.2f} R, <= {cost.queries} queries"
    return Row(cost.name, ours, "ms", reference_ms, ratio, goal, queries, is_met)


def _deeper(site: Site, backends: Backends) -> list[Row]:
    first = CursorPage(Story.objects.public_feed(), None, size=1).next
    top, deep = partial(site.stranger, f"/stories/?after={first}"), site.deep_cursor()
    below = partial(site.stranger, f"/stories/?after={deep}")
    ours, reference_ms = side_by_side(below, top, backends)
    ratio, queries = ours / reference_ms, len(queries_of(below))
    goal = f"<= {DEEPER_GOAL}x the first page"
    return [
        Row("page 1,000 of the feed", ours, "ms", reference_ms, ratio, goal, queries, ratio <= DEEPER_GOAL)
    ]


def _buffers(site: Site) -> list[Row]:
    """Pages of tables and indexes that the feeds' queries touch."""
    deep, feed = site.deep_cursor(), Story.objects.public_feed()
    own = Story.objects.for_member_feed(site.viewer)
    one = Story.objects.visible_to(site.viewer).in_group(site.group.pk)
    shapes = {
        "buffers: public feed": (feed, None),
        "buffers: public feed, page 1,000": (feed, deep),
        "buffers: feed of own groups": (own, None),
        "buffers: feed of one group": (one, None),
    }
    return [Row(name, _touched(rows, cursor), "pages") for name, (rows, cursor) in shapes.items()]


def _touched(rows: StoryQuerySet, cursor: str | None) -> float:
    """Ask as the page does, then ask the database what that took."""
    seen: list[tuple[str, object]] = []

    def watch(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        CursorPage(rows.for_feed(), cursor)
    sql, params = seen[0]
    with connection.cursor() as asked:
        asked.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        answer = asked.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
