"""What happens after dates are over, and when words have been kept for long enough."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import batched

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from accounts.notifications.actions import notify
from accounts.users.models import User
from community.groups.querysets import group_scope
from events.incidents.models import Debrief, Incident
from events.incidents.notices import HOW_IT_WENT
from events.incidents.presence import people_at
from events.meetups.models import Meetup, MeetupState
from events.meetups.querysets import LONGEST

ASK_AFTER = timedelta(minutes=30)
ASK_WITHIN = timedelta(days=2)
KEPT_FOR = timedelta(days=730)
"""24 months; then the words and their author are taken away."""
BATCH = 200


@periodic(every=timedelta(minutes=10), label=_("Ask who was there how it went"))
def ask_how_it_went() -> None:
    """Once for each date and person, however often it runs; a date that was called off asks nobody."""
    now = timezone.now()
    over = Meetup.objects.filter(
        state=MeetupState.SCHEDULED,
        starts_at__gt=now - ASK_AFTER - ASK_WITHIN - LONGEST,
        ends_at__gt=now - ASK_AFTER - ASK_WITHIN,
        ends_at__lte=now - ASK_AFTER,
    )
    dates = over.order_by("pk").values_list("pk", "public_id", "group_id")
    for batch in batched(dates.iterator(chunk_size=BATCH), BATCH):
        _ask(batch)


@transaction.atomic
def _ask(dates: Sequence[tuple[int, str, int]]) -> None:
    keys = [pk for pk, *__ in dates]
    there = people_at(keys)
    here = set(User.objects.there().filter(pk__in={user for __, user in there}).values_list("pk", flat=True))
    left = {(meetup, user) for meetup, user in there if user in here} - Debrief.objects.pairs(keys)
    now = timezone.now()
    Debrief.objects.bulk_create(
        [Debrief(meetup_id=meetup, user_id=user, asked_at=now) for meetup, user in sorted(left)],
        ignore_conflicts=True,  # somebody may be answering on the page of the date
    )
    for pk, public_id, group_id in dates:
        people = sorted(user for meetup, user in left if meetup == pk)
        notify(HOW_IT_WENT, to=people, target=public_id, scope=group_scope(group_id))


@periodic(every=timedelta(hours=24), label=_("Take words and names out of old incidents"))
@transaction.atomic
def forget_words() -> None:
    """That something happened, where and how bad it was, is kept: the numbers are what is learned from."""
    now = timezone.now()
    old = Incident.objects.filter(nameless_at=None, reported_at__lte=now - KEPT_FOR)
    old.make_nameless(nameless_at=now, closed_how="")
