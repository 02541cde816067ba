"""What happens to groups."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.geography import City
from accounts.identifiers import new_nonce
from accounts.notifications.actions import look_again, notify, settle
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.belonging import drop_request, end_membership, hold_person, let_in, refuse_the_banned
from community.groups.findable import words_of_group
from community.groups.models import Group, Membership, Role
from community.groups.organizers import keep_an_organizer, organizers_are_gone
from community.groups.policy import why_not_at_once
from community.groups.querysets import group_scope
from community.groups.role_notices import GIVEN, TAKEN_OVER
from community.groups.rules import (
    can_appoint_organizer,
    can_change_role,
    can_found_group,
    can_join_group,
    can_leave_group,
    can_step_down,
    can_take_over_group,
)

logger = logging.getLogger(__name__)

RANKS = (Role.MEMBER, Role.MODERATOR, Role.ORGANIZER)

LONGEST_SLUG = 48
TAIL = 6
TRIES = 3
LONGEST_CITY_LABEL = 120


@transaction.atomic
@permitted(can_found_group)
def found_group(
    *, by: Viewer, nonce: str, name: str, description: str, city: City, language: str = settings.LANGUAGE_CODE
) -> Group:
    """Make a group with its founder as organizer. The same form sent twice makes one."""
    fields = {
        "language": language,
        "name": name,
        "description": description,
        "search_words": words_of_group(name, description, city=city, city_label=city.label()),
        "city_label": city.label()[:LONGEST_CITY_LABEL],
        "time_zone": city.time_zone,
        "latitude": city.latitude,
        "longitude": city.longitude,
        "member_count": 1,
    }
    group, is_new = _found_once(by, nonce, fields)
    if is_new:
        Membership.objects.create(group=group, user_id=by.person_pk, role=Role.ORGANIZER)
    return group


@transaction.atomic
@permitted(can_join_group)
def join_group(group: Group, *, by: Viewer) -> bool:
    """Join an open group at once. Return False if already a member; what another group asks for is said."""
    hold_person(by.person_pk)
    if Membership.objects.filter(group=group, user_id=by.person_pk).exists():
        return False
    refuse_the_banned(group.pk, by.person_pk)
    if sentence := why_not_at_once(Group.objects.get(pk=group.pk), by.person_pk):
        raise Refused(sentence)
    return let_in(group.pk, by.person_pk, by=by.pk)


@transaction.atomic
@permitted(can_leave_group)
def leave_group(group: Group, *, by: Viewer) -> bool:
    """Leave; higher concepts free what the membership held. Return False if the person had left before.

    Who alone runs it stays until somebody else does: a group needs an organizer.
    """
    hold_person(by.person_pk)
    keep_an_organizer(group.pk, without=by.person_pk)
    return end_membership(group.pk, by.person_pk)


@transaction.atomic
@permitted(can_change_role)
def change_role(membership: Membership, *, by: Viewer, role: Role) -> bool:
    """Make somebody a member, a moderator or an organizer, and tell them. False if they are it already."""
    User.objects.hold([membership.user_id])
    _refuse_who_is_too_young(membership, role)
    return _give_role(membership, role, by=by)


@transaction.atomic
@permitted(can_step_down)
def step_down(group: Group, *, by: Viewer, role: Role) -> bool:
    """Take a smaller role oneself. False if there is nothing to give up."""
    User.objects.hold([by.person_pk])
    membership = Membership.objects.of_group(group.pk).filter(user_id=by.person_pk).first()
    if membership is None or RANKS.index(role) >= RANKS.index(membership.role):
        return False
    keep_an_organizer(group.pk, without=by.person_pk)
    return _give_role(membership, role, by=by)


@transaction.atomic
@permitted(can_change_role)
def hand_over_group(membership: Membership, *, by: Viewer) -> None:
    """Make somebody organizer and go on as a member oneself, in one step."""
    User.objects.hold([membership.user_id, by.person_pk])
    _refuse_who_is_too_young(membership, Role.ORGANIZER)
    Group.objects.hold(membership.group_id)
    _give_role(membership, Role.ORGANIZER, by=by)
    keep_an_organizer(membership.group_id, without=by.person_pk)
    own = Membership.objects.of_group(membership.group_id).get(user_id=by.person_pk)
    _give_role(own, Role.MEMBER, by=by)


@transaction.atomic
@permitted(can_take_over_group)
def take_over_group(group: Group, *, by: Viewer) -> bool:
    """A moderator runs the group from now on, as no organizer has signed in for 60 days; they are told."""
    User.objects.hold([by.person_pk])
    Group.objects.hold(group.pk)
    if not organizers_are_gone(group.pk):
        raise Refused(_("An organizer was here within the last 60 days. Write to them."))
    absent = list(Membership.objects.organizers_of(group.pk).values_list("user_id", flat=True))
    own = Membership.objects.of_group(group.pk).get(user_id=by.person_pk)
    if not _give_role(own, Role.ORGANIZER, by=by):
        return False
    notify(TAKEN_OVER, to=absent, target=str(own.pk), by=by.pk, scope=group_scope(group.pk))
    logger.warning("group %s was taken over by membership %s", group.public_id, own.pk)
    return True


@transaction.atomic
@permitted(can_appoint_organizer)
def appoint_organizer(group: Group, *, by: Viewer, user: User) -> bool:
    """Where nobody is left who could, the operator names an organizer, who joins if need be."""
    hold_person(user.pk)
    refuse_the_banned(group.pk, user.pk)
    Group.objects.hold(group.pk)
    own, joins = Membership.objects.get_or_create(group=group, user=user)
    _refuse_who_is_too_young(own, Role.ORGANIZER)
    if joins:
        Group.objects.count_one_more(group.pk)
        drop_request(group.pk, user.pk)
    return _give_role(own, Role.ORGANIZER, by=by)


def _give_role(membership: Membership, role: Role, *, by: Viewer) -> bool:
    """Whoever was asked first wins: only the role that was seen is replaced."""
    _refuse_more_for_who_leaves(membership, role)
    rows = Membership.objects.filter(pk=membership.pk, role=membership.role)
    if membership.role == role or not rows.update(role=role, role_since=timezone.now()):
        return False
    membership.role = role
    settle(GIVEN, TAKEN_OVER, target=str(membership.pk))
    if role != Role.MEMBER:
        cause, scope = timezone.now().isoformat(), group_scope(membership.group_id)
        notify(GIVEN, to=[membership.user_id], target=str(membership.pk), by=by.pk, cause=cause, scope=scope)
    look_again([membership.user_id])
    return True


def _refuse_more_for_who_leaves(membership: Membership, role: Role) -> None:
    is_more = RANKS.index(role) > RANKS.index(Role(membership.role))
    if is_more and not User.objects.there().filter(pk=membership.user_id).exists():
        raise Refused(_("This person is about to leave Backstride. Name somebody else."))


def _refuse_who_is_too_young(membership: Membership, role: Role) -> None:
    if role == Role.ORGANIZER and not can_found_group(Viewer(membership.user), None):
        raise Refused(
            _("Organizers are 18 or older and have read the safety text. Name somebody else for now.")
        )


def _found_once(by: Viewer, nonce: str, fields: dict[str, Any]) -> tuple[Group, bool]:
    """Insert the group under an address of its own."""
    for slug in _slugs(fields["name"]):
        with suppress(IntegrityError):
            return Group.objects.get_or_create(
                nonce=nonce, founder_id=by.person_pk, defaults=fields | {"slug": slug}
            )
    raise Refused(_("This form was sent from another account before. Send it once more."))


def _slugs(name: str) -> Iterator[str]:
    """Readable, with a random tail each: from none of them can be learned which names are in use."""
    plain = slugify(name)[:LONGEST_SLUG].strip("-") or "group"
    for _try in range(TRIES):
        tail = "".join(filter(str.isalnum, new_nonce().lower()))[:TAIL]
        yield f"{plain}-{tail}"
