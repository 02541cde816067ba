"""Letters as pages: the style page shows one of each kind, the demo what it would have sent."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import Http404

from accounts.notifications.bell import words_of
from accounts.notifications.kinds import KINDS, Category, Kind
from accounts.notifications.samples import sample_letter

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

STYLE = Path(settings.BASE_DIR, "templates/mail/_style.css").read_bytes()
LETTER_POLICY = settings.SECURE_CSP | {
    "style-src": [f"'sha256-{b64encode(sha256(STYLE).digest()).decode()}'"]
}
"""The site's policy, but for style: a letter brings its own, and exactly that is let in."""


@dataclass(frozen=True)
class Preview:
    """One kind on the style page."""

    name: str
    label: "_StrOrPromise"
    bell: str
    subject: str


def previews() -> Iterator[tuple[str, list[Preview]]]:
    """Every kind under the heading of its category, in the active language."""
    for category in Category:
        kinds = [kind for kind in KINDS.values() if kind.category == category]
        yield str(category.label), [_preview(kind) for kind in kinds]


def _preview(kind: Kind) -> Preview:
    bell = words_of(kind, kind.sample()) if kind.is_in_bell else ""
    return Preview(kind.name, kind.label, bell, str(sample_letter(kind).subject))


def sample_or_404(name: str) -> EmailMultiAlternatives:
    if name not in KINDS:
        raise Http404
    return sample_letter(KINDS[name])


def html_of(letter: EmailMultiAlternatives) -> str:
    [(content, _mimetype)] = letter.alternatives
    return str(content)
