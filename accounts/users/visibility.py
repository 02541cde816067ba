"""What one person may see of another: the only place that decides it, field by field."""

from dataclasses import dataclass
from typing import Any

from accounts.permissions import Viewer
from accounts.users.languages import own_names
from accounts.users.models import Profile, SeenBy
from accounts.users.stages import stage_in_words

FIELDS = ("photo", "bio", "languages", "stage", "goal", "pace", "home", "age")
"""Fields with an audience of their own. Name and handle are for everybody whose page it is at all."""

_REACH = {SeenBy.ME: 0, SeenBy.GROUPS: 1, SeenBy.PEOPLE: 2}


@dataclass(frozen=True)
class Shown:
    """A profile as one reader sees it; what is not for them is empty, as if it had never been filled in."""

    photo_id: str = ""
    bio: str = ""
    languages: tuple[tuple[str, str], ...] = ()
    stage: str = ""
    goal: str = ""
    pace: str = ""
    home: str = ""
    birth_year: int | None = None

    @property
    def is_bare(self) -> bool:
        """Nothing to show but name and handle."""
        return self == Shown(photo_id=self.photo_id)


def reader_of(profile: Profile, viewer: Viewer) -> SeenBy:
    """Which kind of reader this is. The profile comes from ``visible_to(viewer)``, which knows of groups."""
    if viewer.pk == profile.user_id:
        return SeenBy.ME
    return SeenBy.GROUPS if getattr(profile, "shares_group", False) else SeenBy.PEOPLE


def may_see(profile: Profile, field: str, reader: SeenBy) -> bool:
    """Is this field for this kind of reader? Of a minor, nothing reaches further than their groups."""
    audience = SeenBy(getattr(profile, f"{field}_seen_by"))
    reach = _REACH[audience] if profile.is_of_age else min(_REACH[audience], _REACH[SeenBy.GROUPS])
    return reach >= _REACH[reader]


def shown_to(profile: Profile, reader: SeenBy) -> Shown:
    """What this kind of reader may see of a person."""
    values: dict[str, dict[str, Any]] = {
        "photo": {"photo_id": profile.photo_id},
        "bio": {"bio": profile.bio},
        "languages": {"languages": tuple(own_names(profile.languages))},
        "stage": {"stage": str(stage_in_words(profile.stage))},
        "goal": {"goal": str(profile.get_goal_display())},
        "pace": {"pace": profile.pace},
        "home": {"home": profile.home_label},
        "age": {"birth_year": profile.birth_year},
    }
    seen: dict[str, Any] = {}
    for field in FIELDS:
        if may_see(profile, field, reader):
            seen |= values[field]
    return Shown(**seen)
