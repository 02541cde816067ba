"""Every verb in every state: what is not allowed is refused with a sentence and changes nothing."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from accounts.permissions import Refused
from community.moderation import actions
from community.moderation.models import Decision, ReasonCode, Revision
from community.moderation.states import (
    ALLOWED,
    BADGES,
    CANNOT_EDIT,
    CANNOT_WITHDRAW,
    TOO_LATE,
    RevisionState,
    Verb,
    allows,
)
from community.stories.actions import edit_story
from community.stories.models import Audience, Story

# What can be done while a story stands so. "edit pending": readers see a version, and a next one is pending.
TABLE = {
    "pending": {"edit", "withdraw", "publish", "send_back", "reject"},
    "changes_requested": {"edit", "withdraw"},
    "rejected": {"edit"},
    "withdrawn": set(),
    "published": {"edit", "report", "remove", "leave"},
    "removed": {"restore"},
    "edit pending": {"edit", "withdraw", "publish", "send_back", "reject", "report", "remove", "leave"},
    "edit changes_requested": {"edit", "withdraw", "report", "remove", "leave"},
    "edit rejected": {"edit", "report", "remove", "leave"},
    "edit withdrawn": {"edit", "report", "remove", "leave"},
    "restored": {"edit", "report"},
}
VERBS = ("edit", "withdraw", "publish", "send_back", "reject", "report", "leave", "remove", "restore")
REASONED = {"reason": ReasonCode.SPAM, "words": "Because."}


@pytest.fixture
def world(member, other_member, organizer, moderator, as_viewer, tell):
    return World(member, other_member, organizer, moderator, as_viewer, tell)


class World:
    """One story, and everybody who can do something with it."""

    def __init__(self, author, reader, organizer, moderator, as_viewer, tell):
        self.author, self.reader = as_viewer(author), as_viewer(reader)
        self.organizer, self.moderator = as_viewer(organizer), as_viewer(moderator)
        self.told = tell
        self.case = None

    def bring_to(self, situation, group):
        self.story = self.told(self.author.user, group)
        if situation.startswith("edit ") or situation in ("published", "removed", "restored"):
            self.do("publish")
            self.case = self.report(self.reader)
        if situation.startswith("edit "):
            self.do("edit")
        verb = {
            "changes_requested": "send_back",
            "rejected": "reject",
            "withdrawn": "withdraw",
            "removed": "remove",
            "restored": "remove",
        }.get(situation.removeprefix("edit "))
        if verb:
            self.do(verb)
        if situation == "restored":
            self.do("restore")

    def report(self, by):
        return actions.report(self.story, by=by, **REASONED).case

    def do(self, verb):
        story = Story.objects.select_related("newest", "published").get(pk=self.story.pk)
        newest = story.newest
        named = {"by": self.moderator, "version": newest.version}
        match verb:
            case "edit":
                text = newest.text + " More."
                fields = {"title": "New", "text": text, "audience": Audience.GROUP}
                edit_story(story, by=self.author, base=newest.version, **fields)
            case "withdraw":
                actions.withdraw(story, by=self.author)
            case "publish":
                actions.publish(newest, **named)
            case "send_back":
                actions.send_back(newest, **named, **REASONED)
            case "reject":
                actions.reject(newest, **named, **REASONED)
            case "report":
                self.report(self.organizer)
            case "leave":
                actions.leave_as_it_is(self.some_case(), by=self.moderator)
            case "remove":
                seen = story.published.public_id if story.published else newest.public_id
                actions.remove(self.some_case(), by=self.moderator, seen=seen, **REASONED)
            case "restore":
                actions.restore(self.some_case(), by=self.moderator)

    def some_case(self):
        self.case.refresh_from_db()
        return self.case

    def everything(self):
        return (
            list(Story.objects.values()),
            list(Revision.objects.order_by("pk").values()),
            Decision.objects.count(),
        )


NEEDS_A_CASE = {"leave", "remove", "restore"}
NEVER_READ = {"pending", "changes_requested", "rejected", "withdrawn"}


@pytest.mark.parametrize("situation", TABLE)
def test_each_verb_works_where_the_table_says_so_and_nowhere_else(world, group, situation):
    """What nobody could read was never reported, so there is no case to act on."""
    world.bring_to(situation, group)
    before = world.everything()
    worked = set()
    for verb in VERBS if situation not in NEVER_READ else [v for v in VERBS if v not in NEEDS_A_CASE]:
        with undone():
            try:
                world.do(verb)
            except Refused as refusal:
                assert refusal.sentence.endswith("."), verb
                assert world.everything() == before, verb
            else:
                worked.add(verb)
    assert worked == TABLE[situation]


@contextmanager
def undone():
    """Try something out: what it wrote is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_state_has_its_badge_and_its_sentences():
    assert set(BADGES) == set(TOO_LATE) == set(RevisionState)
    assert set(CANNOT_WITHDRAW) == set(RevisionState) - ALLOWED[Verb.WITHDRAW]
    assert set(ALLOWED) == set(Verb)


@pytest.mark.parametrize("state", RevisionState)
def test_a_story_that_readers_see_can_always_get_a_next_version(state):
    assert allows(Verb.EDIT, state, is_published=True)


def test_what_cannot_be_edited_says_why():
    silent = {state for state in RevisionState if not allows(Verb.EDIT, state, is_published=False)}
    assert silent == {*CANNOT_EDIT, RevisionState.SUPERSEDED}  # a replaced version is never the newest
