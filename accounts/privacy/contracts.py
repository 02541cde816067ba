"""What exports and deletions ask of all concepts, beside the contracts that any concept may answer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from accounts.contracts import contract

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@contract
def photos_of(user_id: int) -> Mapping[str, str]:
    """Which photos did this person upload? ``{name in the export: key in storage}``."""
    raise NotImplementedError


@contract
def words_of_data() -> "Mapping[str, _StrOrPromise]":
    """What are the tables and columns called that you give into an export? ``{name: words}``."""
    raise NotImplementedError


@contract
def what_ends(user_id: int) -> Sequence[str]:
    """What does deleting this account change for the person and for others? Sentences, for the page."""
    raise NotImplementedError
