"""Every kind of notice the site declares, told by the actions that tell it, read in both languages."""

import pytest
from django.template.loader import get_template

from accounts.models import Notification, Profile
from accounts.notifications.bell import lines
from accounts.notifications.kinds import KINDS
from accounts.notifications.mail import letter
from accounts.permissions import Viewer
from community.guide.actions import pass_quiz
from community.moderation.actions import reject, restore
from community.moderation.models import ReasonCode
from events.levels.actions import declare_spotter, revoke_level
from events.meetups.actions import call_off_meetup, leave_meetup

SCENES = {}


def tells(kind):
    """Register a scene after which somebody is told of ``kind``; it gets the fixtures it asks for by name."""

    def register(scene):
        SCENES[kind] = scene
        return scene

    return register


@tells("levels.declared")
def _(need):
    member, founder = need("member"), need("organizer")
    pass_quiz(by=need("as_viewer")(member))
    membership = member.memberships.select_related("group", "user__profile").get()
    return declare_spotter(membership, by=need("as_viewer")(founder))


@tells("levels.taken_back")
def _(need):
    level = SCENES["levels.declared"](need)
    revoke_level(level, by=need("as_viewer")(need("organizer")))


@tells("meetups.going")
def _(need):
    need("answer")(need("meetup"), need("member"))
    need("answer")(need("meetup"), need("spotter"), "spotter")


@tells("meetups.lane")
def _(need):
    first, second, third = need("runners")(3)
    for runner in (first, second, third):
        need("answer")(need("meetup"), runner)
    leave_meetup(need("meetup"), by=Viewer(first))


@tells("meetups.called_off")
def _(need):
    need("answer")(need("meetup"), need("member"))
    call_off_meetup(need("meetup"), by=Viewer(need("organizer")), reason="Ice on the straight")


@tells("meetups.spotter_left")
def _(need):
    need("answer")(need("meetup"), need("spotter"), "spotter")
    leave_meetup(need("meetup"), by=Viewer(need("spotter")))


@tells("moderation.waiting")
def _(need):
    need("organizer"), need("pending_story")


@tells("moderation.published")
def _(need):
    need("published_story")


@tells("moderation.sent_back")
def _(need):
    need("send_it_back")(need("pending_story"), need("organizer"))


@tells("moderation.rejected")
def _(need):
    by = need("as_viewer")(need("organizer"))
    newest = need("pending_story").newest
    reject(newest, by=by, version=1, reason=ReasonCode.HOUSE_RULE, words="That is no story.")


@tells("moderation.reported")
@tells("moderation.report_received")
def _(need):
    need("reported")(need("published_story"), need("other_member"))


@tells("moderation.removed")
@tells("moderation.report_decided")
def _(need):
    need("removed")(need("published_story"), reporter=need("other_member"), by=need("organizer"))


@tells("moderation.restored")
def _(need):
    case = need("removed")(need("published_story"), reporter=need("other_member"), by=need("organizer"))
    restore(case, by=need("as_viewer")(need("organizer")))


@pytest.fixture
def told(request):
    """``told(kind)``: the newest row of this kind, after its scene."""

    def play(kind, language):
        SCENES[kind](request.getfixturevalue)
        Profile.objects.update(language=language)
        return Notification.objects.filter(kind=kind).select_related("recipient__profile").latest("pk")

    return play


def test_there_is_a_scene_for_every_kind():
    assert sorted(SCENES) == sorted(kind for kind in KINDS if not kind.startswith("tests."))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", sorted(SCENES))
def test_every_kind_reads_well_in_the_bell(told, as_viewer, kind, language):
    row = told(kind, language)
    [line] = lines([row], as_viewer(row.recipient))
    assert line.words
    assert not {"\n", "{", "&"} & set(line.words)
    assert line.url.startswith("/")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", sorted(name for name in SCENES if KINDS[name].sends_mail))
def test_every_kind_that_sends_mail_is_a_whole_letter(told, kind, language):
    row = told(kind, language)
    message = letter(row)
    [html] = [alternative.content for alternative in message.alternatives]
    assert message.subject
    assert message.to == [row.recipient.email]
    assert f'<html lang="{language}">' in html
    assert message.subject.replace("'", "&#x27;") in html
    assert "&lt;" not in html
    for part in (message.body, html):
        assert f"Hello {row.recipient}," in part or language != "en"
        assert "http://localhost:8000/" in part
        assert not {"{{", "{%", "None"} & set(part.split())


@pytest.mark.parametrize("kind", sorted(SCENES))
def test_every_kind_has_its_templates(kind):
    endings = ["bell.txt"]
    if KINDS[kind].sends_mail:
        endings += ["subject.txt", "txt", "html"]
    for ending in endings:
        get_template(f"{KINDS[kind].templates}.{ending}")
