"""Tell a story of the plan, picture and all, and let it go through what the plan says."""

from datetime import timedelta

from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.images import renditions
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Group
from community.moderation.actions import publish, report, send_back
from community.moderation.models import ReasonCode
from community.stories.actions import Shown, edit_story, keep_photo, tell_story
from community.stories.models import Audience, Story
from config.demo.cast import Person
from config.demo.pictures import PICTURES
from config.demo.plan import StoryPlan


def viewer(person: Person) -> Viewer:
    """As this person's next request would see things."""
    return Viewer(User.objects.with_profile().get(email=person.email))


def tell(plan: StoryPlan, group: Group) -> None:
    by = viewer(plan.by)
    photos = [_photo(plan, by)] if plan.picture else []
    audience = Audience(plan.audience)
    story = tell_story(
        group,
        by=by,
        nonce=new_nonce(),
        title=plan.title,
        text=plan.text,
        audience=audience,
        photos=photos,
    )
    _decide(plan, story)
    if plan.edited:
        edit_story(story, by=by, base=1, title=plan.title, text=plan.edited, audience=audience, photos=photos)
    if plan.reported_by:
        report(story, by=viewer(plan.reported_by), reason=ReasonCode.HOUSE_RULE, words=plan.words)


def _decide(plan: StoryPlan, story: Story) -> None:
    newest = story.newest
    if newest is None:
        return
    if plan.published_by:
        publish(newest, by=viewer(plan.published_by), version=newest.version)
        told_at = timezone.now() - timedelta(days=plan.days_ago)
        own = Story.objects.authored_by(viewer(plan.by))
        own.filter(pk=story.pk).update(published_at=told_at)
    elif plan.sent_back_by:
        by = viewer(plan.sent_back_by)
        send_back(newest, by=by, version=newest.version, reason=ReasonCode.HOUSE_RULE, words=plan.words)


def _photo(plan: StoryPlan, by: Viewer) -> Shown:
    return Shown(keep_photo(by=by, photo=renditions(PICTURES[plan.picture]())), plan.description)
