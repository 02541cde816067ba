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
from tests.events.meetups.series.conftest import post, series, weekly  # noqa: F401


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
    """Play the scene of a kind; return who will be told. They want letters of this kind at once.

    ``play(kind, Channel.BELL, scene)`` is for who wants no letters, and for another scene.
    """

    def played(kind, channel=Channel.NOW, scene=None):
        scene = scene or SCENES[kind]
        person = need(scene.to)
        if KINDS[kind].is_switchable:
            Choice.objects.create(user=person, kind=kind, channel=channel)
        scene.play(need)
        return person

    return played
