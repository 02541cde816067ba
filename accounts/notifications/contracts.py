"""What notifications ask of the concepts above them, which know groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.contracts import contract


@dataclass(frozen=True)
class Mutable:
    """Something that can be muted: the name in its notices, which no page shows, and what it is called."""

    scope: str
    name: str


@contract
def scopes_of(user_id: int) -> Mapping[str, Mutable]:
    """What can this person mute? By what its address is called: ``{slug: mutable}``."""
    raise NotImplementedError
