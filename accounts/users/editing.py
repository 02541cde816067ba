"""What a form about oneself carries and is told."""

from collections.abc import Iterable
from hashlib import blake2b

from django.utils.translation import gettext as _

from accounts.users.models import Profile


def state_of(profile: Profile, names: Iterable[str]) -> str:
    """A short name for what these fields hold; a form carries it, to notice what changed meanwhile."""
    held = repr([(name, getattr(profile, name)) for name in sorted(names)])
    return blake2b(held.encode(), digest_size=8).hexdigest()


def handle_not_free() -> str:
    """Said alike of a handle that is taken, kept back, or too close to another."""
    return _("This handle is not free, or too close to another one. Choose another.")
