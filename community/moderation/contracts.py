"""What moderation asks of the concepts above it, which know groups."""

from collections.abc import Collection, Mapping

from accounts.contracts import contract


@contract
def moderators_of(group_id: int) -> Collection[int]:
    """Who may review in this group? Primary keys of users; site moderators are not among them."""
    raise NotImplementedError


@contract
def scope_names(group_ids: Collection[int]) -> Mapping[int, str]:
    """What are these groups called? ``{group pk: name}``."""
    raise NotImplementedError
