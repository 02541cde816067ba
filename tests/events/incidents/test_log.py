"""Who reads the log, who closes what is in it, and who opens a place again."""

import pytest
from django.urls import reverse

from accounts.apart.actions import block_person
from accounts.permissions import Refused, Viewer
from community.groups.models import Group, Membership
from events.incidents.actions import close_incident, say_all_well
from events.incidents.models import Incident
from events.meetups.models import Leading, Meetup
from events.places.keeping.actions import reopen_place, suspend_place
from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from tests.conftest import join
from tests.telling import told


@pytest.fixture
def leader(over, make_user, group):
    """A member who led this date."""
    user = join(make_user("lou"), group, "member")
    Leading.objects.create(meetup=over, user=user)
    return user


@pytest.fixture
def hidden(group):
    """The group is private from now on."""
    Group.objects.filter(pk=group.pk).update(visibility="private")


def loaded(incident):
    return Incident.objects.for_page().get(pk=incident.pk)


def test_leaders_organizers_site_moderators_and_who_reported_it_read_it(
    over, report_it, client_of, member, leader, organizer, site_moderator, moderator, other_member, outsider
):
    incident = report_it(over, member)
    people = (member, leader, organizer, site_moderator, moderator, other_member, outsider)
    seen = [client_of(user).get(incident.get_absolute_url()).status_code for user in people]
    assert seen == [200, 200, 200, 200, 404, 404, 404]


def test_its_page_gives_the_words_and_who_wrote_them(over, report_it, client_of, member, organizer):
    page = client_of(organizer).get(report_it(over, member).get_absolute_url()).content.decode()
    assert [word for word in ("By the gate", "stumbled over the edge", "Mira") if word not in page] == []


def test_a_leader_of_another_date_does_not_read_it(over, report_it, client_of, member, runners, plan):
    [other] = runners(1)
    fields = {name: getattr(over, name) for name in ("group", "place", "zone", "session")}
    date = Meetup.objects.create(
        **fields,
        leader=other,
        title="x",
        starts_at=over.starts_at,
        ends_at=over.ends_at,
        time_zone="UTC",
        capacity=2,
        runners_per_spotter=1,
    )
    Leading.objects.create(meetup=date, user=other)
    incident = report_it(over, member)
    client = client_of(other)
    assert client.get(incident.get_absolute_url()).status_code == 404
    page = client.get(reverse("incidents:of_group", args=[over.group.slug]))
    assert page.status_code == 200
    assert incident.get_absolute_url() not in page.content.decode()


def test_who_is_blocked_by_the_reporter_reads_it_all_the_same(over, report_it, client_of, member, organizer):
    block_person(organizer, by=Viewer(member))
    page = client_of(organizer).get(report_it(over, member).get_absolute_url())
    assert "Mira" in page.content.decode()


def test_a_leader_who_left_the_group_reads_it_no_more(over, report_it, client_of, member, leader):
    incident = report_it(over, member)
    Membership.objects.filter(user=leader).delete()
    assert client_of(leader).get(incident.get_absolute_url()).status_code == 404


def test_the_log_is_newest_first_and_goes_on_by_keyset(over, report_it, client_of, site_moderator, member):
    incidents = [report_it(over, member, kind="near_miss", severity=0) for _ in range(21)]
    client, url = client_of(site_moderator), reverse("incidents:log")
    first = client.get(url)
    shown = [line.incident.pk for line in first.context["lines"]]
    assert shown == [incident.pk for incident in reversed(incidents)][:20]
    second = client.get(url, {"after": first.context["next"]})
    assert [line.incident.pk for line in second.context["lines"]] == [incidents[0].pk]
    assert second.context["next"] is None


@pytest.mark.parametrize("count", [1, 12])
def test_a_long_log_asks_as_many_questions_as_a_short_one(
    over, report_it, client_of, organizer, member, count, django_assert_num_queries
):
    for _ in range(count):
        report_it(over, member)
    client, url = client_of(organizer), reverse("incidents:of_group", args=[over.group.slug])
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)


def test_the_log_is_found_where_people_look(over, client_of, organizer, site_moderator, member):
    log, of_group = reverse("incidents:log"), reverse("incidents:of_group", args=[over.group.slug])
    assert log in client_of(site_moderator).get(reverse("moderation:queue")).content.decode()
    assert log not in client_of(organizer).get(reverse("moderation:queue")).content.decode()
    page = reverse("groups:detail", args=[over.group.slug])
    assert of_group in client_of(organizer).get(page).content.decode()
    assert of_group not in client_of(member).get(page).content.decode()


