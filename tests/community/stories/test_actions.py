import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from accounts.identifiers import new_nonce
from accounts.images import open_rendition
from accounts.permissions import Refused
from community.moderation.models import Revision
from community.stories.actions import Shown, edit_story, tell_story
from community.stories.models import Audience, RevisionPhoto, Story

WORDS = {"title": "Eight lengths", "text": "It went well.", "audience": Audience.GROUP}


def test_the_same_form_sent_twice_makes_one_story(member, group, as_viewer):
    nonce = new_nonce()
    first, second = (tell_story(group, by=as_viewer(member), nonce=nonce, **WORDS) for _ in range(2))
    assert first == second
    assert Story.objects.count() == Revision.objects.count() == 1


def test_somebody_elses_form_makes_nothing(member, other_member, group, as_viewer):
    nonce = new_nonce()
    tell_story(group, by=as_viewer(member), nonce=nonce, **WORDS)
    with pytest.raises(Refused, match="used already"):
        tell_story(group, by=as_viewer(other_member), nonce=nonce, **WORDS)
    assert Story.objects.count() == 1


def test_outsiders_tell_nothing(outsider, group, as_viewer):
    with pytest.raises(PermissionDenied):
        tell_story(group, by=as_viewer(outsider), nonce=new_nonce(), **WORDS)


def test_photos_keep_their_order_and_their_words(member, group, as_viewer, upload):
    photos = [Shown(upload(member), f"Photo {number}") for number in range(4)]
    story = tell_story(group, by=as_viewer(member), nonce=new_nonce(), photos=photos, **WORDS)
    assert [(use.photo, use.description) for use in story.newest.photos.all()] == [
        (shown.photo, shown.description) for shown in photos
    ]


def test_a_kept_photo_lies_in_three_sizes(member, upload):
    photo = upload(member)
    for size in (1600, 640, 160):
        with open_rendition(photo.key, size) as file:
            assert file.read() == b"RIFFcopy%d" % size


def test_the_same_edit_sent_twice_makes_one_version(pending_story, member, as_viewer):
    for _ in range(2):
        edit_story(pending_story, by=as_viewer(member), base=1, **WORDS | {"text": "Better."})
    assert Revision.objects.count() == 2


def test_an_edit_of_an_old_version_is_refused_and_changes_nothing(pending_story, member, as_viewer):
    edit_story(pending_story, by=as_viewer(member), base=1, **WORDS | {"text": "On the phone."})
    with pytest.raises(Refused, match="You changed this elsewhere"):
        edit_story(pending_story, by=as_viewer(member), base=1, **WORDS | {"text": "At the desk."})
    assert [row.text for row in Revision.objects.order_by("version")] == ["It went well.", "On the phone."]


def test_a_new_photo_alone_is_a_change_that_waits(published_story, member, as_viewer, upload):
    same = {name: getattr(published_story.newest, name) for name in ("title", "text", "audience")}
    revision = edit_story(
        published_story, by=as_viewer(member), base=1, photos=[Shown(upload(member), "")], **same
    )
    assert (revision.version, revision.state) == (2, "pending")
    published_story.refresh_from_db()
    assert published_story.published.version == 1
    assert published_story.published.photos.count() == 0


def test_a_photo_stands_once_in_a_version(pending_story, member, upload):
    photo = upload(member)
    RevisionPhoto.objects.create(revision=pending_story.newest, photo=photo, position=0)
    with pytest.raises(IntegrityError):
        RevisionPhoto.objects.create(revision=pending_story.newest, photo=photo, position=1)


def test_an_edit_after_its_edit_was_taken_back_starts_from_what_readers_see(
    published_story, member, as_viewer
):
    edit_story(published_story, by=as_viewer(member), base=1, **WORDS | {"text": "A detour."})
    Revision.objects.filter(version=2).update(state="withdrawn")
    story = Story.objects.for_author().get()
    assert story.draft.text == "It went well."
    assert story.is_editable
    assert not story.is_withdrawable
