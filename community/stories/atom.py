"""The Atom feed of a group: what it told that everybody may read."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from community.groups.models import Group
from community.stories.models import Story

CONTENT_TYPE = Atom1Feed.content_type
NEWEST = 20


def feed_of(group: Group, stories: Iterable[Story]) -> str:
    """Write the feed, the newest first. Names of people stand in it as they stand on the page."""
    page = _address("stories:group", group.slug)
    feed = Atom1Feed(
        title=_("Stories of %(group)s") % {"group": group.name},
        link=page,
        description="",
        feed_url=_address("stories:atom", group.slug),
        feed_guid=page,
        language=group.language,
    )
    for story in stories:
        feed.add_item(
            title=story.published.title if story.published else "",
            link=_address("stories:detail", story.public_id),
            unique_id=_address("stories:detail", story.public_id),
            description=str(story.opening[0]),
            author_name=story.author.get_full_name(),
            pubdate=story.published_at,
            updateddate=story.published.created_at if story.published else story.published_at,
        )
    return feed.writeString("utf-8")


def _address(name: str, argument: str) -> str:
    return settings.SITE_URL + reverse(name, args=[argument])
