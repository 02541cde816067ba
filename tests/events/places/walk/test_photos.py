"""Pictures of places: who sees them, who sends them, and how they go."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.identifiers import new_nonce, new_public_id
from accounts.images import open_rendition, renditions
from accounts.permissions import Refused, Viewer
from accounts.privacy.everything import photos
from accounts.users.models import Block
from events.places.walk.actions import keep_place_photo, take_down_photo
from events.places.walk.models import PlacePhoto
from events.places.walk.rules import can_add_place_photo, can_decide_on_photo, can_take_down_photo
from events.places.walk.tasks import tidy_walks

CAST = ("newcomer", "outsider", "member", "organizer", "site_moderator", "operator")


def picture():
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(file, "JPEG", comment=b"taken at home")
    return file.getvalue()


def url(name, *args):
    return reverse(f"places:{name}", args=args)


@pytest.fixture
def keep(as_viewer, place):
    """Keep a picture: ``keep(mira)``."""
    return lambda person, **fields: keep_place_photo(
        place, by=as_viewer(person), photo=renditions(picture()), **fields
    )


@pytest.fixture
def send(client_of, place):
    def post(person, headers=None, **fields):
        file = SimpleUploadedFile("gate.jpg", picture(), "image/jpeg")
        sent = {"photo": file, "nobody": "on", "nonce": new_public_id()} | fields
        return client_of(person).post(url("photo_new", place.slug), sent, headers=headers or {})

    return post


def statuses(client_of, people, address):
    return [client_of(person).get(address).status_code for person in people]


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (can_add_place_photo, {"outsider", "member", "organizer", "site_moderator", "operator"}),
        (can_take_down_photo, {"outsider", "member", "organizer", "site_moderator", "operator"}),
        (can_decide_on_photo, {"outsider", "organizer", "site_moderator", "operator"}),
    ],
)
def test_who_may(request, rule, allowed, as_viewer, keep, place, group):
    photo = keep(request.getfixturevalue("outsider"))
    subject = place if rule is can_add_place_photo else photo
    viewers = {name: as_viewer(request.getfixturevalue(name)) for name in CAST}
    assert {name for name, viewer in viewers.items() if rule(viewer, subject)} == allowed


def test_a_picture_of_a_draft_is_for_signed_in_people(client_of, keep, member, newcomer):
    address = keep(member).url()
    assert statuses(client_of, [None, newcomer, member], address) == [404, 200, 200]
    kept = client_of(member).get(address)
    assert (kept["Cache-Control"], kept.has_header("ETag")) == ("private, no-store", False)


def test_a_picture_of_a_checked_place_is_for_everybody(client_of, keep, member, checked_zone):
    answer = client_of(None).get(keep(member).url("large"))

    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer.content.startswith(b"RIFF")
    assert b"taken at home" not in answer.content


def test_a_picture_stays_for_whoever_blocked_its_maker(client_of, keep, member, outsider, place):
    photo = keep(member)
    Block.objects.put(blocker=outsider.pk, blocked=member.pk)
    page = client_of(outsider).get(url("detail", place.slug)).content.decode()
    assert photo.url() in page
    assert member.profile.display_name not in page


def test_a_sent_picture_stands_on_the_page_with_its_words(client_of, send, outsider, place):
    answer = send(outsider, description="The gate at the north end")

    assert answer.url == url("detail", place.slug)
    assert 'alt="The gate at the north end"' in client_of(outsider).get(answer.url).content.decode()


def test_the_walk_is_told_where_its_picture_is(send, member, zone):
    answer = send(member, {"Accept": "application/json"}, zone=zone.public_id, line="kerb")

    photo = PlacePhoto.objects.get()
    assert (answer.status_code, photo.zone, photo.line) == (201, zone, "kerb")
    assert answer.json() == {"url": photo.url("small"), "remove": url("photo_remove", photo.public_id)}


def test_a_picture_sent_twice_is_kept_once(send, outsider):
    nonce = new_public_id()
    assert [send(outsider, nonce=nonce).status_code for _time in range(2)] == [302, 302]
    assert PlacePhoto.objects.get().public_id == nonce


def test_a_picture_goes_by_nothing_but_an_id(keep, member):
    with pytest.raises(Refused, match="choose the photo once more"):
        keep(member, nonce="a/b")
    assert not PlacePhoto.objects.exists()


def test_a_picture_sent_from_another_account_is_refused(keep, member, other_member):
    nonce = new_public_id()
    keep(member, nonce=nonce)
    with pytest.raises(Refused, match="another account"):
        keep(other_member, nonce=nonce)
    assert PlacePhoto.objects.get().owner == member


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"nobody": ""}, "people on it have not been asked"),
        ({"photo": SimpleUploadedFile("x.svg", b"<svg>", "image/svg+xml")}, "This is a drawing"),
        ({"nonce": "x" * 15}, "choose the photo once more"),
        ({"zone": new_nonce()}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(send, outsider, fields, sentence):
    answer = send(outsider, {"Accept": "application/json"}, **fields)
    assert answer.status_code == 400
    assert sentence in answer.json()["sentence"]
    assert not PlacePhoto.objects.exists()


def test_many_pictures_an_hour_are_enough(send, outsider, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "1/h/user"}
    answers = [send(outsider, {"Accept": "application/json"}).status_code for _time in range(2)]
    assert answers == [201, 429]


def test_taken_down_is_gone_for_everybody_at_once(client_of, keep, member, other_member, operator, place):
    photo = keep(member)
    client_of(other_member).post(url("photo_remove", photo.public_id))

    assert statuses(client_of, [member, other_member, operator], photo.url()) == [404, 404, 404]
    assert photo.url() not in client_of(member).get(url("detail", place.slug)).content.decode()
    photo.refresh_from_db()
    assert photo.hidden_by == other_member


@pytest.mark.parametrize(("who", "is_there"), [("member", False), ("organizer", False), ("outsider", True)])
def test_who_may_decide_takes_the_file_too(request, as_viewer, keep, member, group, who, is_there):
    photo = keep(member)
    assert take_down_photo(photo, by=as_viewer(request.getfixturevalue(who))) is True
    assert is_kept(photo) is is_there


def test_the_second_to_take_it_down_is_told(as_viewer, keep, member, other_member):
    photo = keep(member)
    assert [take_down_photo(photo, by=as_viewer(who)) for who in (other_member, member)] == [True, False]
    photo.refresh_from_db()
    assert photo.hidden_by == other_member


def test_a_stranger_takes_nothing_down(keep, member, stranger: Viewer):
    with pytest.raises(PermissionDenied):
        take_down_photo(keep(member), by=stranger)


def test_hidden_files_go_after_a_month(as_viewer, keep, member, outsider):
    photo = keep(member)
    take_down_photo(photo, by=as_viewer(outsider))
    for days, is_there in ((29, True), (31, False)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tidy_walks()
        assert is_kept(photo) is is_there


def test_an_archive_has_ones_own_pictures(as_viewer, keep, member, outsider):
    photo, gone = keep(member), keep(member)
    keep(outsider)
    take_down_photo(gone, by=as_viewer(member))
    assert photos(member.pk) == {photo.public_id: photo.key}


def is_kept(photo):
    try:
        open_rendition(photo.key, 640).close()
    except FileNotFoundError:
        return False
    return True
