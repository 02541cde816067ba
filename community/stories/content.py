"""Stories as moderation sees them."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.notifications.actions import notify, settle
from community.groups.models import Group
from community.groups.querysets import group_scope
from community.moderation.content import Content, register
from community.moderation.models import Revision
from community.stories import notices
from community.stories.models import Audience, Story


def _columns(revision: Revision) -> Mapping[str, str]:
    """What is told in a private group never reaches further, whoever it was written for.

    The group is held until the story is published, so that it does not become private in between.
    """
    private = revision.group_id is not None and Group.objects.hold(revision.group_id).is_private
    return {"audience": Audience.GROUP if private else revision.audience}


def _changes(old: Revision, new: Revision) -> list[str]:
    """Say what differs in photos and readers; both revisions have their photos loaded."""
    before = {use.photo_id: use.description for use in old.photos.all()}
    after = {use.photo_id: use.description for use in new.photos.all()}
    sentences = []
    if old.audience != new.audience:
        sentences.append(_("Who may read it: now %(whom)s.") % {"whom": Audience(new.audience).label})
    for position, use in enumerate(new.photos.all(), start=1):
        if use.photo_id not in before:
            sentences.append(_("Photo %(number)d is new.") % {"number": position})
        elif before[use.photo_id] != use.description:
            sentences.append(_("Photo %(number)d has new words beside it.") % {"number": position})
    if gone := len(before.keys() - after.keys()):
        sentences.append(_("Photos taken out: %(number)d.") % {"number": gone})
    return sentences


def _tell_group(story: Any) -> None:
    scope = group_scope(story.group_id)
    notify(notices.TOLD, target=story.public_id, by=story.author_id, scope=scope)


STORY = register(
    Content(
        kind=Story.kind,
        model=Story,
        new=gettext_lazy("New story"),
        again=gettext_lazy("New version of a story"),
        columns=_columns,
        changes=_changes,
        template="community/stories/_revision.html",
        media_template="community/stories/_photos.html",
        related=("photos__photo",),
        url=lambda story: reverse("stories:detail", args=[story.public_id]),
        own_url=lambda story: reverse("stories:own", args=[story.public_id]),
        tell_readers=_tell_group,
        untell_readers=lambda story: settle(notices.TOLD, target=story.public_id),
    )
)
