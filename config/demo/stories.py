"""Tell a story of the plan, picture and all, and publish it if somebody is to have read it."""

from accounts.identifiers import new_nonce
from accounts.images import renditions
from accounts.permissions import Viewer
from community.groups.models import Group
from community.moderation.actions import publish
from community.stories.actions import Shown, keep_photo, tell_story
from community.stories.models import Audience, Story
from config.demo.pictures import PICTURES
from config.demo.plan import StoryPlan


def tell(plan: StoryPlan, group: Group, *, by: Viewer, published_by: Viewer | None) -> Story:
    photos = [_photo(plan, by)] if plan.picture else []
    story = tell_story(
        group,
        by=by,
        nonce=new_nonce(),
        title=plan.title,
        text=plan.text,
        audience=Audience(plan.audience),
        photos=photos,
    )
    if published_by and story.newest:
        publish(story.newest, by=published_by, version=story.newest.version)
    return story


def _photo(plan: StoryPlan, by: Viewer) -> Shown:
    return Shown(keep_photo(by=by, photo=renditions(PICTURES[plan.picture]())), plan.description)
