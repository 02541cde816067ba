"""The one upward road: a lower concept asks, higher concepts answer.

A contract is declared by the concept that asks and answered in an ``AppConfig.ready`` of a higher one.
Answers run in the order they were given, inside the caller's transaction. ``tests/test_contracts.py`` lists
them all.
"""

from collections.abc import Callable, Iterator, Mapping
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
    """Which role has this person in which group? ``{group pk: role}``."""
    raise NotImplementedError


@contract
def counts_as_spotter(user_id: int) -> bool:
    """Does this person hold a spotter level that counts in the ratio today?"""
    raise NotImplementedError
