"""What happens to meetups and answers."""

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from community.groups.querysets import group_scope
from events.meetups.admission import (
    admit,
    admit_next,
    give_back,
    hold_people,
    hold_person,
    hold_zone,
    tell_leader,
    why_closed,
)
from events.meetups.leading import at_that_hour, leaders_first, why_not_led
from events.meetups.making import make_meetup
from events.meetups.models import RSVP, Leading, Meetup, MeetupState, Part, RSVPState
from events.meetups.notices import CALLED_OFF, POSTED
from events.meetups.posting import Fields, draft_of, why_not
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
    if posted := _posted_before(nonce, leaders):
        return posted
    now = _group_that_meets(group.pk)
    fields["zone"] = hold_zone(fields["zone"])
    draft = draft_of(fields, leaders=len(leaders), group=now)
    if sentence := why_not(draft) or why_not_led(now, leaders, draft, by=by):
        raise Refused(sentence)
    meetup = make_meetup(now, draft, fields, leaders=leaders, nonce=nonce)
    for user_id in leaders:
        remind_of(meetup, user_id)
    notify(POSTED, target=meetup.public_id, by=by.pk, scope=group_scope(group.pk))
    return meetup


def _posted_before(nonce: str, leaders: Sequence[int]) -> Meetup | None:
    """What the same form made when it was sent before."""
    posted = Meetup.objects.filter(nonce=nonce).first()
    if posted and posted.leader_id not in leaders:
        raise Refused(_("This form was sent from another account before. Send it once more."))
    return posted


def _group_that_meets(group_id: int) -> Group:
    """The group as it is now, held until the date is posted."""
    group = Group.objects.hold(group_id)
    if group.is_archived:
        raise Refused(_("This group rests. Revive it in its settings, then post."))
    return group


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
    answered = RSVP.objects.of_meetup(meetup.pk).live().people()
    return len({*answered, *Leading.objects.filter(meetup=meetup).people()} - {by.pk})


@transaction.atomic
@permitted(can_answer_meetup)
def answer_meetup(meetup: Meetup, *, by: Viewer, part: str) -> RSVP:
    """Say "I'll run" or "I'll spot". Twice is as good as once; saying the other changes the answer."""
    if sentence := _why_not_answer(meetup, by, part):
        raise Refused(sentence)
    hold_person(by.person_pk)
    mine, elsewhere = _answers_around(meetup, by)
    if mine and mine.is_live and mine.part == part:
        return mine
    if elsewhere:
        raise Refused(at_that_hour(elsewhere.meetup.title))
    gave_back = mine is not None and give_back(mine)
    left_spotting = gave_back and part == Part.RUNNER
    state = admit(meetup, by.person_pk, part)
    if state is None:
        raise Refused(_why_no_seat(meetup, by, part))
    _refuse_at_risk(meetup.pk)
    rsvp = _write(mine, meetup, by, part, state)
    remind_of(meetup, by.person_pk)
    if gave_back or part == Part.SPOTTER:
        admit_next(meetup.pk)
    if left_spotting:
        tell_leader(meetup)
    return rsvp


@transaction.atomic
@permitted(can_leave_meetup)
def leave_meetup(meetup: Meetup, *, by: Viewer) -> bool:
    """Give the seat back; the next in line moves up. Return False if there was none."""
    if sentence := why_closed(meetup):
        raise Refused(sentence)
    hold_person(by.person_pk)
    answers = RSVP.objects.of_meetup(meetup.pk).live().select_related("meetup")
    mine = answers.filter(user_id=by.person_pk).first()
    if mine is None or not give_back(mine):
        return False
    admit_next(meetup.pk)
    if mine.part == Part.SPOTTER:
        tell_leader(meetup)
    return True


def _refuse_at_risk(meetup_id: int) -> None:
    """Read once the meetup is held: a place that closes waits for it, or has closed before."""
    if reason := Meetup.objects.with_place().get(pk=meetup_id).at_risk:
        raise Refused(_("%(reason)s Nobody can sign up until that changes.") % {"reason": reason})


def _write(mine: RSVP | None, meetup: Meetup, by: Viewer, part: str, state: RSVPState) -> RSVP:
    """The answer itself. The queue is in the order in which the meetup's row was won."""
    now = timezone.now()
    if mine is None:
        return RSVP.objects.create(
            meetup=meetup, user_id=by.person_pk, part=part, state=state, queued_at=now, changed_at=now
        )
    mine.part, mine.state, mine.queued_at, mine.changed_at = part, state, now, now
    mine.save(update_fields=["part", "state", "queued_at", "changed_at"])
    return mine


def _answers_around(meetup: Meetup, by: Viewer) -> tuple[RSVP | None, RSVP | None]:
    """This person's answer here, and one that stands elsewhere at that hour."""
    answers = list(RSVP.objects.around(by.person_pk, meetup))
    here = next((rsvp for rsvp in answers if rsvp.meetup_id == meetup.pk), None)
    return here, next((rsvp for rsvp in answers if rsvp.meetup_id != meetup.pk), None)


def _why_not_answer(meetup: Meetup, by: Viewer, part: str) -> str:
    """What can be told before anything is locked, in the order in which a person can mend it."""
    if sentence := why_closed(meetup):
        return sentence
    if not by.is_ready:
        return _("Please read the safety text first; then you can answer.")
    if by.pk == meetup.leader_id and not meetup.is_peer_led:
        return _("You lead this meetup, and a leader neither runs nor spots.")
    if not by.is_member_of(meetup.group_id):
        return _("Join %(group)s first; then you can answer.") % {"group": meetup.group.name}
    return _why_not_spot(by) if part == Part.SPOTTER else _why_not_run(meetup, by)


def _why_not_spot(by: Viewer) -> str:
    if not by.is_adult:
        return _("Spotters are 18 or older.")
    if not by.counts_as_spotter:
        return _(
            "You are not a spotter yet. Pass the quiz in the guide, then ask an organizer of your group to"
            " declare you."
        )
    return ""


def _why_not_run(meetup: Meetup, by: Viewer) -> str:
    """Somebody under 18 has a spotter of their own; with the leader two adults are there. Our convention."""
    if by.is_adult or meetup.runners_per_spotter == 1:
        return ""
    return _("Under 18 you run with a spotter of your own, and here one spotter has several runners.")


def _why_no_seat(meetup: Meetup, by: Viewer, part: str) -> str:
    """No guard matched: find out what changed since the page was read."""
    now = Meetup.objects.select_related("group").get(pk=meetup.pk)
    led = Meetup.objects.led_by(by.person_pk).exclude(pk=now.pk).overlapping(now.starts_at, now.ends_at)
    if other := led.first():
        return at_that_hour(other.title)
    if is_leader(by, now) and not now.is_peer_led:
        return _("You lead this meetup, and a leader neither runs nor spots.")
    if sentence := _why_not_answer(now, Viewer(by.user), part):
        return sentence
    return _("Many people are answering at this moment. Please try again.")


def _refuse_what_is_over(meetup: Meetup) -> None:
    if not Meetup.objects.filter(pk=meetup.pk, state=MeetupState.CANCELLED).exists():
        raise Refused(_("This meetup is over; it cannot be called off any more."))
