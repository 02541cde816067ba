"""Who leads a date: adults of the group who have read the safety text, one date at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.identifiers import SentOnce
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from community.groups.models import Group, Membership
from events.meetups.models import Meetup
from events.meetups.posting import Draft


@dataclass(frozen=True)
class Person:
    """A member of the group, as who plans a date picks them."""

    pk: int
    public_id: str
    name: str
    may_lead: bool


def people_of(group: Group) -> list[Person]:
    """The members, by name. One query."""
    members = Membership.objects.of_group(group.pk).for_list()
    people = [_person(membership.user) for membership in members]
    return sorted(people, key=lambda person: (person.name.casefold(), person.pk))


def _person(user: User) -> Person:
    viewer = Viewer(user)
    may_lead = viewer.is_adult and viewer.is_ready
    return Person(user.pk, user.public_id, user.profile.display_name, may_lead)


def why_not_led(
    group: Group, leaders: Sequence[int], draft: Draft, *, by: Viewer, besides: Meetup | None = None
) -> str:
    """Why these people cannot lead it then, or an empty text. Their rows are held."""
    people = {person.pk: person for person in people_of(group)}
    if sentence := why_unfit(people.values(), leaders):
        return sentence
    busy = Meetup.objects.busy(
        leaders, draft.starts_at, draft.ends_at, besides=besides.pk if besides else None
    )
    if by.pk in busy:
        return at_that_hour(busy[by.person_pk])
    # Where somebody is then may be known only to them.
    names = [people[pk].name for pk in leaders if pk in busy]
    words = _("%(name)s is busy at that hour. Pick somebody else to lead, or another time.")
    return words % {"name": names[0]} if names else ""


def why_unfit(people: Iterable[Person], leaders: Collection[int]) -> str:
    """Why some of these may lead no date of the group whose members are ``people``."""
    if set(leaders) <= {person.pk for person in people if person.may_lead}:
        return ""
    return _("Who leads is 18 or older, belongs to the group and has read the safety text.")


def at_that_hour(title: str) -> str:
    words = _("You are at “%(title)s” at that hour. Leave that first, or stay with it.")
    return words % {"title": title}


def leaders_first(leaders: Collection[int] | None, by: Viewer) -> list[int]:
    """Each once; who posts it answers for it if they lead, and leads if nobody is named."""
    named = list(dict.fromkeys(leaders or [by.person_pk]))
    return sorted(named, key=lambda pk: pk != by.pk)


def posted_before[Posted: SentOnce](
    rows: QuerySet[Posted], nonce: str, leaders: Collection[int]
) -> Posted | None:
    """The date, or the series, that the same form made when it was sent before."""
    posted = rows.filter(nonce=nonce).first()
    if posted and not rows.filter(pk=posted.pk, leader_id__in=leaders).exists():
        raise Refused(_("This form was sent from another account before. Send it once more."))
    return posted


def group_that_meets(group_id: int) -> Group:
    """The group as it is now, held until its date is posted or changed: nobody closes or archives it then.

    Rows are held in one order: people, the group, its series, the place, dates. So nobody waits in a circle.
    """
    group = Group.objects.hold(group_id)
    if group.is_archived:
        raise Refused(_("This group rests. Revive it in its settings first."))
    return group
