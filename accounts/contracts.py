"""The one upward road: a lower concept asks, higher concepts answer.

A contract is declared by the concept that asks and answered in an ``AppConfig.ready`` of a higher one.
Answers run in the order they were given, inside the caller's transaction. ``tests/test_contracts.py`` lists
them all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any


class Contract[**P, R]:
    """A named question; calling it yields every answer in order."""

    def __init__(self, name: str, question: Callable[P, R]) -> None:
        self.name = name
        self.question = question
        self.answers: list[Callable[P, R]] = []
        ALL[name] = self

    def answer(self, function: Callable[P, R]) -> Callable[P, R]:
        """Register ``function`` once, however often the app registry is made ready."""
        if function not in self.answers:
            self.answers.append(function)
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        return iter([function(*args, **kwargs) for function in self.answers])


ALL: dict[str, Contract[..., Any]] = {}


def contract[**P, R](question: Callable[P, R]) -> Contract[P, R]:
    """Declare a contract by the signature and docstring of ``question``; its body is never run."""
    return Contract(question.__name__, question)


@contract
def roles_of(user_id: int) -> Mapping[int, str]:
    """Which role has this person in which group? ``{group pk: role}``; "banned" is one of them."""
    raise NotImplementedError


@contract
def private_groups() -> Any:
    """Which groups exist only for those who belong to them? A subquery of their primary keys."""
    raise NotImplementedError


@contract
def companions_of(user_id: int) -> Any:
    """Who belongs to a group this person belongs to? A subquery of primary keys of people."""
    raise NotImplementedError


@contract
def account_opened(user_id: int, email: str) -> None:
    """This address now belongs to this person: what was settled about the address holds for them too."""
    raise NotImplementedError


@contract
def second_factor_due(user_id: int) -> datetime | None:
    """From when on must this person have a second factor, because of what they may decide about others?"""
    raise NotImplementedError


@contract
def personal_data_of(user_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What do you keep about this person? Rows of plain values, by the name of their file in an export."""
    raise NotImplementedError


@contract
def person_leaves(user_id: int) -> None:
    """The account is to be deleted: give back what others wait for. It can still come back."""
    raise NotImplementedError


@contract
def person_erased(user_id: int, *, with_texts: bool) -> None:
    """The time of grace is over: forget everything personal; what others rely on stays without a name.

    ``with_texts``: the person wants stories and photos deleted too.
    """
    raise NotImplementedError


@contract
def reasons_to_stay(user_id: int) -> Sequence[str]:
    """Why must this account not be deleted yet? Sentences that say what to do first."""
    raise NotImplementedError


@contract
def counts_as_spotter(user_id: int) -> bool:
    """Does this person hold a spotter level that counts in the ratio today?"""
    raise NotImplementedError
