"""What a case is called in lists and notices, as one viewer may know it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from community.moderation.models import MESSAGE, PERSON, Case


def titles_of(cases: Collection[Case], viewer: Viewer) -> dict[str, str]:
    """``{public id: title}``. Of a private group of others it says no more than that there is something."""
    hidden = viewer.kept_out_of([case.group_id for case in cases if case.group_id is not None])
    return {case.public_id: _hidden() if case.group_id in hidden else title_of(case) for case in cases}


def title_of(case: Case) -> str:
    """What it is about, for who may read that."""
    if case.kind == PERSON:
        return str(case.about)
    if case.kind == MESSAGE:
        return _("A message by %(name)s") % {"name": case.about}
    return case.version.title


def _hidden() -> str:
    return _("A story in a private group")
