"""What somebody saw when they began to change a part of a group's settings, as a mark for their form."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Refused
from community.groups.models import Group

WORDS = ("name", "description", "rules", "language")
POLICY = ("join_policy", "questions", "runners_per_spotter", "always_reviews")
COVER = ("cover_id", "cover_description")


def values_of(group: Group, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(group, name) for name in fields}


def mark_of(group: Group, fields: tuple[str, ...]) -> str:
    """The same for the same values, another one as soon as one of them changes."""
    values = json.dumps(list(values_of(group, fields).values()))
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def take(group: Group, fields: tuple[str, ...], mark: str) -> Group:
    """Hold the group as it is now; refuse if these fields are not what the mark was made of."""
    now: Group = Group.objects.hold(group.pk)
    if mark_of(now, fields) != mark:
        raise Refused(
            _("Somebody changed this while you were writing. Yours is kept; below is what stands there now.")
        )
    return now
