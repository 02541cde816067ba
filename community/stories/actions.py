"""What happens to stories; deciding about them and taking them back is moderation's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.images import Renditions, store
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from community.moderation.actions import submit
from community.moderation.models import Revision
from community.moderation.states import RevisionState
from community.stories.models import Audience, Photo, RevisionPhoto, Story
from community.stories.rules import can_edit_story, can_tell_story, can_upload_photo

FOLDER = "stories"


@dataclass(frozen=True)
class Shown:
    """One photo of a story, described for people who cannot see it."""

    photo: Photo
    description: str


@transaction.atomic
@permitted(can_upload_photo)
def keep_photo(*, by: Viewer, photo: Renditions) -> Photo:
    """Keep the clean copies of an upload. Nobody else sees them until a story does."""
    return Photo.objects.create(
        owner_id=by.person_pk, key=store(photo, under=FOLDER), width=photo.width, height=photo.height
    )


@transaction.atomic
@permitted(can_tell_story)
def tell_story(
    group: Group,
    *,
    by: Viewer,
    nonce: str,
    title: str,
    text: str,
    audience: Audience,
    photos: Sequence[Shown] = (),
) -> Story:
    """Send a new story to the moderators. The same form sent twice makes one."""
    now = Group.objects.hold(group.pk)
    if now.is_archived:
        raise Refused(_("This group rests: nobody tells stories in it now. Your text is kept on this page."))
    audience = Audience.GROUP if now.is_private else audience
    try:
        story, is_new = Story.objects.get_or_create(
            nonce=nonce, author_id=by.person_pk, defaults={"group": group, "audience": audience}
        )
    except IntegrityError:
        raise Refused(_("This form was used already. Load the page again.")) from None
    if is_new:
        _attach(submit(story, by=by, base=0, title=title, text=text, audience=audience), photos)
    return story


@transaction.atomic
@permitted(can_edit_story)
def edit_story(
    story: Story,
    *,
    by: Viewer,
    base: int,
    title: str,
    text: str,
    audience: Audience,
    photos: Sequence[Shown] = (),
) -> Revision:
    """Send a next version. What readers see stays as it is until a moderator decides."""
    story.refresh_from_db(fields=["newest"])
    newest = story.newest
    if Group.objects.hold(story.group_id).is_private:
        audience = Audience.GROUP
    if newest and _is_same(newest, title, text, audience, photos):
        if newest.state in (RevisionState.PENDING, RevisionState.PUBLISHED):
            return newest
        if newest.state in (RevisionState.CHANGES_REQUESTED, RevisionState.REJECTED):
            raise Refused(_("Nothing has changed yet. Change what the moderator wrote about, then send it."))
    revision = submit(story, by=by, base=base, title=title, text=text, audience=audience)
    _attach(revision, photos)
    return revision


def _attach(revision: Revision, photos: Sequence[Shown]) -> None:
    RevisionPhoto.objects.bulk_create(
        RevisionPhoto(revision=revision, photo=shown.photo, position=position, description=shown.description)
        for position, shown in enumerate(photos)
    )


def _is_same(revision: Revision, title: str, text: str, audience: str, photos: Sequence[Shown]) -> bool:
    uses = RevisionPhoto.objects.filter(revision=revision).values_list("photo_id", "description")
    shown = [(photo.photo.pk, photo.description) for photo in photos]
    return (revision.title, revision.text, revision.audience, list(uses)) == (title, text, audience, shown)
