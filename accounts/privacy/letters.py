"""Letters about the account itself: they are no notices, which end when somebody leaves."""

from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.utils import timezone, translation

from accounts.users.models import User


def tell(user: User, letter: str, *, at: datetime) -> None:
    """Send one of ``templates/account/email/`` in the person's language and time zone."""
    with translation.override(user.profile.language), timezone.override(ZoneInfo(user.profile.time_zone)):
        get_adapter().send_mail(f"account/email/{letter}", user.email, {"at": at})
