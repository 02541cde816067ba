"""What people are told of the day: who leads it now."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from events.meetups.attendance.models import HandOver
from events.meetups.models import Meetup
from events.meetups.notices import calendar_entry
from events.meetups.samples import sample_for_leader


def _handed_over(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Meetup]:
    """Dates somebody took over, for who leads them now and for who gave them away last."""
    newest = Prefetch("hand_overs", HandOver.objects.newest_first(), to_attr="handed")
    rows: Any = Meetup.objects.visible_to(viewer).for_page(viewer).prefetch_related(newest)
    found = {}
    for meetup in rows.filter(public_id__in=targets):
        meetup.last_handed = next(iter(meetup.handed), None)
        meetup.is_mine_now = viewer.pk == meetup.leader_id
        if meetup.last_handed and (meetup.i_lead or viewer.pk == meetup.last_handed.from_user_id):
            found[meetup.public_id] = meetup
    return found


def _is_too_late(meetup: Any) -> bool:
    return not meetup.takes_answers


def _entry_of_who_leads(meetup: Any) -> list[Any]:
    return calendar_entry(meetup) if meetup.is_mine_now else []


def _person(name: str) -> User:
    user = User(public_id=name)
    user.profile = Profile(user=user, display_name=name.title())
    return user


def _sample() -> Any:
    """As who takes it over reads it."""
    meetup: Any = sample_for_leader()
    petra, paul = _person("petra"), _person("paul")
    made_at = datetime(2026, 6, 16, 16, 0, tzinfo=UTC)
    meetup.last_handed = HandOver(meetup=meetup, from_user=petra, to_user=paul, made_at=made_at)
    meetup.is_mine_now = True
    return meetup


HANDED_OVER = declare(
    Kind(
        name="meetups.handed_over",
        templates="events/notices/meetups.handed_over",
        label=_("A date you lead is handed over"),
        category=Category.DATES,
        weight=Weight.DATES,
        find=_handed_over,
        url=Meetup.get_absolute_url,
        heading=lambda meetup: meetup.title,
        sample=_sample,
        is_stale=_is_too_late,
        attachments=_entry_of_who_leads,
        is_batchable=False,
        is_duty=True,
    )
)
