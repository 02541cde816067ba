"""A group is never without somebody who runs it.

Whoever calls this holds the person's row, and this holds the group's: of two organizers who go at the same
moment, the second is asked about what the first left behind.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused
from community.groups.models import Group, Membership

GONE_AFTER = timedelta(days=60)


def keep_an_organizer(group_id: int, *, without: int) -> None:
    """Refuse, in words that say what to do, if nobody would run the group without this person."""
    group = Group.objects.hold(group_id)
    if not Membership.objects.last_organizer(without).filter(group_id=group_id).exists():
        return
    if group.archived_at or Membership.objects.of_group(group_id).there().exclude(user_id=without).exists():
        raise Refused(
            _("You are the only organizer. On the page of members, make somebody else organizer first.")
        )
    raise Refused(_("Nobody else is in this group. Archive it in its settings first; then you can leave it."))


def organizers_are_gone(group_id: int) -> bool:
    """No organizer has signed in for 60 days, and none is signed in still."""
    lately = timezone.now() - GONE_AFTER
    organizers = Membership.objects.organizers_of(group_id).there()
    return not organizers.signed_in_since(lately).exists()
