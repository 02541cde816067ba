"""What this concept tells of itself: the weekly letter, and an address that takes no letters."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.bell import Line, matters, words_of
from accounts.notifications.digest import Week, weeks
from accounts.notifications.kinds import KINDS, Category, Kind, Weight, declare
from accounts.notifications.models import FailingAddress
from accounts.permissions import Viewer
from accounts.users.models import User

SAMPLE_TIME = datetime(2026, 6, 14, 6, 0, tzinfo=UTC)


def _paused(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Any]:
    """The viewer's own address; the target is the person. Who changes it may still read that it was so."""
    user = viewer.user
    if not isinstance(user, User) or user.public_id not in targets:
        return {}
    return {user.public_id: FailingAddress.objects.paused(user.email) or FailingAddress()}


def _sample_week() -> Week:
    """What could be news in a week, each as its own kind tells it."""
    news = [kind for kind in KINDS.values() if kind.weight == Weight.NEWS]
    lines = [_sample_line(kind) for kind in sorted(news, key=lambda kind: (-kind.rank, kind.name))]
    return Week(matters(lines), SAMPLE_TIME)


def _sample_line(kind: Kind) -> Line:
    subject = kind.sample()
    words, heading = words_of(kind, subject), str(kind.heading(subject))
    return Line("", words, kind.url(subject), heading, SAMPLE_TIME, True, kind.rank)


DIGEST = declare(
    Kind(
        name="notifications.digest",
        templates="accounts/notices/notifications.digest",
        label=_("The weekly letter"),
        category=Category.ACCOUNT,
        weight=Weight.IMPORTANT,
        find=weeks,
        url=lambda week: reverse("notifications:list"),
        heading=lambda week: str(_("Your week")),
        sample=_sample_week,
        is_batchable=False,
        is_in_bell=False,
    )
)
ADDRESS_PAUSED = declare(
    Kind(
        name="notifications.address_paused",
        templates="accounts/notices/notifications.address_paused",
        label=_("Your address refuses our letters"),
        category=Category.ACCOUNT,
        weight=Weight.SAFETY,
        find=_paused,
        url=lambda address: reverse("notifications:settings"),
        heading=lambda address: str(_("Your letters")),
        sample=lambda: FailingAddress(email="noor@example.org", refusals=3),
    )
)
