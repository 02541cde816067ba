"""Who sees what of a person: each field, audience and kind of reader; and whose page is there at all."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Profile
from accounts.permissions import Viewer
from accounts.users.visibility import FIELDS, Shown, reader_of, shown_to
from tests.conftest import join

FILLED = {
    "photo_id": "aphoto",
    "photo_key": "people/ab/ab",
    "bio": "Heels first.",
    "languages": ["de", "tlh", "fa"],
    "stage": 1,
    "goal": "race",
    "pace_from": 450,
    "pace_to": 545,
    "home_label": "Heidelberg, Germany",
    "birth_year": 1990,
}
ALL = Shown(
    photo_id="aphoto",
    bio="Heels first.",
    languages=(("de", "Deutsch"), ("fa", "فارسی")),
    stage="Stage 1: Walking and jogging",
    goal="A race or a distance",
    pace="7:30–9:05",
    home="Heidelberg, Germany",
    birth_year=1990,
)
VALUE = dict(zip(FIELDS, (name for name in Shown.__dataclass_fields__), strict=True))
REACH = {"me": ("me",), "groups": ("me", "groups"), "people": ("me", "groups", "people")}


def shown_of(profile, viewer):
    return shown_to(profile, reader_of(profile, viewer))


def years_ago(years):
    return timezone.now().year - years


@pytest.fixture
def person(member):
    Profile.objects.filter(user=member).update(**FILLED)
    return Profile.objects.get(user=member)


@pytest.mark.parametrize("reader", ["me", "groups", "people"])
@pytest.mark.parametrize("audience", ["me", "groups", "people"])
@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_for_its_own_audience(person, field, audience, reader):
    for name in FIELDS:
        setattr(person, f"{name}_seen_by", audience if name == field else "me")
    wanted = VALUE[field]
    if reader == "me":
        assert shown_to(person, reader) == ALL
    elif reader in REACH[audience]:
        assert shown_to(person, reader) == Shown(**{wanted: getattr(ALL, wanted)})
    else:
        assert shown_to(person, reader) == Shown()


@pytest.mark.parametrize(("age", "seen"), [(30, True), (19, True), (18, False), (17, False), (16, False)])
def test_of_a_minor_nothing_reaches_further_than_their_groups(person, age, seen):
    """Of 18 years only the year is known, so the last year of doubt counts as too young."""
    person.birth_year = years_ago(age)
    person.bio_seen_by = "people"
    assert (shown_to(person, "people").bio != "") == seen
    assert shown_to(person, "groups").bio == "Heels first."


def test_place_age_and_health_are_closed_until_opened(make_user):
    fresh = Profile.objects.get(user=make_user("nora"))
    assert (fresh.home_seen_by, fresh.age_seen_by, fresh.photo_consent) == ("me", "me", "no")
    Profile.objects.filter(pk=fresh.pk).update(**FILLED, emergency_name="Leyla", emergency_phone="+49 1")
    fresh = Profile.objects.get(pk=fresh.pk)
    assert shown_to(fresh, "people") == Shown()
    assert (shown_to(fresh, "groups").home, shown_to(fresh, "groups").birth_year) == ("", None)


def seen_by(viewer):
    return set(Profile.objects.visible_to(viewer).values_list("user__email", flat=True))


def test_strangers_see_nobody(person):
    assert seen_by(Viewer(AnonymousUser())) == set()


def test_a_grown_up_is_there_for_everybody_with_an_account(person, outsider, newcomer, as_viewer):
    for viewer in (outsider, newcomer):
        assert person.user.email in seen_by(as_viewer(viewer))


@pytest.mark.parametrize("age", [16, 17, 18])
def test_a_minor_is_there_for_people_in_the_same_groups_only(
    person, other_member, outsider, operator, site_moderator, other_moderator, as_viewer, age
):
    Profile.objects.filter(pk=person.pk).update(birth_year=years_ago(age))
    assert person.user.email in seen_by(as_viewer(other_member))
    assert person.user.email in seen_by(as_viewer(person.user))
    for viewer in (outsider, operator, site_moderator, other_moderator):
        assert person.user.email not in seen_by(as_viewer(viewer))


def test_how_near_two_people_are_is_asked_with_the_page(
    person, other_member, outsider, as_viewer, django_assert_num_queries
):
    for viewer, field in ((as_viewer(other_member), "Heels first."), (as_viewer(outsider), "")):
        with django_assert_num_queries(1):
            found = Profile.objects.visible_to(viewer).for_page().get(pk=person.pk)
            assert shown_of(found, viewer).bio == field


def test_any_group_in_common_counts_and_only_groups_of_now(person, outsider, other_group, as_viewer):
    for one in (person.user, outsider):
        join(one, other_group, "member")
    assert shown_of(
        Profile.objects.visible_to(as_viewer(outsider)).get(pk=person.pk), as_viewer(outsider)
    ).bio
    outsider.memberships.all().delete()
    assert not shown_of(
        Profile.objects.visible_to(as_viewer(outsider)).get(pk=person.pk), as_viewer(outsider)
    ).bio


@pytest.mark.parametrize("is_blocker", [True, False])
def test_people_kept_apart_are_not_there_for_each_other(
    person, other_member, site_moderator, as_viewer, is_blocker
):
    pair = (person.user, other_member) if is_blocker else (other_member, person.user)
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    assert person.user.email not in seen_by(as_viewer(other_member))
    assert other_member.email not in seen_by(as_viewer(person.user))
    assert person.user.email in seen_by(as_viewer(site_moderator))


def test_a_moderator_of_the_site_still_sees_who_blocked_them(person, site_moderator, as_viewer):
    Block.objects.create(blocker=person.user, blocked=site_moderator)
    assert person.user.email in seen_by(as_viewer(site_moderator))


@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"erased_at": timezone.now()}, {"leaving_at": timezone.now()}]
)
def test_who_is_gone_or_leaves_has_no_page(person, other_member, as_viewer, gone):
    type(person.user).objects.filter(pk=person.user_id).update(**gone)
    assert person.user.email not in seen_by(as_viewer(other_member))


def test_no_page_of_a_person_speaks_of_where_they_were(person, other_member, client_of):
    """Q25: a profile has no field of attendance, and its page asks for nothing but the person."""
    page = client_of(other_member).get(reverse("people:profile", args=[person.handle]))
    assert set(Shown.__dataclass_fields__) == set(VALUE.values())
    assert "meetup" not in page.content.decode().split("<main")[1].split("</main>")[0].lower()
