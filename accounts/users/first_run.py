"""The four steps after signing up: safety text, home area, "Is it for me?", and how you run."""

from django.urls import reverse

QUERY = "?first_run=1"


def step(name: str) -> str:
    """The address of a step; each leads to the one after it."""
    return reverse(name) + QUERY


def self_check() -> str:
    """The third step, which the guide has."""
    return step("guide:self_check")
