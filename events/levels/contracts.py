"""What levels ask of higher concepts."""

from accounts.contracts import contract


@contract
def spotting_ended(user_id: int) -> None:
    """Somebody may not spot any more: free the places they meant to take."""
    raise NotImplementedError
