"""What groups ask of higher concepts."""

from collections.abc import Sequence
from typing import Any

from accounts.contracts import contract
from accounts.permissions import Viewer


@contract
def membership_ended(group_id: int, user_id: int) -> None:
    """Somebody left or was removed: free the seats and roles that hung on it."""
    raise NotImplementedError


@contract
def person_banned(group_id: int, user_id: int) -> None:
    """The group is not there any more for this person, member or not: end what they could still read by."""
    raise NotImplementedError


@contract
def group_closed(group_id: int) -> None:
    """The group is private from now on: what hangs on it is for its members, whatever was said before."""
    raise NotImplementedError


@contract
def next_meetups_of(group_id: int, viewer: Viewer) -> Sequence[Any]:
    """The group's next meetups as the viewer may see them, for cards on the group's page."""
    raise NotImplementedError
