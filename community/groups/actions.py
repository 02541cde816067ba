"""What happens to groups."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.geography import City
from accounts.identifiers import new_public_id
from accounts.permissions import Refused, Viewer, permitted
from community.groups.contracts import membership_ended
from community.groups.models import Group, Membership, Role
from community.groups.rules import (
    can_change_role,
    can_edit_group,
    can_found_group,
    can_join_group,
    can_leave_group,
)

RESERVED_SLUGS = frozenset({"new"})


@transaction.atomic
@permitted(can_found_group)
def found_group(*, by: Viewer, nonce: str, name: str, description: str, city: City) -> Group:
    """Make a group with its founder as organizer. The same form sent twice makes one."""
    group, is_new = Group.objects.get_or_create(
        nonce=nonce,
        founder=by.user,
        defaults={
            "slug": _free_slug(name),
            "name": name,
            "description": description,
            "city_label": city.label(),
            "time_zone": city.time_zone,
            "latitude": city.latitude,
            "longitude": city.longitude,
            "member_count": 1,
        },
    )
    if is_new:
        Membership.objects.create(group=group, user=by.user, role=Role.ORGANIZER)
    return group


@transaction.atomic
@permitted(can_edit_group)
def edit_group(group: Group, *, by: Viewer, name: str, description: str) -> None:
    """Change the words at once; the address stays."""
    Group.objects.filter(pk=group.pk).update(name=name, description=description)


@transaction.atomic
@permitted(can_join_group)
def join_group(group: Group, *, by: Viewer) -> bool:
    """Join an open group. Return False if already a member."""
    try:
        with transaction.atomic():
            Membership.objects.create(group=group, user_id=by.person_pk)
    except IntegrityError:
        return False
    Group.objects.count_one_more(group.pk)
    return True


@transaction.atomic
@permitted(can_leave_group)
def leave_group(group: Group, *, by: Viewer) -> None:
    """Leave; higher concepts free what the membership held. The founder stays: a group needs an organizer."""
    if group.founder_id == by.pk:
        raise Refused(_("A group needs an organizer, so its founder stays. Write to us to hand it over."))
    gone, _rows = Membership.objects.filter(group=group, user_id=by.pk).delete()
    if gone:
        Group.objects.count_one_less(group.pk)
        list(membership_ended(group.pk, by.person_pk))


@transaction.atomic
@permitted(can_change_role)
def change_role(membership: Membership, *, by: Viewer, role: Role) -> None:
    """Make a member a moderator, or a moderator a member again."""
    Membership.objects.filter(pk=membership.pk).update(role=role)


def _free_slug(name: str) -> str:
    """A readable address; with a random tail if the plain one is taken or means something else."""
    plain = slugify(name)[:48]
    if plain and plain not in RESERVED_SLUGS and not Group.objects.filter(slug=plain).exists():
        return plain
    return f"{plain or 'group'}-{new_public_id()[:6].lower().replace('_', 'x').replace('-', 'x')}"
