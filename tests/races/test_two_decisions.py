"""Sixteen moderators decide at one moment while an author writes, on PostgreSQL: one of them wins."""

from collections import Counter
from functools import partial

import pytest
from django.db import transaction

from accounts.identifiers import new_nonce
from accounts.models import Profile, User
from accounts.permissions import Refused, Viewer
from community.groups.models import Membership, Role
from community.moderation.actions import leave_as_it_is, publish, reject, remove, report, send_back, withdraw
from community.moderation.models import Case, Decision, ReasonCode, Revision
from community.moderation.states import RevisionState
from community.stories.actions import edit_story, tell_story
from community.stories.models import Audience, Story
from tests.conftest import make_group
from tests.races.together import all_at_once
from tests.telling import told

MODERATORS = 16
ROUNDS = 3
WORDS = {"reason": ReasonCode.HOUSE_RULE, "words": "Please tell it in your own words."}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name: str) -> User:
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


@pytest.fixture
def author(db):
    return make_person("author")


@pytest.fixture
def group(author):
    group = make_group("Neckar Heelfirsts", make_person("founder"))
    Membership.objects.create(user=author, group=group)
    return group


@pytest.fixture
def moderators(group):
    people = [make_person(f"moderator{number}") for number in range(MODERATORS)]
    for user in people:
        Membership.objects.create(user=user, group=group, role=Role.MODERATOR)
    return people


@pytest.fixture
def tell(group, author):
    """Tell a story; it waits."""

    def make() -> Story:
        return tell_story(
            group,
            by=Viewer(author),
            nonce=new_nonce(),
            title="Along the river",
            text="It went well.",
            audience=Audience.PUBLIC,
        )

    return make


def ready(user: User) -> Viewer:
    """A moderator whose request has already read who they are."""
    viewer = Viewer(user)
    assert viewer.moderated_groups
    return viewer


def read(story: Story) -> Revision:
    """The waiting version as a request reads it before the others start."""
    return Revision.objects.select_related("author__profile").get(item_id=story.pk, version=1)


def publishers(story: Story, moderators: list[User]) -> list[partial]:
    """Each of them has read the waiting version and will publish it."""
    return [partial(publish, read(story), by=ready(user), version=1) for user in moderators]


def is_refused(result: object) -> bool:
    return isinstance(result, Refused)


def test_one_of_sixteen_decisions_counts(tell, author, moderators):
    verbs = [
        (partial(publish, version=1), RevisionState.PUBLISHED),
        (partial(send_back, version=1, **WORDS), RevisionState.CHANGES_REQUESTED),
        (partial(reject, version=1, **WORDS), RevisionState.REJECTED),
    ]
    for _ in range(ROUNDS):
        story = tell()
        chosen = [verbs[number % len(verbs)] for number in range(MODERATORS)]
        results = all_at_once(
            *(
                partial(verb, read(story), by=ready(user))
                for (verb, _state), user in zip(chosen, moderators, strict=True)
            )
        )
        winners = [number for number, result in enumerate(results) if not is_refused(result)]
        revision = read(story)
        assert len(winners) == 1
        assert revision.state == chosen[winners[0]][1]
        assert Decision.objects.get(revision=revision).decided_by == moderators[winners[0]]
        assert told(recipient=author, target=revision.public_id).count() == 1
        is_shown = Story.objects.get(pk=story.pk).published_id == revision.pk
        assert is_shown == (revision.state == RevisionState.PUBLISHED)


def test_who_is_too_late_is_told_who_was_faster(tell, moderators):
    story = tell()
    results = all_at_once(*publishers(story, moderators))
    winner = Decision.objects.get().decided_by.get_full_name()
    sentences = Counter(result.sentence for result in results if is_refused(result))
    assert sentences == {f"{winner} published this while you were reading. Nothing is left to decide.": 15}


def test_publishing_the_version_that_was_read_never_publishes_the_next(tell, author, moderators):
    for _ in range(ROUNDS):
        story = tell()
        write = partial(
            edit_story,
            Story.objects.get(pk=story.pk),
            by=Viewer(author),
            base=1,
            title="Along the canal",
            text="It went otherwise.",
            audience=Audience.PUBLIC,
        )
        results = all_at_once(write, *publishers(story, moderators[1:]))
        versions = dict(Revision.objects.filter(item_id=story.pk).values_list("version", "state"))
        published = Story.objects.select_related("published").get(pk=story.pk).published
        decided = sum(not is_refused(result) for result in results[1:])
        assert (
            decided
            == Decision.objects.filter(revision__item_id=story.pk).count()
            == int(published is not None)
        )
        if published:
            assert published.version == 1
            assert versions in ({1: "published"}, {1: "published", 2: "pending"})
        else:
            assert versions == {1: "superseded", 2: "pending"}
        assert is_refused(results[0]) == (2 not in versions)


def test_publishing_or_taking_back_but_not_both(tell, author, moderators):
    for _ in range(ROUNDS):
        story = tell()
        take_back = partial(withdraw, Story.objects.get(pk=story.pk), by=Viewer(author))
        results = all_at_once(take_back, *publishers(story, moderators[1:]))
        is_withdrawn = not is_refused(results[0])
        assert read(story).state == ("withdrawn" if is_withdrawn else "published")
        assert Decision.objects.filter(revision__item_id=story.pk).count() == int(not is_withdrawn)
        assert (Story.objects.get(pk=story.pk).published_id is None) == is_withdrawn


def test_one_of_sixteen_decides_about_a_report(tell, moderators):
    for number in range(ROUNDS):
        story = tell()
        publish(read(story), by=ready(moderators[0]), version=1)
        reader = make_person(f"reader{number}")
        report(Story.objects.get(pk=story.pk), by=Viewer(reader), reason=ReasonCode.SPAM, words="")
        case = Case.objects.select_related("revision").get(item_id=story.pk)
        verbs = [leave_as_it_is, partial(remove, seen=case.revision.public_id, **WORDS)]
        results = all_at_once(
            *(partial(verbs[place % 2], case, by=ready(user)) for place, user in enumerate(moderators))
        )
        assert sum(not is_refused(result) for result in results) == 1
        outcome = Decision.objects.get(case=case).outcome
        assert Case.objects.get(pk=case.pk).outcome == outcome
        assert (Story.objects.get(pk=story.pk).published_id is None) == (outcome == "removed")


def test_one_reader_reports_once_however_often_the_button_is_pressed(tell, moderators):
    story = tell()
    publish(read(story), by=ready(moderators[0]), version=1)
    reader = make_person("reader")
    press = partial(report, story, by=Viewer(reader), reason=ReasonCode.SPAM, words="")
    results = all_at_once(*[press] * 4)
    assert sum(map(is_refused, results)) == 3
    case = Case.objects.get(item_id=story.pk)
    assert case.report_count == case.reports.count() == 1


def test_reading_first_and_writing_then_lets_everybody_win(tell, moderators):
    """The negative control: without the conditional update this test would see sixteen decisions."""
    story = tell()

    def carelessly(revision: Revision) -> bool:
        assert revision.state == RevisionState.PENDING
        with transaction.atomic():
            revision.state = RevisionState.PUBLISHED
            revision.save(update_fields=["state"])
        return True

    results = all_at_once(*(partial(carelessly, read(story)) for _user in moderators))
    assert results == [True] * MODERATORS
