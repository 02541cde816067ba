"""Stories and meetups by the fixtures of their own tests, on the Tuesday in June on which those happen."""

import pytest

from accounts.models import Choice
from accounts.notifications.kinds import KINDS, Channel
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
from tests.config.scenes.scenes import SCENES
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


@pytest.fixture
def first_runner(runners):  # noqa: F811
    return runners(1)[0]


@pytest.fixture
def second_runner(runners):  # noqa: F811
    return runners(1, start=1)[0]


@pytest.fixture
def third_runner(runners):  # noqa: F811
    return runners(1, start=2)[0]


@pytest.fixture
def need(request):
    return request.getfixturevalue


@pytest.fixture
def play(db, need):
    """Play the scene of a kind; return who will be told. They want letters of this kind at once."""

    def played(kind):
        person = need(SCENES[kind].to)
        if KINDS[kind].is_switchable:
            Choice.objects.create(user=person, kind=kind, channel=Channel.NOW)
        SCENES[kind].play(need)
        return person

    return played
