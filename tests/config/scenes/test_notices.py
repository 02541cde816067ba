"""Every kind of notice the site declares, told by the actions that tell it, read in both languages."""

import html

import pytest

from accounts.models import Notification, Profile
from accounts.notifications.bell import lines
from accounts.notifications.kinds import KINDS
from accounts.notifications.mail import letter, write
from accounts.notifications.notices import ADDRESS_PAUSED
from accounts.permissions import Viewer
from tests.config.scenes.losses import LOSSES
from tests.config.scenes.scenes import SCENES, tell_people

MAILED = sorted(set(SCENES) - {ADDRESS_PAUSED.name})  # what nobody can be told by mail stands in the bell
IN_BELL = sorted(name for name in SCENES if KINDS[name].is_in_bell)
WITH_AUDIENCE = sorted(name for name in SCENES if KINDS[name].audience)


@pytest.fixture
def told(play):
    """``told(kind, language)``: the newest row of this kind to the person of its scene."""

    def tell(kind, language="en"):
        person = play(kind)
        Profile.objects.update(language=language)
        tell_people(kind)
        return Notification.objects.for_letter().filter(kind=kind, recipient=person).latest("pk")

    return tell


@pytest.mark.parametrize("table", [SCENES, LOSSES], ids=["scene", "loss"])
def test_there_is_one_for_every_kind(table):
    assert sorted(table) == sorted(kind for kind in KINDS if not kind.startswith("tests."))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", IN_BELL)
def test_every_kind_reads_well_in_the_bell(told, as_viewer, kind, language):
    row = told(kind, language)
    [line] = lines([row], as_viewer(row.recipient))
    assert line.words
    assert line.heading
    assert not {"\n", "{", "&"} & set(line.words)
    assert line.url.startswith("/")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", MAILED)
def test_every_kind_is_a_whole_letter(told, kind, language):
    row = told(kind, language)
    message = letter(row)
    [alternative] = message.alternatives
    assert message.subject
    assert "\n" not in message.subject
    assert message.to == [row.recipient.email]
    assert f'<html lang="{language}">' in alternative.content
    assert html.escape(message.subject) in alternative.content
    assert "&lt;" not in alternative.content
    assert "&amp;" not in alternative.content
    for part in (message.body, alternative.content):
        assert f"Hello {row.recipient}," in part or language != "en"
        assert "http://localhost:8000/" in part
        assert not {"{{", "{%", "None", "()"} & set(part.split())


@pytest.mark.parametrize("kind", WITH_AUDIENCE)
def test_what_is_written_once_for_many_says_nothing_of_one_reader(told, organizer, outsider, kind):
    """An audience reads the same words: those of the one for whom they were written first."""
    row = told(kind)
    subject = KINDS[kind].find(Viewer(row.recipient), [row.target])[row.target]
    words = write(KINDS[kind], subject)
    if hasattr(subject, "my_part"):
        subject.my_part, subject.my_state, subject.i_lead = "spotter", "going", not subject.i_lead
        assert write(KINDS[kind], subject) == words
