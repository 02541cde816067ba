"""What notifications ask of the concepts above them, which know groups."""

from collections.abc import Mapping

from accounts.contracts import contract


@contract
def scopes_of(user_id: int) -> Mapping[str, str]:
    """What can this person mute, and what is it called? ``{scope: name}``."""
    raise NotImplementedError
