"""Why somebody cannot answer so, in sentences that say what to do."""

from collections.abc import Collection

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Refused, Viewer
from events.meetups.admission import people_in_all, why_closed
from events.meetups.leading import at_that_hour
from events.meetups.models import Meetup, Part
from events.meetups.posting import Draft
from events.meetups.ratio import MOST_PEERS
from events.meetups.rules import is_leader
from events.meetups.walltime import wall


def why_not_answer(meetup: Meetup, by: Viewer, part: str) -> str:
    """What can be told before anything is locked, in the order in which a person can mend it."""
    if sentence := why_closed(meetup):
        return sentence
    if not by.is_ready:
        return _("Please read the safety text first; then you can answer.")
    # The others who lead: by the statement.
    if by.pk == meetup.leader_id and not meetup.is_peer_led and is_leader(by, meetup):
        return _("You lead this meetup, and a leader neither runs nor spots.")
    if not by.is_member_of(meetup.group_id):
        return _("Join %(group)s first; then you can answer.") % {"group": meetup.group.name}
    if part == Part.RUNNER:
        return _why_not_run(meetup, by)
    if meetup.runners_per_spotter is None:
        return _("Nobody runs backwards here, so no spotter is needed. Say that you come.")
    return _why_not_spot(by) or ("" if part == Part.SPOTTER else _why_not_run(meetup, by))


def why_no_seat(meetup: Meetup, by: Viewer, part: str, *, is_new: bool) -> str:
    """No guard matched: find out what changed since the page was read."""
    now = Meetup.objects.select_related("group").get(pk=meetup.pk)
    if is_new and (sentence := _why_too_late(now)):
        return sentence
    led = Meetup.objects.led_by(by.person_pk).exclude(pk=now.pk).overlapping(now.starts_at, now.ends_at)
    if other := led.first():
        return at_that_hour(other.title)
    if is_leader(by, now) and not now.is_peer_led:
        return _("You lead this meetup, and a leader neither runs nor spots.")
    if sentence := why_not_answer(now, Viewer(by.user), part):
        return sentence
    if not Meetup.objects.visible_to(Viewer(by.user)).filter(pk=now.pk).exists():
        return _("It is for invited people only by now, and you are not among them. Ask an organizer.")
    return _("Many people are answering at this moment. Please try again.")


def refuse_at_risk(meetup_id: int) -> None:
    """Read once the meetup is held: a place that closes waits for it, or has closed before."""
    refuse_what_is(Meetup.objects.with_place().get(pk=meetup_id).at_risk)


def refuse_what_is(reason: str) -> None:
    """What puts the date at risk, if anything does."""
    if reason:
        raise Refused(_("%(reason)s Nobody can sign up until that changes.") % {"reason": reason})


def refuse_too_many(meetup: Meetup) -> None:
    """A date that nobody only leads is for six; asked while it is held."""
    if meetup.is_peer_led and people_in_all(meetup.pk) > MOST_PEERS:
        words = ngettext(
            "Without a leader who only leads it is for %(count)d person, and all are there.",
            "Without a leader who only leads it is for %(count)d people, and all are there.",
            MOST_PEERS,
        )
        raise Refused(words % {"count": MOST_PEERS})


def why_too_many_peers(meetup: Meetup, leaders: Collection[int], draft: Draft) -> str:
    """Why its leader cannot run along from now on, or these cannot too; asked while it is held.

    Who was let in stays: of a date that has too many as it is, the rest still changes.
    """
    is_as_before = meetup.is_peer_led and set(leaders) <= set(meetup.leader_ids)
    if is_as_before or not draft.is_peer_led:
        return ""
    count = people_in_all(meetup.pk, leaders)
    if count <= MOST_PEERS:
        return ""
    words = _(
        "The leader runs along only where you are at most %(most)d: our convention. With who leads it you are"
        " %(count)d already."
    )
    return words % {"most": MOST_PEERS, "count": count}


def _why_too_late(meetup: Meetup) -> str:
    if Meetup.objects.filter(pk=meetup.pk).still_open().exists() or meetup.signup_until is None:
        return ""
    until = wall(meetup.signup_until, meetup.time_zone)
    return _("Signing up ended on %(day)s at %(hour)s. Look for the group's next date.") % {
        "day": date_format(until, "WEEKDAY_FORMAT"),
        "hour": f"{until:%H:%M}",
    }


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
    stage = getattr(getattr(by.user, "profile", None), "stage", None)
    if stage is not None and stage < meetup.lowest_stage:
        words = _(
            "This meetup is for stage %(lowest)d and up, and your profile says %(stage)d. Come to one for"
            " your stage, or change your profile if you have moved on since."
        )
        return words % {"lowest": meetup.lowest_stage, "stage": stage}
    if by.is_adult or meetup.runners_per_spotter in (1, None):
        return ""
    return _("Under 18 you run with a spotter of your own, and here one spotter has several runners.")
