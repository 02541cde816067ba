"""What threads ask of higher concepts, which know groups, requests and decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.contracts import contract
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Subject:
    """What a thread is about, as one reader may know it; ``url`` is empty where they may not open it."""

    heading: str
    url: str = ""


@dataclass(frozen=True)
class Team:
    """Who answers for a group: keys of users, those first whose names are said first.

    ``scope`` is the name under which the group can be muted.
    """

    name: str
    scope: str
    people: Sequence[int] = field(default_factory=list)


@contract
def thread_subjects(topic: str, targets: Collection[str], viewer: Viewer) -> Mapping[str, Subject]:
    """What are these threads about? ``{target: subject}``, only what the viewer may know, in few queries."""
    raise NotImplementedError


@contract
def team_of(topic: str, group_id: int) -> Team | None:
    """Who takes part in threads of this topic for this group?"""
    raise NotImplementedError
