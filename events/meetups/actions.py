"""What happens to meetups and answers."""

from typing import Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from community.groups.querysets import group_scope
from events.meetups.admission import (
    admit,
    counts_as_spotting,
    give_back,
    hold_people,
    hold_person,
    hold_zone,
    settle_roster,
    take_lane,
    tell_leader,
    tell_of_leaving,
    why_closed,
)
from events.meetups.first_answer import CAN_TAKE_FIRST, hold_both, take_first
from events.meetups.leading import at_that_hour, group_that_meets, leaders_first, posted_before, why_not_led
from events.meetups.making import make_meetup
from events.meetups.models import RSVP, Leading, Meetup, MeetupState, Part, RSVPState
from events.meetups.notices import (
    CALLED_OFF,
    LEVEL_ENDED,
    NAMED_LEADER,
    PASSED,
    POSTED,
    RECONFIRM,
)
from events.meetups.posting import Fields, draft_of, why_not
from events.meetups.refusals import (
    refuse_at_risk,
    refuse_too_many,
    refuse_what_is,
    why_no_seat,
    why_not_answer,
)
from events.meetups.reminders import remind_of
from events.meetups.rules import (
    can_answer_meetup,
    can_call_off_meetup,
    can_leave_meetup,
    can_post_meetup,
    is_leader,
)


@transaction.atomic
@permitted(can_post_meetup)
def post_meetup(group: Group, *, by: Viewer, nonce: str, **fields: Unpack[Fields]) -> Meetup:
    """Announce a date; who posts it leads, if nobody else is named. The same form sent twice makes one."""
    leaders = leaders_first(fields.get("leaders"), by)
    hold_people([by.person_pk, *leaders])
    if posted := posted_before(Meetup.objects.all(), nonce, leaders):
        return posted
    now = group_that_meets(group.pk)
    fields["zone"] = hold_zone(fields["zone"])
    draft = draft_of(fields, leaders=len(leaders), group=now)
    if sentence := why_not(draft) or why_not_led(now, leaders, draft, by=by):
        raise Refused(sentence)
    meetup = make_meetup(now, draft, fields, leaders=leaders, nonce=nonce)
    for user_id in leaders:
        remind_of(meetup, user_id)
    notify(NAMED_LEADER, to=set(leaders) - {by.pk}, target=meetup.public_id, by=by.pk)
    notify(POSTED, target=meetup.public_id, by=by.pk, scope=group_scope(group.pk))
    return meetup


@transaction.atomic
@permitted(can_call_off_meetup)
def call_off_meetup(meetup: Meetup, *, by: Viewer, reason: str) -> int:
    """Call it off and tell everybody who meant to come. Return how many; 0 if it was called off before."""
    now = timezone.now()
    rows = Meetup.objects.takes_answers(meetup.pk)
    done = rows.update(
        state=MeetupState.CANCELLED,
        cancelled_because=reason,
        cancelled_at=now,
        sequence=F("sequence") + 1,
        changed_at=now,
    )
    if not done:
        _refuse_what_is_over(meetup)
        return 0
    scope = group_scope(meetup.group_id)
    notify(CALLED_OFF, target=meetup.public_id, by=by.pk, cause=now.isoformat(), scope=scope)
    come = RSVP.objects.of_meetup(meetup.pk).live().values_list("user_id", flat=True)
    lead = Leading.objects.filter(meetup=meetup).values_list("user_id", flat=True)
    return len({*come.order_by().union(lead.order_by())} - {by.pk})


@transaction.atomic
@permitted(can_answer_meetup)
def answer_meetup(meetup: Meetup, *, by: Viewer, part: str) -> RSVP:
    """Say "I'll run", "I'll spot" or either; so a seat on offer is taken, too.

    Twice is as good as once; saying another changes the answer. Who still holds a lane keeps it.
    """
    if sentence := why_not_answer(meetup, by, part):
        raise Refused(sentence)
    return _first_answer(meetup, by, part) or _answer_with_care(meetup, by, part)


@transaction.atomic
@permitted(can_leave_meetup)
def leave_meetup(meetup: Meetup, *, by: Viewer) -> bool:
    """Say "not going", and give back what one holds. Return False if there was nothing to give back."""
    if sentence := why_closed(meetup):
        raise Refused(sentence)
    hold_person(by.person_pk)
    mine = RSVP.objects.of_meetup(meetup.pk).select_related("meetup").filter(user_id=by.person_pk).first()
    if mine is None:
        _say_no(meetup, by)
        return False
    if not mine.is_live or not give_back(mine):
        return False
    tell_of_leaving(mine)
    settle_roster(meetup.pk)
    return True


@transaction.atomic
@permitted(can_answer_meetup)
def confirm_answer(meetup: Meetup, *, by: Viewer) -> bool:
    """ "Yes, still coming", after time or place changed. Return False if nobody asked."""
    if sentence := why_closed(meetup):
        raise Refused(sentence)
    hold_person(by.person_pk)
    busy = Meetup.objects.busy([by.person_pk], meetup.starts_at, meetup.ends_at, besides=meetup.pk)
    if busy:
        raise Refused(at_that_hour(busy[by.person_pk]))
    return _still_comes(meetup, by)


