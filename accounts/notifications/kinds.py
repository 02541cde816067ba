"""What people can be told of. Each kind is declared by the concept that owns it, in its ``notices.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.permissions import Viewer

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One thing people are told of.

    ``find(viewer, target)`` returns the subject if the recipient may still read it, else None; it is asked at the
    moment of sending and of showing. The words live in ``templates/<templates>.{subject.txt,txt,html,bell.txt}``
    and get ``subject`` (what ``find`` returned), ``recipient`` and ``url``.
    """

    name: str
    templates: str
    find: Callable[[Viewer, str], Any]
    url: Callable[[Any], str]
    sends_mail: bool = True


def declare(kind: Kind) -> Kind:
    """Register ``kind`` so that the outbox can render it."""
    KINDS[kind.name] = kind
    return kind
