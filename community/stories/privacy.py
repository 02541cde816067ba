"""What somebody told, with its versions and photos; what stays of it without a name."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy, ngettext

from accounts.editions import public_words_change
from accounts.notifications.actions import settle
from accounts.users.given import Data, given
from accounts.users.privacy import delete_photos_later
from community.moderation.models import PERSON, Revision
from community.moderation.notices import WAITING
from community.moderation.states import RevisionState
from community.stories.models import Photo, RevisionPhoto, Story
from community.stories.notices import TOLD

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "stories": gettext_lazy("Stories"),
    "versions": gettext_lazy("What you wrote, version by version"),
    "photos": gettext_lazy("Photos"),
    "photos-shown": gettext_lazy("Where you showed photos"),
    "title": gettext_lazy("Title"),
    "seen_by": gettext_lazy("Who may read it"),
    "published_at": gettext_lazy("Published"),
    "story": gettext_lazy("Story"),
    "width": gettext_lazy("Width in pixels"),
    "height": gettext_lazy("Height in pixels"),
    "sent_in": gettext_lazy("In version"),
    "position": gettext_lazy("Order"),
    "description": gettext_lazy("Description"),
}
STORY = {
    "id": "public_id",
    "group": "group__name",
    "seen_by": "audience",
    "made_at": "created_at",
    "published_at": "published_at",
}
VERSION = {
    "id": "public_id",
    "kind": "kind",
    "version": "version",
    "state": "state",
    "title": "title",
    "text": "text",
    "seen_by": "audience",
    "made_at": "created_at",
}
SHOWN = {
    "photo": "photo__public_id",
    "sent_in": "revision__public_id",
    "position": "position",
    "description": "description",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Everything one wrote, whatever became of it; not what a report about oneself kept of the profile."""
    photos = Photo.objects.filter(owner=user_id)
    return {
        "stories": given(Story.objects.filter(author=user_id), **STORY),
        "versions": given(Revision.objects.filter(author=user_id).exclude(kind=PERSON), **VERSION),
        "photos": given(photos, id="public_id", width="width", height="height", made_at="uploaded_at"),
        "photos-shown": given(RevisionPhoto.objects.filter(revision__author=user_id), **SHOWN),
    }


def photos(user_id: int) -> dict[str, str]:
    """All uploads, shown or not."""
    return dict(Photo.objects.filter(owner=user_id).values_list("public_id", "key"))


def ends(user_id: int) -> list[str]:
    """What the page says about stories."""
    number = Story.objects.filter(author=user_id, published__isnull=False).count()
    sentence = ngettext(
        "%(n)d published story of yours keeps your name for these 14 days. What then, you choose below.",
        "%(n)d published stories of yours keep your name for these 14 days. What then, you choose below.",
        number,
    )
    return [sentence % {"n": number}] if number else []


def erase(user_id: int, *, with_texts: bool) -> None:
    """What nobody but moderators read goes in every case; what is published, if the person wants it."""
    if with_texts:
        _take_down(user_id)
    mine = Revision.objects.filter(author=user_id)
    for waiting in mine.filter(state=RevisionState.PENDING):
        settle(WAITING, target=waiting.public_id)
    open_ends = (RevisionState.PENDING, RevisionState.CHANGES_REQUESTED)
    mine.filter(state__in=open_ends).update(state=RevisionState.WITHDRAWN)
    shown = Story.objects.filter(author=user_id, published__isnull=False).values("published")
    mine.exclude(pk__in=shown).update(title="", text="")
    RevisionPhoto.objects.filter(revision__author=user_id).exclude(revision__in=shown).delete()
    _forget_photos(user_id)
    public_words_change()


def _take_down(user_id: int) -> None:
    """Take the texts from their readers. Rows stay: reports and decisions are about them."""
    published = Story.objects.filter(author=user_id, published__isnull=False)
    for story in published:
        settle(TOLD, target=story.public_id)
    Revision.objects.filter(pk__in=published.values("published")).update(state=RevisionState.WITHDRAWN)
    published.update(published=None)


def _forget_photos(user_id: int) -> None:
    """Uploads that no version shows any more, and their files once the rows are gone."""
    unused = Photo.objects.filter(owner=user_id).filter(~Exists(_uses()))
    keys = list(unused.values_list("key", flat=True))
    unused.delete()
    delete_photos_later(keys)


def _uses():
    return RevisionPhoto.objects.filter(photo=OuterRef("pk"))
