"""Stories and meetups by the fixtures of their own tests, on the Tuesday in June on which those happen."""

from tests.community.conftest import (  # noqa: F401
    pending_story,
    published,
    published_story,
    removed,
    reported,
    send_it_back,
    tell,
    upload,
)
from tests.events.meetups.conftest import (  # noqa: F401
    answer,
    clock,
    make_spotter,
    make_zone,
    meetup,
    plan,
    runners,
    spotter,
    zone,
)
