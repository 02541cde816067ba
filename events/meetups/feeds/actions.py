"""What happens to addresses of calendars. The secret is known to who asked for it; we keep its digest."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.models import Group
from events.meetups.feeds.models import CalendarFeed, FeedScope
from events.meetups.feeds.rules import can_change_feed, can_subscribe
from events.meetups.feeds.secret import A_MOMENT, digest_of, new_secret, secrets_of_form
from events.places.models import Place

MOST = 30
"""Addresses of one person: a few for each device."""


@transaction.atomic
@permitted(can_subscribe)
def make_feed(of: Group | Place | None, *, by: Viewer, nonce: str = "") -> tuple[CalendarFeed, str]:
    """A new address of a group, of a place, or of one's own dates, and its secret: nobody sees that again.

    ``nonce`` is the form's: sent twice it makes one address, and shows it both times.
    """
    User.objects.hold([by.person_pk])
    now = timezone.now()
    drawn = secrets_of_form(nonce, by.person_pk, now) if nonce else (new_secret(),)
    if made := _made_a_moment_ago(drawn, by):
        return made
    if CalendarFeed.objects.living().filter(user_id=by.person_pk).count() >= MOST:
        raise Refused(_("You have %(count)d addresses. Remove one that you no longer use.") % {"count": MOST})
    secret = new_secret() if _was_ended(drawn) else drawn[0]
    group, place = of if isinstance(of, Group) else None, of if isinstance(of, Place) else None
    scope = FeedScope.GROUP if group else FeedScope.PLACE if place else FeedScope.PERSON
    feed = CalendarFeed.objects.create(
        user_id=by.person_pk,
        scope=scope,
        group=group,
        place=place,
        digest=digest_of(secret),
        made_at=now,
    )
    return feed, secret


def _made_a_moment_ago(drawn: Sequence[str], by: Viewer) -> tuple[CalendarFeed, str] | None:
    """What the same form made, and is still there."""
    for secret in drawn:
        row = CalendarFeed.objects.by_person(by).living().filter(digest=digest_of(secret)).first()
        if row:
            return row, secret
    return None


def _was_ended(drawn: Sequence[str]) -> bool:
    """Was it made by this form, and reset, removed or revoked since? An old page must not bring it back."""
    digests = [digest_of(secret) for secret in drawn]
    is_ended = any(cache.get(_ended(digest)) for digest in digests)
    return is_ended or CalendarFeed.objects.filter(digest__in=digests).exists()


def _end(digest: str) -> None:
    """Remember it for as long as the form that made it may be sent again."""
    cache.set(_ended(digest), True, 3 * A_MOMENT)


def _ended(digest: str) -> str:
    return f"calendar-ended:{digest}"


@transaction.atomic
@permitted(can_change_feed)
def reset_feed(feed: CalendarFeed, *, by: Viewer) -> str:
    """Another secret; the address there was leads nowhere from this moment on."""
    secret = new_secret()
    row = CalendarFeed.objects.filter(pk=feed.pk, digest=feed.digest)
    if not row.update(digest=digest_of(secret), made_at=timezone.now(), revoked_at=None):
        raise Refused(_("This address was changed or removed a moment ago. Look at the list again."))
    _end(feed.digest)
    return secret


@transaction.atomic
@permitted(can_change_feed)
def remove_feed(feed: CalendarFeed, *, by: Viewer) -> None:
    CalendarFeed.objects.filter(pk=feed.pk).delete()
    _end(feed.digest)
