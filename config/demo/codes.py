"""What the apps of the demo's people show: an app of the demo's own, as nobody has theirs."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from config.demo.cast import Person


def code_of(person: Person) -> str:
    """The code of this half minute; empty for who has no app."""
    if not person.totp_secret:
        return ""
    return format_hotp_value(hotp_value(person.totp_secret, int(time.time()) // app_settings.TOTP_PERIOD))
