"""The states of a revision, what can be done in each, and why something else cannot."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionState(models.TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    CHANGES_REQUESTED = "changes_requested", _("Sent back")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
    SUPERSEDED = "superseded", _("Replaced by a newer version")
    WITHDRAWN = "withdrawn", _("Taken back")
    REMOVED = "removed", _("Removed")


# Which badge shows which state; the words beside it are the state's own.
BADGES = {
    RevisionState.PENDING: "pending",
    RevisionState.CHANGES_REQUESTED: "sent_back",
    RevisionState.PUBLISHED: "published",
    RevisionState.REJECTED: "rejected",
    RevisionState.SUPERSEDED: "over",
    RevisionState.WITHDRAWN: "draft",
    RevisionState.REMOVED: "removed",
}


class Verb(StrEnum):
    """What people do with a revision."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    SEND_BACK = "send_back"
    REJECT = "reject"
    REPORT = "report"
    LEAVE = "leave"
    REMOVE = "remove"
    RESTORE = "restore"


_S = RevisionState

# In which states of the revision each verb works; any other pair is refused and changes nothing.
ALLOWED: dict[Verb, frozenset[RevisionState]] = {
    Verb.EDIT: frozenset({_S.PENDING, _S.CHANGES_REQUESTED, _S.REJECTED, _S.PUBLISHED}),
    Verb.WITHDRAW: frozenset({_S.PENDING, _S.CHANGES_REQUESTED}),
    Verb.PUBLISH: frozenset({_S.PENDING}),
    Verb.SEND_BACK: frozenset({_S.PENDING}),
    Verb.REJECT: frozenset({_S.PENDING}),
    Verb.REPORT: frozenset({_S.PUBLISHED}),
    Verb.LEAVE: frozenset({_S.PUBLISHED}),
    Verb.REMOVE: frozenset({_S.PUBLISHED}),
    Verb.RESTORE: frozenset({_S.REMOVED}),
}

# States that a next version replaces; the others stay what they are, as history.
REPLACED_BY_EDIT = frozenset({_S.PENDING, _S.CHANGES_REQUESTED, _S.REJECTED})

# What a moderator is told who comes too late.
TOO_LATE = {
    _S.PENDING: _("This changed while you were reading. Load it again."),
    _S.CHANGES_REQUESTED: _("%(name)s sent this back while you were reading. Nothing is left to decide."),
    _S.PUBLISHED: _("%(name)s published this while you were reading. Nothing is left to decide."),
    _S.REJECTED: _("%(name)s decided not to publish this while you were reading."),
    _S.SUPERSEDED: _(
        "The author sent a newer version while you were reading. Read that one before you decide."
    ),
    _S.WITHDRAWN: _("The author took this back while you were reading. Nothing is left to decide."),
    _S.REMOVED: _("%(name)s removed this while you were reading."),
}

CANNOT_EDIT = {
    _S.WITHDRAWN: _("You took this back, so it cannot be sent again. Tell it as a new one."),
    _S.REMOVED: _("A moderator removed this, so it cannot be changed any more."),
}

CANNOT_WITHDRAW = {
    _S.PUBLISHED: _("This is published already, so it no longer waits."),
    _S.REJECTED: _("A moderator decided not to publish this, so nothing waits."),
    _S.SUPERSEDED: _("There is a newer version of this. Load the page again."),
    _S.WITHDRAWN: _("You took this back already."),
    _S.REMOVED: _("A moderator removed this, so nothing waits."),
}


def allows(verb: Verb, state: RevisionState, *, is_published: bool) -> bool:
    """Can this be done while the newest revision is in ``state``?

    ``is_published`` says whether readers see some version: then a next one can always be written.
    """
    if verb is Verb.EDIT and is_published:
        return True
    return state in ALLOWED[verb]
