"""A person's page, and the pages on which its owner fills it in."""

import io

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from accounts.editions import EDITION, edition_for_next
from accounts.geography import snap_to_cell
from accounts.images import photo_storage
from accounts.models import Block, Profile
from accounts.permissions import Refused
from accounts.users.actions import PHOTO_SIZES, change_photo, edit_profile, remove_photo
from accounts.users.handles import shape_of
from accounts.users.tasks import delete_photos

EDIT, RUNNING, PHOTO = (reverse(f"users:{name}") for name in ("edit", "running", "photo"))


def text_of(response):
    return response.content.decode()


def main_of(response):
    return text_of(response).split("<main")[1].split("</main>")[0]


def page_of(user):
    return reverse("people:profile", args=[Profile.objects.get(user=user).handle])


def filled(client, address, **typed):
    """What a browser would send: the page's own form with some of it changed."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in held.items() if name != "photo"} | typed


def picture(color="navy", size=(800, 600), name="me.jpg"):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def profile_of(user):
    return Profile.objects.get(user=user)


# The page


def test_a_page_shows_each_reader_what_is_for_them(client_of, member, other_member, outsider):
    Profile.objects.filter(user=member).update(bio="For my groups.", goal="race", goal_seen_by="people")
    seen = {who: main_of(client_of(who).get(page_of(member))) for who in (member, other_member, outsider)}
    assert ["For my groups." in seen[who] for who in (member, other_member, outsider)] == [True, True, False]
    assert all("A race or a distance" in page for page in seen.values())
    assert ["How you run" in seen[who] for who in (member, other_member, outsider)] == [True, False, False]


def test_a_stranger_is_led_to_sign_in_whether_the_person_exists_or_not(client_of, member):
    there, nowhere = page_of(member), reverse("people:profile", args=["nobody-at-all"])
    for address in (there, nowhere):
        response = client_of(None).get(address)
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={address}")


def test_capitals_and_an_at_lead_to_the_same_page(client_of, member, other_member):
    Profile.objects.filter(user=member).update(handle="mira-b")
    for typed in ("mira-b", "Mira-B", "@mira-b"):
        assert client_of(other_member).get(f"/people/{typed}/").status_code == 200


def test_the_own_page_is_looked_at_with_the_eyes_of_each_kind_of_reader(client_of, member):
    Profile.objects.filter(user=member).update(bio="For my groups.", birth_year=1990)
    client = client_of(member)
    shown = {
        who: main_of(client.get(page_of(member) + f"?as={who}")) for who in ("me", "groups", "people", "x")
    }
    assert ["For my groups." in shown[who] for who in shown] == [True, True, False, True]
    assert [f"{timezone.now().year - 1990} this year" in shown[who] for who in shown] == [
        True,
        False,
        False,
        True,
    ]
    assert ['aria-current="true">Everybody with an account' in shown[who] for who in shown] == [
        False,
        False,
        True,
        False,
    ]


def test_nobody_chooses_their_eyes_on_the_page_of_another(client_of, member, outsider):
    Profile.objects.filter(user=member).update(bio="For my groups.")
    for who in ("me", "groups"):
        assert "For my groups." not in main_of(client_of(outsider).get(page_of(member) + f"?as={who}"))


def test_a_minor_is_told_that_the_page_is_not_there_for_others(client_of, member):
    Profile.objects.filter(user=member).update(birth_year=timezone.now().year - 17)
    assert "this page is not there" in main_of(client_of(member).get(page_of(member) + "?as=people"))
    assert "this page is not there" not in main_of(client_of(member).get(page_of(member) + "?as=groups"))


def test_withheld_pages_are_the_page_of_nobody(client_of, member, other_member, outsider):
    nowhere = reverse("people:profile", args=["nobody-at-all"])
    Profile.objects.filter(user=member).update(birth_year=timezone.now().year - 17)
    Block.objects.create(blocker=other_member, blocked=outsider)
    for user in (member, other_member):
        withheld, missing = client_of(outsider).get(page_of(user)), client_of(outsider).get(nowhere)
        assert withheld.status_code == 404
        handle = profile_of(user).handle
        assert text_of(withheld).replace(handle, "") == text_of(missing).replace("nobody-at-all", "")


def test_who_may_do_something_about_a_person_finds_it_on_their_page(client_of, member, other_member):
    assert reverse("users:block", args=[member.public_id]) in main_of(
        client_of(other_member).get(page_of(member))
    )
    assert reverse("users:block", args=[member.public_id]) not in main_of(
        client_of(member).get(page_of(member))
    )


def test_lists_of_members_lead_to_their_pages(client_of, group, member, other_member):
    listed = main_of(client_of(member).get(reverse("groups:members", args=[group.slug])))
    assert f'href="{page_of(other_member)}"' in listed


# Filling it in


def test_a_profile_is_filled_in_and_read_again(client_of, member):
    client = client_of(member)
    typed = {
        "display_name": "Mira B.",
        "handle": "@Mira-B",
        "bio": "Heels\r\n\r\n\r\nfirst.",
        "age_seen_by": "groups",
    }
    assert client.post(EDIT, filled(client, EDIT, **typed)).url == reverse("users:me")
    typed = {
        "stage": "2",
        "goal": "spotting",
        "pace_from": "9:05",
        "pace_to": "7:30",
        "languages": ["tr", "de"],
    }
    assert client.post(RUNNING, filled(client, RUNNING, **typed)).url == reverse("users:me")
    found = profile_of(member)
    assert (found.display_name, found.handle, found.bio) == ("Mira B.", "mira-b", "Heels\n\nfirst.")
    assert (found.stage, found.goal, found.pace, found.languages) == (
        2,
        "spotting",
        "7:30–9:05",
        ["tr", "de"],
    )
    assert (found.age_seen_by, found.bio_seen_by) == ("groups", "groups")


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("", "", ""),
        ("8", "", "8:00"),
        ("", "8.30", "8:30"),
        ("7:30", "7:30", "7:30"),
        ("٧:٣٠", "", "7:30"),
        ("2:00", "60:00", "2:00–60:00"),
    ],
)
def test_a_pace_is_a_range_one_figure_or_nothing(client_of, member, start, end, kept):
    client = client_of(member)
    client.post(RUNNING, filled(client, RUNNING, pace_from=start, pace_to=end))
    assert profile_of(member).pace == kept


@pytest.mark.parametrize("typed", ["1:59", "60:01", "7:60", "-3", "7:3", "fast", "7'30", "999"])
def test_what_is_no_pace_is_said(client_of, member, typed):
    client = client_of(member)
    response = client.post(RUNNING, filled(client, RUNNING, pace_from=typed))
    assert "Write minutes and seconds" in text_of(response)
    assert profile_of(member).pace == ""


def test_thirteen_languages_are_too_many_and_unknown_ones_none(client_of, member):
    client = client_of(member)
    many = ["de", "en", "fr", "es", "it", "tr", "ar", "uk", "pl", "nl", "da", "sv", "fi"]
    for languages, sentence in ((many, "Choose twelve at most"), (["tlh"], "is not one of the available")):
        response = client.post(RUNNING, filled(client, RUNNING, languages=languages))
        assert sentence in text_of(response)
    assert profile_of(member).languages == []


def test_an_emergency_contact_has_a_name_and_a_number_or_neither(client_of, member):
    client, address = client_of(member), reverse("users:emergency")
    sent = filled(
        client, address, emergency_name="Leyla", emergency_phone="+49 (6221) 00-11", photo_consent="ask"
    )
    assert client.post(address, sent).url == reverse("users:me")
    found = profile_of(member)
    assert (found.emergency_name, found.emergency_phone, found.photo_consent) == (
        "Leyla",
        "+49 (6221) 00-11",
        "ask",
    )
    client.post(address, filled(client, address, emergency_name="", emergency_phone=""))
    assert profile_of(member).emergency_phone == ""


def test_no_page_shows_an_emergency_contact_to_anybody_else(
    client_of, member, other_member, organizer, operator
):
    Profile.objects.filter(user=member).update(emergency_name="Aunt Zelda", emergency_phone="+49 4711")
    for reader in (other_member, organizer, operator, member):
        assert "Zelda" not in text_of(client_of(reader).get(page_of(member)))


def test_of_two_windows_the_slower_one_is_told_and_may_insist(client_of, member):
    client = client_of(member)
    slow = filled(client, EDIT, bio="From the slow window.")
    client.post(EDIT, filled(client, EDIT, bio="From the quick window."))
    told = client.post(EDIT, slow)
    assert "You changed this in another window" in text_of(told)
    assert "From the slow window." in text_of(told)
    assert profile_of(member).bio == "From the quick window."
    client.post(EDIT, slow | {"base": told.context["form"]["base"].value()})
    assert profile_of(member).bio == "From the slow window."


def test_the_same_form_sent_twice_changes_once(client_of, member):
    client = client_of(member)
    sent = filled(client, RUNNING, stage="1")
    assert client.post(RUNNING, sent).status_code == 302
    client.post(RUNNING, sent)
    assert profile_of(member).stage == 1


def test_a_new_name_is_on_pages_for_strangers_with_the_next_request(
    client_of, member, django_capture_on_commit_callbacks
):
    edition_for_next()
    before, client = cache.get(EDITION), client_of(member)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(RUNNING, filled(client, RUNNING, stage="1"))
    assert cache.get(EDITION) == before
    with django_capture_on_commit_callbacks(execute=True):
        client.post(EDIT, filled(client, EDIT, display_name="Mira the Second"))
    assert cache.get(EDITION) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda profile, viewer: edit_profile(profile, by=viewer, bio="X"),
        lambda profile, viewer: change_photo(profile, by=viewer, photo=None),
        lambda profile, viewer: remove_photo(profile, by=viewer),
    ],
)
def test_nobody_fills_in_the_page_of_another(member, operator, as_viewer, change):
    with pytest.raises(PermissionDenied):
        change(member.profile, as_viewer(operator))


# Handles and names


def test_a_handle_that_is_taken_looks_taken_or_is_kept_back_is_refused_alike(client_of, member, other_member):
    Profile.objects.filter(user=other_member).update(handle="mira-lind")
    client, said = client_of(member), []
    for handle in ("mira-lind", "miralind", "m1ra-lind", "mlra-llnd", "admin", "adm1n", "backstride"):
        response = client.post(EDIT, filled(client, EDIT, handle=handle))
        said.append(response.context["form"].errors["handle"])
    assert said == [["This handle is not free, or too close to another one. Choose another."]] * 7
    assert profile_of(member).handle.startswith("runner-")


def test_ones_own_handle_may_change_its_look(client_of, member):
    client = client_of(member)
    for handle in ("mira-lind", "miralind", "m1ra-lind", "m1ra-lind"):
        assert client.post(EDIT, filled(client, EDIT, handle=handle)).status_code == 302
        assert profile_of(member).handle == handle


def test_of_two_who_want_one_handle_at_once_the_slower_is_refused(member, other_member, as_viewer):
    """Both forms were fine; the database lets one through."""
    edit_profile(other_member.profile, by=as_viewer(other_member), handle="mira-lind")
    with pytest.raises(Refused, match="This handle is not free"):
        edit_profile(member.profile, by=as_viewer(member), handle="m1ra-l1nd")
    assert shape_of(profile_of(member).handle) != shape_of("mira-lind")


def test_old_links_stop_when_a_handle_changes_and_nobody_inherits_them_unawares(
    client_of, member, other_member
):
    client, before = client_of(member), page_of(member)
    assert "old links to you stop working" in text_of(client.get(EDIT))
    client.post(EDIT, filled(client, EDIT, handle="mira-lind"))
    assert client_of(other_member).get(before).status_code == 404
    assert client_of(other_member).get(page_of(member)).status_code == 200


@pytest.mark.parametrize("name", ["Ρetra2", "𝐏𝐞𝐭𝐫𝐚 2", "Petra-2", "@petra2", "РЕТRА2", "petra\u200d2"])
def test_a_name_that_reads_as_the_handle_of_another_is_refused(client_of, member, other_member, name):
    Profile.objects.filter(user=other_member).update(handle="petra-2")
    client = client_of(member)
    response = client.post(EDIT, filled(client, EDIT, display_name=name))
    assert response.status_code == 200
    assert profile_of(member).display_name == "Mira"


@pytest.mark.parametrize("name", ["Petra", "PETRA", "Pétra", "Petra Lind", "Пётра"])
def test_people_may_share_a_name_written_as_it_is(client_of, member, other_member, name):
    Profile.objects.filter(user=other_member).update(handle="petra")
    client = client_of(member)
    assert client.post(EDIT, filled(client, EDIT, display_name=name)).status_code == 302
    assert profile_of(member).display_name == name


def test_ones_own_handle_is_no_imitation(client_of, member):
    client = client_of(member)
    assert client.post(EDIT, filled(client, EDIT, handle="mira-2", display_name="Mira 2")).status_code == 302


# The photo


def test_a_photo_is_kept_as_clean_copies_and_shown_to_its_audience(
    client_of, member, other_member, outsider, shared_data
):
    client = client_of(member)
    shot = (shared_data / "images/gps/iphone4-bill.jpg").read_bytes()
    upload = SimpleUploadedFile("me.jpg", shot, "image/jpeg")
    assert client.post(PHOTO, filled(client, PHOTO, photo=upload)).url == PHOTO
    found = profile_of(member)
    assert set(photo_storage().listdir(found.photo_key)[1]) == {"160.webp", "640.webp"}
    for size, edge in PHOTO_SIZES.items():
        address = reverse("people:photo", args=[found.photo_id, size])
        shown = client_of(other_member).get(address)
        copy = Image.open(io.BytesIO(shown.content))
        assert (copy.format, max(copy.size), dict(copy.getexif())) == ("WEBP", edge, {})
        assert shown["Cache-Control"] == "private, no-store"
        assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert client_of(outsider).get(address).status_code == 404
        assert client_of(None).get(address).status_code == 302
    assert (
        client_of(other_member).get(reverse("people:photo", args=[found.photo_id, "huge"])).status_code == 404
    )


def test_a_photo_follows_its_audience_at_once(client_of, member, other_member, outsider):
    client = client_of(member)
    client.post(PHOTO, filled(client, PHOTO, photo=picture(), photo_seen_by="people"))
    address = reverse("people:photo", args=[profile_of(member).photo_id, "small"])
    assert client_of(outsider).get(address).status_code == 200
    client.post(PHOTO, filled(client, PHOTO, photo_seen_by="me"))
    assert [client_of(who).get(address).status_code for who in (member, other_member, outsider)] == [
        200,
        404,
        404,
    ]
    assert profile_of(member).photo_key


def test_a_new_photo_has_a_new_address_and_the_old_copies_go(client_of, member):
    client, storage = client_of(member), photo_storage()
    client.post(PHOTO, filled(client, PHOTO, photo=picture("navy")))
    first = profile_of(member)
    client.post(PHOTO, filled(client, PHOTO, photo=picture("green")))
    second = profile_of(member)
    assert (first.photo_id == second.photo_id, first.photo_key == second.photo_key) == (False, False)
    assert client.get(reverse("people:photo", args=[first.photo_id, "small"])).status_code == 404
    run_deletions()
    assert (storage.exists(first.photo_key), storage.exists(second.photo_key)) == (False, True)
    client.post(reverse("users:photo_remove"))
    run_deletions()
    assert (storage.exists(second.photo_key), profile_of(member).photo_key) == (False, "")


def run_deletions():
    """What the worker does once a change is kept."""
    for owed in DBTaskResult.objects.filter(task_path="accounts.users.tasks.delete_photos"):
        delete_photos.call(*owed.args_kwargs["args"])


def test_what_is_no_photo_is_said_and_the_old_one_stays(client_of, member):
    client = client_of(member)
    client.post(PHOTO, filled(client, PHOTO, photo=picture()))
    before = profile_of(member).photo_key
    for upload in (SimpleUploadedFile("me.jpg", b"no photo"), SimpleUploadedFile("me.jpg", b"")):
        response = client.post(PHOTO, filled(client, PHOTO, photo=upload))
        assert response.status_code == 200
        assert "photo" in response.context["form"].errors
    assert profile_of(member).photo_key == before


def test_who_sends_many_photos_waits(client_of, member, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "1/h/user"}
    client = client_of(member)
    assert client.post(PHOTO, filled(client, PHOTO, photo=picture())).status_code == 302
    before = profile_of(member).photo_key
    response = client.post(PHOTO, filled(client, PHOTO, photo=picture("green")))
    assert "You have sent many photos this hour" in text_of(response)
    assert profile_of(member).photo_key == before
    assert client.post(PHOTO, filled(client, PHOTO, photo_seen_by="me")).status_code == 302


# Home area by position


@pytest.mark.parametrize("query", ["", "?first_run=1"])
def test_a_position_is_snapped_again_and_named_after_the_nearest_city(client_of, member, cities, query):
    address, point = reverse("users:home_area") + query, (48.20001, 11.50009)
    response = client_of(member).post(address, {"latitude": point[0], "longitude": point[1]})
    assert response.status_code == 302
    found = profile_of(member)
    assert found.home == snap_to_cell(*point)
    assert found.home not in (point, snap_to_cell(cities["munich"].latitude, cities["munich"].longitude))
    assert (found.home_label, found.time_zone) == ("Munich, Germany", "Europe/Berlin")


@pytest.mark.parametrize("latitude", ["", "91", "-90.01", "nan", "inf", "1e400", "x", "\0"])
def test_what_is_no_position_asks_for_the_city(client_of, member, cities, latitude):
    response = client_of(member).post(reverse("users:home_area"), {"latitude": latitude, "longitude": "8"})
    assert "Type your city instead." in text_of(response)
    assert profile_of(member).home is None


def test_the_page_of_the_home_area_may_ask_the_browser_where_it_is(client_of, member):
    assert "geolocation=(self)" in client_of(member).get(reverse("users:home_area"))["Permissions-Policy"]
