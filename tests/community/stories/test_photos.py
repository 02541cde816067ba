"""The bytes of a photo: who gets them, from when to when."""

import pytest
from django.urls import reverse

from community.groups.models import Membership
from community.stories.models import Photo

CAST = {
    "stranger": None,
    "author": "member",
    "member": "other_member",
    "moderator": "moderator",
    "site": "site_moderator",
    "other group's moderator": "other_moderator",
    "outsider": "outsider",
}
DECIDERS = {"moderator", "site"}


@pytest.fixture
def who_sees(request, client_of):
    """Names of those who get the bytes, in any size; everybody else learns nothing."""
    clients = {
        name: client_of(request.getfixturevalue(fixture) if fixture else None)
        for name, fixture in CAST.items()
    }

    def ask(photo):
        found = {}
        for size in ("large", "medium", "small"):
            url = reverse("stories:photo", args=[photo.public_id, size])
            for name, client in clients.items():
                response = client.get(url)
                assert response.status_code in (200, 404)
                if response.status_code == 200:
                    assert response.content.startswith(b"RIFF")
                    found.setdefault(size, set()).add(name)
        assert found.get("large", set()) == found.get("medium", set()) == found.get("small", set())
        return found.get("large", set())

    return ask


def test_an_upload_is_its_owners_alone(upload, member, who_sees):
    assert who_sees(upload(member)) == {"author"}


def test_a_waiting_storys_photo_is_for_its_author_and_moderators(upload, tell, member, group, who_sees):
    photo = upload(member)
    tell(member, group, audience="public", photos=[photo])
    assert who_sees(photo) == {"author"} | DECIDERS


def test_a_photo_sent_back_is_no_longer_for_moderators(
    upload, tell, member, group, organizer, send_it_back, who_sees
):
    photo = upload(member)
    send_it_back(tell(member, group, photos=[photo]), organizer)
    assert who_sees(photo) == {"author"}


def test_a_groups_photo_is_for_its_members(upload, published, member, group, organizer, who_sees):
    photo = upload(member)
    published(member, group, by=organizer, photos=[photo])
    assert who_sees(photo) == {"author", "member", "moderator"}


def test_a_public_photo_is_for_everybody(upload, published, member, group, organizer, who_sees):
    photo = upload(member)
    published(member, group, by=organizer, audience="public", photos=[photo])
    assert who_sees(photo) == set(CAST)


def test_a_reported_photo_is_for_the_site_moderators_too(
    upload, published, member, other_member, group, organizer, reported, who_sees
):
    photo = upload(member)
    story = published(member, group, by=organizer, photos=[photo])
    reported(story, other_member)
    assert who_sees(photo) == {"author", "member", "moderator", "site"}


def test_a_removed_photo_is_for_nobody_and_comes_back_with_the_undo(
    upload, published, member, other_member, group, organizer, removed, who_sees, client_of
):
    photo = upload(member)
    story = published(member, group, by=organizer, audience="public", photos=[photo])
    case = removed(story, reporter=other_member, by=organizer)
    assert who_sees(photo) == set()
    client_of(organizer).post(reverse("moderation:restore", args=[case.public_id]))
    assert who_sees(photo) == set(CAST)


def test_a_removed_photo_is_not_shown_by_another_story(
    upload, published, member, other_member, group, organizer, removed, who_sees
):
    photo = upload(member)
    story = published(member, group, by=organizer, audience="public", photos=[photo])
    published(member, group, by=organizer, audience="public", photos=[photo])
    removed(story, reporter=other_member, by=organizer)
    assert who_sees(photo) == set()


def test_a_photo_is_gone_for_who_left_the_group(
    upload, published, member, other_member, group, organizer, client_of
):
    photo = upload(member)
    published(member, group, by=organizer, photos=[photo])
    client, url = client_of(other_member), reverse("stories:photo", args=[photo.public_id, "small"])
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=other_member).delete()
    assert client.get(url).status_code == 404


def test_private_bytes_are_kept_by_no_cache_and_public_ones_are_asked_for_again(
    upload, published, member, group, organizer, client_of
):
    private, public = upload(member), upload(member)
    published(member, group, by=organizer, photos=[private])
    published(member, group, by=organizer, audience="public", photos=[public])
    client = client_of(member)
    response = client.get(reverse("stories:photo", args=[private.public_id, "small"]))
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    response = client_of(None).get(reverse("stories:photo", args=[public.public_id, "small"]))
    assert response["Cache-Control"] == "public, no-cache"
    again = client_of(None).get(
        reverse("stories:photo", args=[public.public_id, "small"]),
        headers={"If-None-Match": response["ETag"]},
    )
    assert again.status_code == 304


def test_bytes_come_as_a_picture_and_as_nothing_else(upload, member, client_of):
    response = client_of(member).get(reverse("stories:photo", args=[upload(member).public_id, "large"]))
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_other_sizes_and_lost_files_are_not_found(upload, member, client_of):
    photo = upload(member)
    assert client_of(member).get(f"/stories/photos/{photo.public_id}/huge/").status_code == 404
    Photo.objects.update(key="stories/aa/aaaaaaaaaaaaaaaaaaaaaa")
    assert client_of(member).get(f"/stories/photos/{photo.public_id}/small/").status_code == 404


def test_browsers_are_told_the_width_of_each_copy():
    photo = Photo(public_id="x" * 16, width=1200, height=1600)
    base = f"/stories/photos/{'x' * 16}"
    assert photo.srcset == f"{base}/small/ 120w, {base}/medium/ 480w, {base}/large/ 1200w"
