"""What an operator does when somebody lost the second way to sign in."""

import logging

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from accounts.users.rules import can_reset_second_factor
from accounts.users.sessions import end_sessions

logger = logging.getLogger(__name__)


@transaction.atomic
@permitted(can_reset_second_factor)
def reset_second_factor(user: User, *, by: Viewer) -> None:
    """Take away app, passkeys and recovery codes, sign the person out everywhere, and write to them."""
    taken, _rows = Authenticator.objects.filter(user_id=user.pk).delete()
    if not taken:
        raise Refused(_("This account has no second factor."))
    end_sessions(user, by=by)
    with translation.override(user.profile.language):
        get_adapter().send_mail("mfa/email/second_factor_reset", user.email, {})
    logger.warning("second factor reset by an operator: account %s", user.public_id)
