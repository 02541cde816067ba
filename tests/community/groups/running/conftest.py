"""Dates and stories by the fixtures of their own tests."""

from tests.community.conftest import (  # noqa: F401
    jpeg,
    pending_story,
    published,
    published_story,
    queries_of,
    tell,
    upload,
)
from tests.events.meetups.conftest import clock, make_zone, meetup, plan, zone  # noqa: F401
