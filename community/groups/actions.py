"""What happens to groups."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.editions import public_words_change
from accounts.geography import City
from accounts.identifiers import new_public_id
from accounts.notifications.actions import look_again, notify, settle
from accounts.permissions import Refused, Viewer, permitted
from community.groups.contracts import membership_ended
from community.groups.models import Group, Membership, Role
from community.groups.notices import JOINED
from community.groups.querysets import group_scope
from community.groups.rules import (
    can_change_role,
    can_edit_group,
    can_found_group,
    can_join_group,
    can_leave_group,
)

RESERVED_SLUGS = frozenset({"new"})
LONGEST_SLUG = 48
LONGEST_CITY_LABEL = 120


@transaction.atomic
@permitted(can_found_group)
def found_group(*, by: Viewer, nonce: str, name: str, description: str, city: City) -> Group:
    """Make a group with its founder as organizer. The same form sent twice makes one."""
    fields = {
        "name": name,
        "description": description,
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
@permitted(can_edit_group)
def edit_group(group: Group, *, by: Viewer, name: str, description: str) -> None:
    """Change the words at once; the address stays."""
    Group.objects.filter(pk=group.pk).update(name=name, description=description)
    public_words_change()


@transaction.atomic
@permitted(can_join_group)
def join_group(group: Group, *, by: Viewer) -> bool:
    """Join an open group. Return False if already a member."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(group=group, user_id=by.person_pk)
    except IntegrityError:
        return False
    Group.objects.count_one_more(group.pk)
    notify(JOINED, target=str(membership.pk), by=by.pk, scope=group_scope(group.pk))
    return True


@transaction.atomic
@permitted(can_leave_group)
def leave_group(group: Group, *, by: Viewer) -> bool:
    """Leave; higher concepts free what the membership held. Return False if the person had left before.

    The founder stays: a group needs an organizer.
    """
    if group.founder_id == by.pk:
        raise Refused(_("A group needs an organizer, so its founder stays. Write to us to hand it over."))
    membership = Membership.objects.filter(group=group, user_id=by.person_pk).first()
    if membership is None or not Membership.objects.filter(pk=membership.pk).delete()[0]:
        return False
    Group.objects.count_one_less(group.pk)
    settle(JOINED, target=str(membership.pk))
    list(membership_ended(group.pk, by.person_pk))
    look_again([by.person_pk])
    return True


@transaction.atomic
@permitted(can_change_role)
def change_role(membership: Membership, *, by: Viewer, role: Role) -> None:
    """Make a member a moderator, or a moderator a member again."""
    Membership.objects.filter(pk=membership.pk).update(role=role)
    look_again([membership.user_id])


def _found_once(by: Viewer, nonce: str, fields: dict[str, Any]) -> tuple[Group, bool]:
    """Insert the group, under its plain address or, if another has that, under one with a random tail."""
    for slug in _slugs(fields["name"]):
        with suppress(IntegrityError):
            return Group.objects.get_or_create(
                nonce=nonce, founder_id=by.person_pk, defaults=fields | {"slug": slug}
            )
    raise Refused(_("This form was sent from another account before. Send it once more."))


def _slugs(name: str) -> Iterator[str]:
    plain = slugify(name)[:LONGEST_SLUG].strip("-")
    if plain and plain not in RESERVED_SLUGS:
        yield plain
    tail = "".join(filter(str.isalnum, new_public_id().lower()))[:6]
    yield f"{plain or 'group'}-{tail}"
