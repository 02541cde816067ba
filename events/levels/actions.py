"""Declare and revoke spotter levels."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import look_again, notify, settle
from accounts.permissions import Refused, Viewer, is_older_than, permitted
from accounts.users.models import User
from community.groups.models import Membership
from community.guide.models import QuizPass
from events.levels.contracts import spotting_ended
from events.levels.models import FirstAid, Level, SpotterLevel
from events.levels.notices import DECLARED, TAKEN_BACK
from events.levels.rules import can_declare_spotter, can_name_lead, can_revoke_level
from events.places.models import Check

PROVISIONAL_LASTS = timedelta(days=183)  # half a year; our convention
LEAD_LASTS = timedelta(days=730)  # two years; our convention
CHECKS_OF_A_LEAD = 2


@transaction.atomic
@permitted(can_declare_spotter)
def declare_spotter(membership: Membership, *, by: Viewer) -> SpotterLevel:
    """Declare a member a provisional S1: 18 or older, quiz passed, "declared by …" shown beside it.

    Declaring twice is declaring once. It lapses after half a year.
    """
    person = membership.user
    if not is_older_than(settings.ADULT_AGE_YEARS, birth_year=person.profile.birth_year):
        raise Refused(_("Only adults count as spotters."))
    if not QuizPass.objects.passed_by(person.pk):
        raise Refused(
            _("%(name)s has not passed the spotter quiz yet. Ask for that first.") % {"name": person}
        )
    _retire_lapsed(person.pk)
    level, is_new = SpotterLevel.objects.get_or_create(
        user=person,
        level=Level.S1,
        revoked_at=None,
        defaults={
            "is_provisional": True,
            "declared_by_id": by.person_pk,
            "group": membership.group,
            "expires_at": timezone.now() + PROVISIONAL_LASTS,
        },
    )
    if is_new:
        look_again([person.pk])
        notify(DECLARED, to=[person.pk], target=str(level.pk), by=by.pk)
    return level


@transaction.atomic
@permitted(can_name_lead)
def name_lead(membership: Membership, *, by: Viewer, first_aid: FirstAid) -> SpotterLevel:
    """Name a spotter a lead (S2) for two years: an adult S1 who has walked two checks.

    Their first aid is never vouched for: it says who says so. Naming twice is naming once.
    """
    person = membership.user
    _refuse_who_may_not_lead(person, first_aid)
    _retire_lapsed(person.pk)
    level, is_new = SpotterLevel.objects.get_or_create(
        user=person,
        level=Level.S2,
        revoked_at=None,
        defaults={
            "first_aid": first_aid,
            "declared_by_id": by.person_pk,
            "group": membership.group,
            "expires_at": timezone.now() + LEAD_LASTS,
        },
    )
    if is_new:
        notify(DECLARED, to=[person.pk], target=str(level.pk), by=by.pk)
    return level


@transaction.atomic
@permitted(can_revoke_level)
def revoke_level(level: SpotterLevel, *, by: Viewer) -> bool:
    """Take a level back, and with it the places this person meant to spot at. False: done before."""
    standing = SpotterLevel.objects.filter(pk=level.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=timezone.now()):
        return False
    if not SpotterLevel.objects.counts_for(level.user_id):
        list(spotting_ended(level.user_id))
    settle(DECLARED, target=str(level.pk))
    notify(TAKEN_BACK, to=[level.user_id], target=str(level.pk), by=by.pk)
    return True


def _refuse_who_may_not_lead(person: User, first_aid: FirstAid) -> None:
    name = {"name": person, "checks": CHECKS_OF_A_LEAD}
    if not is_older_than(settings.ADULT_AGE_YEARS, birth_year=person.profile.birth_year):
        raise Refused(_("Only adults count as spotters."))
    if not SpotterLevel.objects.is_spotter(person.pk):
        raise Refused(_("%(name)s is no spotter now. Somebody has to declare them one first.") % name)
    if Check.objects.site_checks_of(person.pk) < CHECKS_OF_A_LEAD:
        raise Refused(
            _("%(name)s has not walked %(checks)d checks of places yet, on different days or zones.") % name
        )
    if first_aid == FirstAid.NOT_SAID:
        raise Refused(_("Say what is known of their first aid: who says so, or who has seen a certificate."))


def _retire_lapsed(user_id: int) -> None:
    """A level that ran out makes room for a new one; its row stays as history."""
    now = timezone.now()
    lapsed = SpotterLevel.objects.filter(user_id=user_id, revoked_at__isnull=True, expires_at__lte=now)
    lapsed.update(revoked_at=now)