# ---- Private groups ----


def test_of_a_private_group_site_moderators_learn_what_and_where_only(
    over, hidden, report_it, client_of, member, site_moderator
):
    incident = report_it(over, member, severity=3)
    client = client_of(site_moderator)
    for url in (incident.get_absolute_url(), reverse("incidents:log")):
        page = client.get(url).content.decode()
        assert over.place.name in page
        secrets = ("Neckar Heelfirsts", over.title, over.public_id, "stumbled", "By the gate", "Mira")
        assert [word for word in secrets if word in page] == []
    assert client.get(reverse("incidents:of_group", args=[over.group.slug])).status_code == 404


def test_a_severe_one_of_a_private_group_reaches_them(over, hidden, report_it, member, site_moderator):
    report_it(over, member, severity=3)
    assert [line.recipient for line in told(kind="incidents.severe")] == [site_moderator]


# ---- Closing ----


def test_it_is_closed_with_what_was_done_and_once(over, report_it, member, organizer, leader):
    incident = loaded(report_it(over, member))
    close_incident(incident, by=Viewer(organizer), how="The edge is marked.")
    with pytest.raises(Refused):
        close_incident(incident, by=Viewer(organizer), how="Something else.")
    kept = Incident.objects.get()
    assert (kept.closed_how, kept.closed_by) == ("The edge is marked.", organizer)


def test_a_severe_one_is_closed_by_who_looks_after_the_site_and_is_not_of_the_group(
    over, report_it, client_of, member, organizer, site_moderator
):
    incident = report_it(over, member, severity=3)
    url, said = reverse("incidents:close", args=[incident.public_id]), {"how": "Looked at it."}
    assert client_of(organizer).post(url, said).status_code == 403
    join(site_moderator, over.group, "member")
    assert client_of(site_moderator).post(url, said).status_code == 403
    Membership.objects.filter(user=site_moderator).delete()
    assert client_of(site_moderator).post(url, said).status_code == 302
    assert told(kind="incidents.severe").count() == 0


def test_words_are_needed_to_close_it(over, report_it, client_of, member, organizer):
    incident = report_it(over, member)
    page = client_of(organizer).post(reverse("incidents:close", args=[incident.public_id]), {"how": ""})
    assert "Say in a few words what was done." in page.content.decode()
    assert Incident.objects.get().closed_at is None


# ---- Opening the place again ----


@pytest.fixture
def stranger(make_user, other_group):
    """Organizes another group."""
    return join(make_user("zoe"), other_group, "organizer")


def reopen(place, user):
    seen = PlaceEvent.objects.stamp_of(place.pk)
    reopen_place(Place.objects.get(pk=place.pk), by=Viewer(user), why="Looked at it.", seen=seen)


def test_nobody_of_the_group_opens_the_place_again(over, report_it, member, organizer, stranger):
    report_it(over, member, severity=3)
    with pytest.raises(Refused, match="from outside the group"):
        reopen(over.place, organizer)
    assert Place.objects.get().state == "suspended"
    reopen(over.place, stranger)
    assert Place.objects.get().state != "suspended"


def test_nor_does_who_was_there_and_left_the_group(over, report_it, check_in, member, stranger):
    check_in(over, stranger)
    say_all_well(over, by=Viewer(stranger))
    report_it(over, member, severity=3)
    with pytest.raises(Refused, match="from outside the group"):
        reopen(over.place, stranger)


def test_once_it_was_opened_a_later_closing_is_no_concern_of_it(over, report_it, member, organizer, stranger):
    report_it(over, member, severity=3)
    reopen(over.place, stranger)
    suspend_place(Place.objects.get(), by=Viewer(organizer), why="The gate is locked.")
    reopen(over.place, organizer)
    assert Place.objects.get().state != "suspended"


def test_what_is_less_keeps_nobody_from_opening(over, report_it, member, organizer):
    report_it(over, member, severity=2)
    suspend_place(Place.objects.get(), by=Viewer(organizer), why="The gate is locked.")
    reopen(over.place, organizer)
    assert Place.objects.get().state != "suspended"
