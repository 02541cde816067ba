"""One leader gives a date to another on its day."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.querysets import group_scope
from events.meetups.admission import hold_people, settle_roster
from events.meetups.attendance.heirs import heirs_of, too_few_lead
from events.meetups.attendance.hours import why_not_handed_over
from events.meetups.attendance.keeping import keep
from events.meetups.attendance.models import Attendance, Doing, HandOver
from events.meetups.attendance.notices import HANDED_OVER
from events.meetups.attendance.rules import can_hand_over
from events.meetups.changing import change_leader
from events.meetups.departures import free_leaders
from events.meetups.models import Leading, Meetup
from events.meetups.refusals import refuse_too_many


@transaction.atomic
@permitted(can_hand_over)
def hand_over(meetup: Meetup, *, by: Viewer, leads_now: User, to: User) -> HandOver:
    """``to`` leads it instead of ``leads_now``; of two who say so at once, the second is told.

    Who takes over only leads, so their lane or their spotting is free for others, but at a date of six.
    """
    hold_people([by.person_pk, leads_now.pk, to.pk])
    now = _won(meetup, leads_now, to)
    if to.pk not in {heir.user.pk for heir in heirs_of(now, leads_now.pk)}:
        words = _("%(name)s cannot take it over. Choose somebody else.")
        raise Refused(words % {"name": to.get_full_name()})
    if too_few_lead(now, to.pk):
        raise Refused(
            _("It has more lanes than the others can lead. Choose somebody who does not lead it yet.")
        )
    if not now.is_peer_led:
        _only_lead(now, to, by)
    change_leader(now, leads_now.pk, to.pk)
    refuse_too_many(now)
    settle_roster(now.pk)
    done = HandOver.objects.create(meetup=now, from_user=leads_now, to_user=to, made_at=timezone.now())
    _tell(done, by)
    return done


def _won(meetup: Meetup, leads_now: User, to: User) -> Meetup:
    """The date as it is now, which ``to`` answers for, if ``leads_now`` did until this moment."""
    rows = Meetup.objects.takes_answers(meetup.pk).filter(leader_id=leads_now.pk)
    won = rows.update(leader_id=to.pk, sequence=F("sequence") + 1, changed_at=timezone.now())
    now: Meetup = Meetup.objects.with_place().select_related("leader__profile").get(pk=meetup.pk)
    if sentence := why_not_handed_over(now):
        raise Refused(sentence)
    if not won:
        words = _("Somebody handed it over a moment ago: %(name)s leads it now.")
        raise Refused(words % {"name": now.leader.get_full_name()})
    return now


def _only_lead(meetup: Meetup, person: User, by: Viewer) -> None:
    """What somebody holds as a runner or spotter is free; who is on the list already is there as leader."""
    free_leaders(meetup.pk, [person.pk])
    if entry := Attendance.objects.of_meetup(meetup.pk).for_entry().filter(user=person).first():
        keep(entry, {"doing": Doing.LEADER}, by, "")


def _tell(done: HandOver, by: Viewer) -> None:
    """Who leads it and who did; of earlier times nothing stays in a bell."""
    meetup = done.meetup
    people = {*Leading.objects.filter(meetup=meetup).people(), done.from_user_id}
    settle(HANDED_OVER, target=meetup.public_id)
    cause, scope = done.made_at.isoformat(), group_scope(meetup.group_id)
    notify(HANDED_OVER, to=sorted(people), target=meetup.public_id, by=by.pk, cause=cause, scope=scope)
