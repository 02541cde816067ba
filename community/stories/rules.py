"""Who may tell, change and report stories."""

from accounts.permissions import Viewer
from community.groups.models import Group
from community.stories.models import Story


def can_tell_story(viewer: Viewer, group: Group) -> bool:
    """Members who are ready."""
    return viewer.is_ready and viewer.is_member_of(group.pk)


def can_edit_story(viewer: Viewer, story: Story) -> bool:
    """Its author, as long as they belong to the group."""
    return viewer.is_ready and story.author_id == viewer.pk and viewer.is_member_of(story.group_id)


def can_upload_photo(viewer: Viewer, subject: None = None) -> bool:
    return viewer.is_ready
