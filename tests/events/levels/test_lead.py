"""Who becomes a lead spotter (S2), on whose word, and for how long."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile
from accounts.permissions import Refused
from events.levels.actions import LEAD_LASTS, name_lead, revoke_level
from events.levels.models import FirstAid, Level, SpotterLevel
from events.levels.rules import can_name_lead, can_name_leads
from events.places.models import Check
from tests.conftest import Role, join
from tests.events.places.conftest import make_place, make_zone
from tests.telling import told

SELF_DECLARED = FirstAid.SELF_DECLARED


@pytest.fixture
def holds(organizer):
    def give(user, level=Level.S1, **fields):
        until = timezone.now() + timedelta(days=30)
        row = {"expires_at": until, "declared_by": organizer, "is_provisional": level == Level.S1}
        SpotterLevel.objects.create(user=user, level=level, **row | fields)
        return user

    return give


@pytest.fixture
def walked(outsider):
    """Let somebody walk a zone, so many days ago each time: ``walked(mira, 1, 8)``."""
    zone = make_zone(make_place("Birkenwiese track"), outsider)

    def look(user, *days_ago, zone=zone, is_on_foot=True):
        for days in days_ago:
            at = timezone.now() - timedelta(days=days)
            looked = {"checked_at": at, "is_on_foot": is_on_foot, "answers": {}, "verdict": "ok"}
            Check.objects.create(zone=zone, checked_by=user, **looked)

    return look


@pytest.fixture
def lead(make_user, group, holds):
    """A lead spotter of the group."""
    return holds(join(make_user("lena"), group, Role.MEMBER), Level.S2)


@pytest.fixture
def name(as_viewer, membership_of, group):
    def say(user, *, by, first_aid=SELF_DECLARED):
        return name_lead(membership_of(user, group), by=as_viewer(by), first_aid=first_aid)

    return say


def test_a_spotter_who_walked_two_checks_is_named_for_two_years(name, holds, walked, member, lead, group):
    walked(holds(member), 1, 8)
    level = name(member, by=lead, first_aid=FirstAid.SEEN)

    assert (level.level, level.first_aid, level.declared_by, level.group) == ("S2", "seen", lead, group)
    assert level.expires_at - level.declared_at == pytest.approx(LEAD_LASTS, abs=timedelta(seconds=5))
    assert [row.recipient for row in told(kind="levels.declared")] == [member]


def test_naming_twice_is_naming_once(name, holds, walked, member, lead):
    walked(holds(member), 1, 8)
    assert name(member, by=lead) == name(member, by=lead)


@pytest.mark.parametrize(
    ("fields", "days", "birth_year", "first_aid", "sentence"),
    [
        ({}, (1, 8), 1990, FirstAid.NOT_SAID, "Say what is known of their first aid"),
        ({}, (1,), 1990, SELF_DECLARED, "has not walked 2 checks"),
        ({}, (), 1990, SELF_DECLARED, "has not walked 2 checks"),
        ({}, (1, 8), timezone.now().year - 17, SELF_DECLARED, "Only adults"),
        ({"revoked_at": timezone.now()}, (1, 8), 1990, SELF_DECLARED, "is no spotter now"),
        ({"expires_at": timezone.now()}, (1, 8), 1990, SELF_DECLARED, "is no spotter now"),
    ],
)
def test_what_is_missing_is_said(
    name, holds, walked, member, lead, fields, days, birth_year, first_aid, sentence
):
    walked(holds(member, **fields), *days)
    Profile.objects.filter(user=member).update(birth_year=birth_year)
    with pytest.raises(Refused) as refused:
        name(member, by=lead, first_aid=first_aid)
    assert sentence in refused.value.sentence
    assert not SpotterLevel.objects.is_lead(member.pk)


def test_two_looks_at_one_zone_on_one_day_are_one_check(name, holds, walked, member, lead):
    walked(holds(member), 1, 1)
    with pytest.raises(Refused):
        name(member, by=lead)


def test_a_look_at_photos_is_no_walk(name, holds, walked, member, lead):
    walked(holds(member), 1, 8, is_on_foot=False)
    with pytest.raises(Refused):
        name(member, by=lead)


def test_leads_of_the_group_and_the_operator_name_leads(
    request, as_viewer, group, other_group, holds, lead, make_user
):
    elsewhere = holds(join(make_user("else"), other_group, Role.MEMBER), Level.S2)
    lapsed = holds(join(make_user("late"), group, Role.MEMBER), Level.S2, expires_at=timezone.now())
    names = ("newcomer", "outsider", "member", "moderator", "organizer", "site_moderator", "operator")
    people = {name: request.getfixturevalue(name) for name in names}
    people |= {"lead": lead, "elsewhere": elsewhere, "lapsed": lapsed}
    allowed = {name for name, user in people.items() if can_name_leads(as_viewer(user), group)}
    assert allowed == {"lead", "operator"}


def test_nobody_names_themselves(as_viewer, lead, membership_of, group):
    assert not can_name_lead(as_viewer(lead), membership_of(lead, group))


def test_an_organizer_names_no_lead(name, holds, walked, member, organizer):
    walked(holds(member), 1, 8)
    with pytest.raises(PermissionDenied):
        name(member, by=organizer)


def test_a_lead_who_is_taken_back_stays_a_spotter_and_is_told(name, holds, walked, member, lead, as_viewer):
    walked(holds(member), 1, 8)
    level = name(member, by=lead)
    assert revoke_level(level, by=as_viewer(lead))
    assert SpotterLevel.objects.levels_held(member.pk) == {"S1"}
    assert [row.recipient for row in told(kind="levels.taken_back")] == [member]


def test_a_lead_names_a_spotter_on_the_page_of_the_group(
    client_of, group, holds, walked, member, other_member, lead
):
    walked(holds(member), 1, 8)
    client = client_of(lead)
    page = client.get(reverse("levels:in_group", args=[group.slug])).content.decode()
    assert page.count("Name lead spotter") == 1

    address = reverse("levels:lead", args=[group.slug, member.public_id])
    client.post(address, {"first_aid": "self_declared"})
    page = client.get(reverse("levels:in_group", args=[group.slug])).content.decode()
    assert "Lead spotter (S2), named by Lena" in page
    assert "First aid: Self-declared." in page
    assert "Lead spotter, S2" in client_of(member).get(reverse("levels:index")).content.decode()


def test_what_is_missing_stands_on_the_page(client_of, group, holds, member, lead):
    holds(member)
    client = client_of(lead)
    response = client.post(reverse("levels:lead", args=[group.slug, member.public_id]), {"first_aid": "x"})
    [message] = get_messages(response.wsgi_request)
    assert "has not walked 2 checks" in str(message)
