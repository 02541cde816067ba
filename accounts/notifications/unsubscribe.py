"""The link that ends one kind of mail for one person, without signing in."""

from django.core import signing
from django.urls import reverse

from accounts.notifications.kinds import KINDS, Kind
from accounts.users.models import User

SALT = "accounts.notifications.unsubscribe"


def unsubscribe_url(user: User, kind: Kind) -> str:
    """Path of the page that stops ``kind`` for ``user``; the signature is the authority."""
    token = signing.dumps([user.public_id, kind.name], salt=SALT, compress=False)
    return reverse("notifications:unsubscribe", args=[token])


def read_token(token: str) -> tuple[User, Kind] | None:
    """Whose mail and which kind a token is about.

    None if it is forged or damaged, or if the kind or the person is gone: nobody learns which.
    """
    try:
        public_id, name = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    kind = KINDS.get(str(name))
    user = User.objects.with_profile().filter(public_id=str(public_id), is_active=True).first()
    return (user, kind) if user and kind and kind.is_switchable else None
