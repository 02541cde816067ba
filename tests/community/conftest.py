"""Stories in every state, told and decided by the cast."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.identifiers import new_nonce
from accounts.images import Rendition, Renditions
from community.moderation.actions import publish, remove, report, send_back
from community.moderation.models import ReasonCode
from community.stories.actions import Shown, keep_photo, tell_story
from community.stories.models import Audience

EVERYBODYS = re.compile(
    r"django_session|django_cache|FROM .accounts_user.|SAVEPOINT|accounts_notification|PRAGMA"
)


@pytest.fixture
def queries_of():
    """How many queries of the domain a page costs: session, user, profile and cache are everybody's."""

    def count(client, url, **headers):
        client.get(url, headers=headers)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url, headers=headers)
        assert response.status_code == 200
        own = [query["sql"] for query in captured if not EVERYBODYS.search(query["sql"])]
        print(*own, sep="\n")  # noqa: T201  shown when the number is wrong
        return len(own)

    return count


@pytest.fixture
def jpeg():
    """The bytes of a small real photo."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "#a24c34").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def upload(as_viewer):
    """Keep a photo of this person's, without asking the child process."""

    def keep(user):
        copies = {size: Rendition(40, 30, b"RIFFcopy%d" % size) for size in (1600, 640, 160)}
        return keep_photo(by=as_viewer(user), photo=Renditions(copies))

    return keep


@pytest.fixture
def tell(as_viewer):
    """Tell a story; it waits."""

    def told(
        author, group, *, title="My first eight lengths", text="It went well.", audience="group", photos=()
    ):
        return tell_story(
            group,
            by=as_viewer(author),
            nonce=new_nonce(),
            title=title,
            text=text,
            audience=Audience(audience),
            photos=[Shown(photo, "Two shoes") for photo in photos],
        )

    return told


@pytest.fixture
def published(tell, as_viewer):
    """Tell a story and have it published."""

    def shown(author, group, *, by, **fields):
        story = tell(author, group, **fields)
        publish(story.newest, by=as_viewer(by), version=1)
        story.refresh_from_db()
        return story

    return shown


@pytest.fixture
def pending_story(tell, member, group):
    """Told by ``member``; the moderators of ``group`` have not read it."""
    return tell(member, group)


@pytest.fixture
def published_story(published, member, group, organizer):
    """Told by ``member`` and published by ``organizer``, for the group."""
    return published(member, group, by=organizer)


@pytest.fixture
def send_it_back(as_viewer):
    def sent(story, by):
        return send_back(
            story.newest,
            by=as_viewer(by),
            version=story.newest.version,
            reason=ReasonCode.HOUSE_RULE,
            words="Could you say it as your own experience?",
        )

    return sent


@pytest.fixture
def reported(as_viewer):
    """Report a story; return its case."""

    def done(story, by, words="This is our meeting point."):
        return report(story, by=as_viewer(by), reason=ReasonCode.PRIVACY, words=words).case

    return done


@pytest.fixture
def removed(as_viewer, reported):
    """Report a story and have it removed; return the case."""

    def done(story, *, reporter, by):
        case = reported(story, reporter)
        remove(
            case,
            by=as_viewer(by),
            seen=story.published.public_id,
            reason=ReasonCode.PRIVACY,
            words="It names a home.",
        )
        story.refresh_from_db()
        case.refresh_from_db()
        return case

    return done
