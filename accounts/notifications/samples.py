"""Letters about nothing that happened, to somebody who is not there: for the style page and for approval."""

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.notifications.kinds import Kind
from accounts.notifications.mail import compose, zone_of
from accounts.users.models import Profile, User


def sample_recipient(time_zone: str = "Europe/Berlin") -> User:
    user = User(public_id="sample", email="noor@example.org")
    user.profile = Profile(user=user, display_name="Noor", time_zone=time_zone)
    return user


def sample_letter(kind: Kind, *, time_zone: str = "Europe/Berlin") -> EmailMultiAlternatives:
    """The letter of one kind in the active language, about its made-up subject. Asks no database."""
    recipient = sample_recipient(time_zone)
    with timezone.override(zone_of(recipient)):
        return compose(kind, kind.sample(), recipient, message_id="<sample@localhost>")
