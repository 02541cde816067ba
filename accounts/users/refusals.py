"""What a mail server means when it says no (RFC 5321, and the enhanced codes of RFC 3463)."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused

PERMANENT = 500
MAILBOX = (550, 551, 552, 553)  # what a server says of a mailbox, where it gives no enhanced code
ENHANCED = re.compile(rb"[245]\.(\d{1,3})\.\d{1,3}")
ABOUT_ADDRESS = (b"1", b"2")  # the address, or the mailbox behind it; 7 is policy: about us


def is_refused_for_good(error: Exception) -> bool:
    """Will this address, or this letter, never be taken?

    A sender or password that is refused is our own fault to mend, so that mail stays owed.
    """
    return is_address_refused(error) or (isinstance(error, SMTPDataError) and error.smtp_code >= PERMANENT)


def is_address_refused(error: Exception) -> bool:
    """Does the server take no letters for this address, whoever sends them?"""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(_is_about_address(code, words) for code, words in error.recipients.values())


def is_put_off(error: Exception) -> bool:
    """Is it this recipient's turn later, as with greylisting? It says nothing of letters to others."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code < PERMANENT for code, _words in error.recipients.values())


def _is_about_address(code: int, words: bytes) -> bool:
    if code < PERMANENT:
        return False
    enhanced = ENHANCED.match(words)
    return enhanced[1] in ABOUT_ADDRESS if enhanced else code in MAILBOX
