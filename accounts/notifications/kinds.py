"""What people can be told of. Each kind is declared by the concept that owns it, in its ``notices.py``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.permissions import Viewer

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One thing people are told of.

    ``find(viewer, targets)`` returns ``{target: subject}`` for the targets the recipient may still read, in
    as many queries for many as for one. It is asked at the moment of sending and of showing, so what was
    taken back is dropped. The words lie in ``templates/<templates>.{subject.txt,txt,html,bell.txt}``, of
    which a kind without mail has the last alone, and get ``subject``, ``recipient`` and ``url``.
    """

    name: str
    templates: str
    find: Callable[[Viewer, Collection[str]], Mapping[str, Any]]
    url: Callable[[Any], str]
    sends_mail: bool = True


def declare(kind: Kind) -> Kind:
    """Register ``kind`` so that the outbox can render it."""
    KINDS[kind.name] = kind
    return kind