def _first_answer(meetup: Meetup, by: Viewer, part: str) -> RSVP | None:
    """What most people say, in as few statements as it takes. None if it is no plain matter."""
    if not CAN_TAKE_FIRST:
        return None
    hold_both(by.person_pk, meetup.pk)
    rsvp = take_first(meetup, by.person_pk, part)
    if rsvp is None:
        return None
    refuse_what_is(meetup.at_risk)
    remind_of(meetup, by.person_pk)
    if part != Part.RUNNER and meetup.runners_waiting:
        settle_roster(meetup.pk)
        rsvp.refresh_from_db()
    return rsvp


def _answer_with_care(meetup: Meetup, by: Viewer, part: str) -> RSVP:
    """Whatever else may be: an answer that stood, an offer, an hour at which somebody is elsewhere."""
    hold_person(by.person_pk)
    mine, elsewhere = _answers_around(meetup, by)
    is_live = mine is not None and mine.is_live
    comes = is_live and not (mine and mine.reconfirm_asked_at)
    if elsewhere and not comes:
        raise Refused(at_that_hour(elsewhere.meetup.title))
    if mine and is_live:
        return _answer_again(mine, meetup, by, part)
    if meetup.runners_offered and Meetup.objects.takes_answers(meetup.pk).hold():
        settle_roster(meetup.pk)  # an offer may be over
    return _answer_anew(mine, meetup, by, part)


def _answer_again(mine: RSVP, meetup: Meetup, by: Viewer, part: str) -> RSVP:
    """An answer stands: hold the meetup, and read what it is by now."""
    if not Meetup.objects.open_to(meetup.pk, by.person_pk).hold():
        raise Refused(why_no_seat(meetup, by, part, is_new=False))
    settle_roster(meetup.pk)  # an offer may be over
    mine.refresh_from_db()
    _still_comes(meetup, by)
    if mine.part == part and mine.is_live and mine.state != RSVPState.OFFERED:
        return mine
    if not mine.is_live or Part.SPOTTER in (mine.part, part):
        return _answer_anew(mine, meetup, by, part)
    refuse_at_risk(meetup.pk)
    spotted = mine.part == Part.EITHER and mine.state == RSVPState.GOING
    take_lane(mine, part)
    settle_roster(meetup.pk)
    if spotted:
        tell_leader(meetup)
    mine.refresh_from_db()
    return mine


def _still_comes(meetup: Meetup, by: Viewer) -> bool:
    """Whoever answers says with it that they come, after whatever has changed."""
    settle(RECONFIRM, target=meetup.public_id, to=[by.person_pk])
    return RSVP.objects.of_meetup(meetup.pk).confirm(by.person_pk)


def _answer_anew(mine: RSVP | None, meetup: Meetup, by: Viewer, part: str) -> RSVP:
    """Free what is held, take a seat or queue for one, and let others move up."""
    gave_back = mine is not None and mine.is_live and give_back(mine)
    spotted = gave_back and mine is not None and counts_as_spotting(mine)
    state = admit(meetup, by.person_pk, part, is_new=not gave_back)
    if state is None:
        raise Refused(why_no_seat(meetup, by, part, is_new=not gave_back))
    if spotted and part == Part.EITHER and state == RSVPState.WAITLISTED:
        raise Refused(_("All lanes are taken, so you cannot run too. You go on spotting."))
    refuse_at_risk(meetup.pk)
    rsvp = _write(mine, meetup, by, part, state)
    if mine:
        settle(LEVEL_ENDED, PASSED, target=meetup.public_id, to=[by.person_pk])
    refuse_too_many(meetup)
    remind_of(meetup, by.person_pk)
    if gave_back or part != Part.RUNNER:
        settle_roster(meetup.pk)
        rsvp.refresh_from_db()
    if spotted and not counts_as_spotting(rsvp):
        tell_leader(meetup)
    return rsvp


def _say_no(meetup: Meetup, by: Viewer) -> None:
    """ "Not going" also from nothing, also where all is full; who belongs to the group is no stranger."""
    if by.is_member_of(meetup.group_id) and not is_leader(by, meetup):
        _write(None, meetup, by, Part.RUNNER, RSVPState.DECLINED)


def _write(mine: RSVP | None, meetup: Meetup, by: Viewer, part: str, state: RSVPState) -> RSVP:
    """The answer itself. The queue is in the order in which the meetup's row was won."""
    now = timezone.now()
    fresh = {"part": part, "state": state, "queued_at": now, "changed_at": now}
    if mine is None:
        return RSVP.objects.create(meetup=meetup, user_id=by.person_pk, **fresh)
    fresh |= {"offered_until": None, "reconfirm_asked_at": None, "left_late": False}
    for name, value in fresh.items():
        setattr(mine, name, value)
    mine.save(update_fields=list(fresh))
    return mine


def _answers_around(meetup: Meetup, by: Viewer) -> tuple[RSVP | None, RSVP | None]:
    """This person's answer here, and one that stands elsewhere at that hour."""
    answers = list(RSVP.objects.around(by.person_pk, meetup))
    here = next((rsvp for rsvp in answers if rsvp.meetup_id == meetup.pk), None)
    return here, next((rsvp for rsvp in answers if rsvp.meetup_id != meetup.pk), None)


def _refuse_what_is_over(meetup: Meetup) -> None:
    if not Meetup.objects.filter(pk=meetup.pk, state=MeetupState.CANCELLED).exists():
        raise Refused(_("This meetup is over; it cannot be called off any more."))
