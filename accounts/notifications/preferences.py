"""How one person is told: the preset they chose, and what they chose apart from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.notifications.kinds import KINDS, Category, Channel, Kind, Preset
from accounts.notifications.models import Choice, Preferences
from accounts.notifications.spread import channel_for
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Wishes:
    """What one person wants to hear, and how."""

    preset: Preset
    chosen: Mapping[str, str]

    def channel(self, kind: Kind) -> Channel:
        return channel_for(kind, self.chosen.get(kind.name), self.preset)

    def is_own(self, kind: Kind) -> bool:
        """Is it told otherwise than the preset means?"""
        return self.channel(kind) != kind.channel_in(self.preset)

    @property
    def own(self) -> list[Kind]:
        """What is told otherwise than the preset means."""
        return [kind for kind in KINDS.values() if kind.is_switchable and self.is_own(kind)]

    @property
    def has_weekly_letter(self) -> bool:
        """Is there something for it, and is it not switched off?"""
        is_off = any(self.channel(kind) == Channel.BELL for kind in KINDS.values() if not kind.is_in_bell)
        return not is_off and any(self.channel(kind) == Channel.WEEKLY for kind in KINDS.values())


def wishes_of(user_id: int) -> Wishes:
    """In two queries; who never chose anything has the default preset."""
    preset = Preset(Preferences.objects.of(user_id).preset)
    return Wishes(preset, Choice.objects.of(user_id))


def kinds_by_category(viewer: Viewer) -> list[tuple[Category, list[Kind]]]:
    """Every kind that may concern this person, under its heading; those one can choose about stand first."""
    mine = [kind for kind in KINDS.values() if kind.is_for(viewer)]
    found = [(category, [kind for kind in mine if kind.category == category]) for category in Category]
    return [
        (category, sorted(kinds, key=lambda kind: not kind.is_switchable))
        for category, kinds in found
        if kinds
    ]
