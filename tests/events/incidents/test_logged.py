"""Who runs a date is told that something was written down about it, and reads in the log what it was."""

import pytest

from accounts.apart.actions import block_person
from accounts.notifications.mail import letter
from accounts.notifications.models import Announcement, Notification
from accounts.permissions import Viewer
from community.groups.models import Group, Membership
from events.incidents.actions import close_incident
from events.incidents.models import Incident
from events.meetups.models import Leading
from tests.conftest import join
from tests.telling import told


@pytest.fixture
def leader(over, make_user, group):
    """A member who led this date."""
    user = join(make_user("lou"), group, "member")
    Leading.objects.create(meetup=over, user=user)
    return user


def people():
    rows = told(kind="incidents.logged").order_by("recipient__profile__display_name")
    return list(rows.values_list("recipient__profile__display_name", flat=True))


def test_leaders_of_the_date_and_organizers_of_the_group_are_told(
    over, report_it, member, leader, make_user, group, moderator, site_moderator, outsider
):
    join(make_user("orla"), group, "organizer")
    report_it(over, member, severity=0, kind="near_miss")
    assert people() == ["Lou", "Orla", "Petra"]


def test_who_wrote_it_is_not_told_what_they_wrote(over, report_it, leader, organizer, check_in):
    check_in(over, leader, "leader")
    report_it(over, leader)
    assert people() == ["Petra"]
    report_it(over, organizer)
    assert people() == ["Lou", "Petra"]


def test_a_leader_who_left_the_group_is_not_told(over, report_it, member, leader):
    Membership.objects.filter(user=leader).delete()
    report_it(over, member)
    assert people() == ["Petra"]


def test_one_form_sent_twice_is_told_once(over, report_it, member):
    for _ in range(2):
        report_it(over, member, nonce="the-same-form")
    assert Announcement.objects.filter(kind="incidents.logged").count() == 1


def test_no_block_keeps_it_from_who_runs_the_date(over, report_it, member, organizer, as_viewer):
    block_person(organizer, by=as_viewer(member))
    report_it(over, member)
    assert people() == ["Petra"]


def test_who_runs_the_date_is_told_of_a_severe_one_too(over, report_it, member, site_moderator):
    report_it(over, member, severity=4)
    assert people() == ["Petra"]
    assert told(kind="incidents.severe").get().recipient == site_moderator


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_the_letter_says_nothing_of_anybodys_health(over, report_it, member, organizer, group, visibility):
    Group.objects.filter(pk=group.pk).update(visibility=visibility)
    incident = report_it(over, member, severity=3, is_head_hit=True)
    people()
    line = Notification.objects.for_letter().get(kind="incidents.logged", recipient=organizer)
    mail = letter(line)
    html, __ = mail.alternatives[0]
    for text in (mail.subject, mail.body, html):
        for word in ("Mira", "gate", "stumbled", "head was", "doctor", "severity", "stopped"):
            assert word not in text
    assert incident.get_absolute_url() in mail.body
    assert f"“{over.title}”" in mail.body


def test_what_is_closed_leaves_the_bell(over, report_it, member, organizer):
    report_it(over, member)
    assert people() == ["Petra"]
    close_incident(Incident.objects.for_page().get(), by=Viewer(organizer), how="The edge is marked.")
    assert people() == []
