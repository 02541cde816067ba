"""What documents ask of higher concepts."""

from accounts.contracts import contract


@contract
def safety_text_changed() -> None:
    """Everybody is asked to read the safety text anew: tell who has something ahead that waits for it."""
    raise NotImplementedError


@contract
def safety_text_read(user_id: int) -> None:
    """This person has read the safety text as it is now: what waited for that goes on."""
    raise NotImplementedError
