"""What meetups ask of higher concepts."""

from collections.abc import Mapping
from typing import Any

from accounts.contracts import contract
from accounts.permissions import Viewer


@contract
def after_the_date(meetup: Any, viewer: Viewer) -> Mapping[str, Any]:
    """What does the page of a date that is over ask of who was there, and show to who runs it?"""
    raise NotImplementedError
