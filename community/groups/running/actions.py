"""What organizers do with a group as a whole."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editions import public_words_change
from accounts.geography import City
from accounts.identifiers import new_public_id
from accounts.images import Renditions, delete_renditions, store
from accounts.notifications.actions import look_again, notify, settle
from accounts.notifications.models import Notification
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.contracts import group_closed, next_meetups_of
from community.groups.findable import words_of_group
from community.groups.models import Group, JoinPolicy, Membership, Visibility
from community.groups.querysets import group_scope
from community.groups.rules import can_edit_group
from community.groups.running.marks import COVER, POLICY, WORDS, take
from community.groups.running.notices import OPENING

ANNOUNCED_FOR = timedelta(days=7)
FOLDER = "groups"


@transaction.atomic
@permitted(can_edit_group)
def edit_group(
    group: Group, *, by: Viewer, base: str, name: str, description: str, rules: str, language: str
) -> None:
    """Change the words at once; the address stays. ``base`` is the mark of what was there before."""
    take(group, WORDS, base)
    city = City.objects.nearest_to(group.latitude, group.longitude)  # a group lies where its city does
    Group.objects.filter(pk=group.pk).update(
        name=name,
        description=description,
        rules=rules,
        language=language,
        search_words=words_of_group(name, description, city=city, city_label=group.city_label),
    )
    public_words_change()


@transaction.atomic
@permitted(can_edit_group)
def set_policy(
    group: Group,
    *,
    by: Viewer,
    base: str,
    join_policy: JoinPolicy,
    questions: Sequence[str],
    runners_per_spotter: int | None,
    always_reviews: bool,
) -> None:
    """Say who comes in and what holds for dates and stories. Dates that are posted keep their limit."""
    take(group, POLICY, base)
    Group.objects.filter(pk=group.pk).update(
        join_policy=join_policy,
        questions=list(questions),
        runners_per_spotter=runners_per_spotter,
        always_reviews=always_reviews,
    )
    public_words_change()


@transaction.atomic
@permitted(can_edit_group)
def set_cover(group: Group, *, by: Viewer, base: str, photo: Renditions | None, description: str) -> None:
    """Show this photo instead of the drawing, or describe the one that is there in other words."""
    now = take(group, COVER, base)
    if photo is None and not now.cover_id:
        raise Refused(_("Pick a photo first."))
    if photo is None:
        Group.objects.filter(pk=group.pk).update(cover_description=description)
    else:
        key = store(photo, under=FOLDER)
        _forget_photo(now)
        Group.objects.filter(pk=group.pk).update(
            cover_id=new_public_id(), cover_key=key, cover_description=description
        )
    public_words_change()


@transaction.atomic
@permitted(can_edit_group)
def remove_cover(group: Group, *, by: Viewer) -> bool:
    """The drawing stands there again. False if there was no photo."""
    now = Group.objects.hold(group.pk)
    if not now.cover_id:
        return False
    _forget_photo(now)
    Group.objects.filter(pk=group.pk).update(cover_id="", cover_key="", cover_description="")
    public_words_change()
    return True


def _forget_photo(group: Group) -> None:
    """Every copy goes once nobody can be shown it any more."""
    if group.cover_key:
        transaction.on_commit(partial(delete_renditions, group.cover_key), robust=True)


@transaction.atomic
@permitted(can_edit_group)
def close_group(group: Group, *, by: Viewer) -> bool:
    """From now on the group exists for its members only, and all that hangs on it too. False if it was so."""
    members = Membership.objects.of_group(group.pk).values("user_id")
    lines = Notification.objects.filter(scope=group_scope(group.pk), is_hidden=False)
    people = list(lines.exclude(recipient__in=members).values_list("recipient_id", flat=True).distinct())
    User.objects.hold(people)  # people before groups, as everywhere
    public = Group.objects.filter(pk=group.pk, visibility=Visibility.PUBLIC)
    if not public.update(visibility=Visibility.PRIVATE, opens_at=None):
        return False
    list(group_closed(group.pk))
    look_again(people)
    public_words_change()
    return True


@transaction.atomic
@permitted(can_edit_group)
def announce_opening(group: Group, *, by: Viewer) -> bool:
    """Tell the members that the group is public in seven days. What they wrote stays among them."""
    opens_at = timezone.now() + ANNOUNCED_FOR
    closed = Group.objects.filter(pk=group.pk, visibility=Visibility.PRIVATE, opens_at__isnull=True)
    if not closed.update(opens_at=opens_at):
        return False
    scope = group_scope(group.pk)
    notify(OPENING, target=group.public_id, by=by.pk, cause=opens_at.isoformat(), scope=scope)
    return True


@transaction.atomic
@permitted(can_edit_group)
def take_back_opening(group: Group, *, by: Viewer) -> bool:
    """The group stays private, and nobody is told any more that it will not."""
    if not Group.objects.filter(pk=group.pk, opens_at__isnull=False).update(opens_at=None):
        return False
    settle(OPENING, target=group.public_id)
    return True


@transaction.atomic
@permitted(can_edit_group)
def archive_group(group: Group, *, by: Viewer) -> bool:
    """The group rests: it can be read, and nobody joins, meets or tells. False if it rested already."""
    now = Group.objects.hold(group.pk)
    if now.archived_at:
        return False
    if any(dates for dates in next_meetups_of(group.pk, by)):
        raise Refused(_("There are dates ahead. Call them off first, so that everybody is told."))
    Group.objects.filter(pk=group.pk).update(archived_at=timezone.now())
    public_words_change()
    return True


@transaction.atomic
@permitted(can_edit_group)
def revive_group(group: Group, *, by: Viewer) -> bool:
    """The group goes on as before. False if it did not rest."""
    if not Group.objects.filter(pk=group.pk, archived_at__isnull=False).update(archived_at=None):
        return False
    public_words_change()
    return True
