"""Every address the resolver knows; no list is kept by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from config.surfaces import URLS, Page

NOWHERE = "no-such-thing"
DEMO_ONLY = ("demo_mail",)


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    name: str
    where: str
    view: Callable[..., Any]
    arguments: int


@dataclass(frozen=True)
class Address:
    """One page to open: which URL, of which thing, under which path."""

    name: str
    subject: str
    path: str

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


def routes() -> list[Route]:
    """Every pattern with its full name; one without a name is called by its route."""
    return list(_walk(get_resolver().url_patterns, "", "/"))


def _walk(patterns: list[Any], namespace: str, prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = namespace + pattern.name if pattern.name else where
            yield Route(name, where, pattern.callback, len(pattern.pattern.converters) or where.count("(?P<"))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, where)


def known() -> dict[str, Page]:
    """The registered URLs that exist here; the demo's are left out where there is no demo."""
    names = {route.name for route in routes()}
    return {name: page for name, page in URLS.items() if name in names}


def addresses(
    subjects: dict[str, dict[str, tuple[str, ...]]], *, method: str = "GET", queries: bool = False
) -> list[Address]:
    """Every URL that answers ``method``, once for each thing it can be about, and once for each query."""
    return [
        found
        for name, page in known().items()
        if method in page.methods
        for found in _of_page(name, page, subjects, queries=queries)
    ]


def _of_page(name: str, page: Page, subjects: Any, *, queries: bool) -> Iterator[Address]:
    things = subjects[page.of] if page.of else {"-": ()}
    for subject, arguments in things.items():
        path = reverse(name, args=arguments)
        yield Address(name, subject, path)
        for query in page.queries if queries else ():
            yield Address(name, query, path + query)


def missing_things(method: str) -> list[Address]:
    """The URLs that are about something, asked about something that does not exist."""
    counts = {route.name: route.arguments for route in routes()}
    return [
        Address(name, NOWHERE, _path_to_nowhere(name, counts[name]))
        for name, page in known().items()
        if page.of and method in page.methods
    ]


def _path_to_nowhere(name: str, count: int) -> str:
    """By words where the address takes words, else by a number that no row has."""
    try:
        return reverse(name, args=[NOWHERE] * count)
    except NoReverseMatch:
        return reverse(name, args=["0"] * count)
