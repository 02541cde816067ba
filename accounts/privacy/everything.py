"""All that the site keeps about one person: asked of the concepts below, and of those above by contracts."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.consents import privacy as consents
from accounts.contact import privacy as contact
from accounts.contracts import person_erased, person_leaves, personal_data_of, reasons_to_stay
from accounts.notifications import privacy as notifications
from accounts.privacy.contracts import photos_of, what_ends, words_of_data
from accounts.privacy.models import Export
from accounts.users import privacy as users
from accounts.users.given import Data, Rows, given

WORDS = {
    "exports": gettext_lazy("Archives you asked for"),
    "size": gettext_lazy("Size in bytes"),
    "ready_at": gettext_lazy("Ready"),
}
EXPORT = {
    "id": "public_id",
    "state": "state",
    "size": "size",
    "asked_at": "asked_at",
    "ready_at": "ready_at",
    "expires_at": "expires_at",
}


def data_of(user_id: int) -> dict[str, Rows]:
    """Every table of an export by its name, in the order in which a person reads it."""
    below = (users.give, consents.give, notifications.give, contact.give, _give)
    parts = [*(give(user_id) for give in below), *personal_data_of(user_id)]
    return {name: [dict(row) for row in rows] for part in parts for name, rows in part.items()}


def _give(user_id: int) -> Data:
    return {"exports": given(Export.objects.filter(user=user_id), **EXPORT)}


def photos(user_id: int) -> dict[str, str]:
    """``{name in the export: key in storage}`` of every photo this person uploaded."""
    parts: list[Mapping[str, str]] = [users.photos(user_id), *photos_of(user_id)]
    return {name: key for part in parts for name, key in part.items()}


def words() -> dict[str, str | Promise]:
    """What tables and columns are called."""
    below = (users.WORDS, consents.WORDS, notifications.WORDS, contact.WORDS, WORDS)
    parts: list[Mapping[str, str | Promise]] = [*below, *words_of_data()]
    return {name: text for part in reversed(parts) for name, text in part.items()}


def why_stay(user_id: int) -> list[str]:
    """What has to be settled before this account can be deleted."""
    return [*users.stay(user_id), *_sentences(reasons_to_stay(user_id))]


def consequences(user_id: int) -> list[str]:
    """What deleting this account ends, beside what it ends for everybody."""
    return _sentences(what_ends(user_id))


def give_back(user_id: int) -> None:
    """Others get what they wait for, no letter leaves any more, no device stays signed in."""
    list(person_leaves(user_id))
    notifications.leave(user_id)
    users.leave(user_id)


def forget(user_id: int, *, with_texts: bool) -> None:
    """Erase everything personal, from the top down: what is above finds the person by what is below."""
    list(person_erased(user_id, with_texts=with_texts))
    for concept in (contact, notifications, consents, users):
        concept.erase(user_id, with_texts=with_texts)


def _sentences(answers: Iterator) -> list[str]:
    return [sentence for answer in answers for sentence in answer]
