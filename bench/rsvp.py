"""What it costs to say "I'll run": one form sent through all of the site, by one person after the other."""

from datetime import timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.users.models import User
from bench import reference
from bench.asking import ROUNDS, Answer, Asker, Backends, queries_of, side_by_side, sign_in
from bench.report import Row
from community.groups.models import Group, Membership
from config.scale import FIRST_KEY
from events.levels.models import Level, SpotterLevel
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState

EACH_ROUND = 25
PEOPLE = EACH_ROUND * ROUNDS + 10
MOST, MOST_QUERIES = 0.45, 6
DAYS = count(300)  # the check holds, and nobody is anywhere else on that day


def run(scale: int) -> list[Row]:
    """Each answer is a person's first to this meetup; there is room for all, and spotters too."""
    backends = Backends()
    return [_row(part, backends) for part in Part]


def _row(part: Part, backends: Backends) -> Row:
    answers, bare = Answers(part), partial(Asker(reference.application()), "/")
    first = answers()
    came = RSVP.objects.of_meetup(answers.meetup.pk).filter(part=part, state=RSVPState.GOING)
    if first.status != 302 or not came.exists():
        raise SystemExit(f"rsvp: the answer to {part} is {first.status}")
    queries = len(queries_of(answers))
    ours, reference_ms = side_by_side(answers, bare, backends, most=EACH_ROUND)
    ratio = ours / reference_ms
    goal = f"<= {MOST:.2f} R, <= {MOST_QUERIES} queries"
    is_met = ratio <= MOST and queries <= MOST_QUERIES
    return Row(f"answer to a meetup as {part} (POST)", ours, "ms", reference_ms, ratio, goal, queries, is_met)


class Answers:
    """Called again and again, the next person answers."""

    def __init__(self, part: Part) -> None:
        self.part, self.meetup = part, _roomy_meetup()
        application, csrf = get_wsgi_application(), get_random_string(32)
        people = _new_members(self.meetup)
        if part != Part.RUNNER:
            _let_spot(people, self.meetup)
        self.next = iter(
            [
                partial(self._answer, Asker(application, f"{sign_in(user)}; {_csrf(csrf)}"), csrf)
                for user in people
            ]
        )

    def __call__(self) -> Answer:
        return next(self.next)()

    def _answer(self, person: Asker, csrf: str) -> Answer:
        body = f"part={self.part}".encode()
        return person(f"{self.meetup.get_absolute_url()}answer/", post=body, x_csrftoken=csrf)


def _csrf(secret: str) -> str:
    return f"{settings.CSRF_COOKIE_NAME}={secret}"


def _roomy_meetup() -> Meetup:
    """A date of the largest group with lanes and spotters for everybody."""
    group = Group.objects.order_by("-member_count", "pk")[0]
    meetup = Meetup.objects.order_by("group_id", "-starts_at")[0]
    meetup.pk, meetup.public_id, meetup.nonce = None, get_random_string(16), get_random_string(22)
    meetup.group, meetup.leader = group, group.founder
    noon = timezone.now().astimezone(ZoneInfo(meetup.time_zone)).replace(hour=12)
    meetup.starts_at = noon + timedelta(days=next(DAYS))
    meetup.ends_at = meetup.starts_at + timedelta(hours=1)
    meetup.capacity, meetup.runners_per_spotter = PEOPLE * 2, 3
    meetup.runners_going = meetup.runners_waiting = 0
    meetup.spotters_going = PEOPLE
    meetup.save(force_insert=True)
    Leading.objects.create(meetup=meetup, user=group.founder)
    return meetup


def _new_members(meetup: Meetup) -> list[User]:
    others = User.objects.filter(pk__gt=FIRST_KEY).exclude(pk=meetup.leader_id)
    people = list(others.order_by("-pk")[:PEOPLE])
    Membership.objects.bulk_create(
        (Membership(group_id=meetup.group_id, user=user) for user in people), ignore_conflicts=True
    )
    return people


def _let_spot(people: list[User], meetup: Meetup) -> None:
    """All of them count as spotters, some did before."""
    until = timezone.now() + timedelta(days=500)
    theirs = {"level": Level.S1, "declared_by": meetup.leader, "expires_at": until}
    SpotterLevel.objects.bulk_create(
        (SpotterLevel(user=user, **theirs) for user in people), ignore_conflicts=True
    )
