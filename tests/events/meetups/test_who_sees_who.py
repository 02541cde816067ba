"""Who sees who is coming: people going see first names, who runs it sees all, everybody else sees numbers."""

import re
from html import unescape

import pytest

from accounts.users.models import Block
from community.groups.models import Membership
from events.meetups.models import RSVP, Audience, Guest, Leading, Meetup


@pytest.fixture
def named(member, other_member, make_spotter, runners, answer, meetup):
    """Mira runs, Sam spots, and one more waits for a spotter: each with two names."""
    make_spotter(other_member)
    (waiting,) = runners(1)
    people = {"mira": member, "sam": other_member, "wim": waiting}
    for user, name in zip(people.values(), ("Mira Maier", "Sam Sutter", "Wim Wolter"), strict=True):
        user.profile.display_name = name
        user.profile.save()
    answer(meetup, other_member, "spotter")
    answer(meetup, member)
    answer(meetup, waiting)
    return people


def people_on(client, meetup):
    """The lines under "Who comes", and whether the numbers stand there instead."""
    html = client.get(meetup.get_absolute_url()).content.decode()
    part = unescape(html[html.index("Who comes") :].split("</section>")[0])
    return re.findall(r"<span>([^<]+)</span>", part), "1 runner and 1 spotter are going." in part


def test_people_going_read_first_names_of_people_going(client_of, meetup, named):
    assert people_on(client_of(named["mira"]), meetup) == (["Sam", "Mira"], False)
    assert people_on(client_of(named["sam"]), meetup) == (["Sam", "Mira"], False)


def test_who_leads_and_who_organizes_read_all_names(client_of, meetup, named, organizer, moderator):
    everybody = ["Sam Sutter", "Mira Maier", "Wim Wolter"]
    assert people_on(client_of(organizer), meetup) == (everybody, False)
    assert people_on(client_of(moderator), meetup) == ([], True)
    Leading.objects.create(meetup=meetup, user=moderator)
    assert people_on(client_of(moderator), meetup) == (everybody, False)


@pytest.mark.parametrize("who", [None, "outsider", "moderator", "site_moderator", "newcomer"])
def test_everybody_else_reads_numbers(request, client_of, meetup, named, who):
    user = who and request.getfixturevalue(who)
    html = client_of(user).get(meetup.get_absolute_url()).content.decode()
    assert people_on(client_of(user), meetup) == ([], True)
    assert not [name for name in ("Mira", "Maier", "Sam ", "Sutter", "Wim", "Wolter") if name in html]


def test_who_waits_reads_numbers_and_is_read_by_nobody_who_goes(client_of, meetup, named):
    assert people_on(client_of(named["wim"]), meetup) == ([], True)
    assert "Wim" not in people_on(client_of(named["mira"]), meetup)[0]


@pytest.mark.parametrize("state", ["waitlisted", "offered", "declined"])
def test_who_does_not_go_reads_no_names(client_of, meetup, named, state):
    until = meetup.starts_at if state == "offered" else None
    RSVP.objects.filter(user=named["mira"]).update(state=state, offered_until=until)
    assert people_on(client_of(named["mira"]), meetup)[0] == []


@pytest.mark.parametrize("blocker", ["mira", "sam"])
def test_a_blocked_pair_reads_no_name_of_the_other_but_the_same_totals(client_of, meetup, named, blocker):
    other = {"mira": "sam", "sam": "mira"}[blocker]
    Block.objects.create(blocker=named[blocker], blocked=named[other])
    assert people_on(client_of(named["mira"]), meetup)[0] == ["Mira"]
    assert people_on(client_of(named["sam"]), meetup)[0] == ["Sam"]
    assert people_on(client_of(None), meetup) == ([], True)
    html = client_of(named["mira"]).get(meetup.get_absolute_url()).content.decode()
    assert "1 going" in html


def test_who_leads_reads_also_whom_they_are_kept_apart_from(client_of, meetup, named, organizer):
    Block.objects.create(blocker=organizer, blocked=named["mira"])
    assert "Mira Maier" in people_on(client_of(organizer), meetup)[0]


def test_who_led_and_has_left_the_group_reads_no_answer(meetup, named, organizer, as_viewer, group):
    """Whatever row of a past date still says that they led it."""
    leader = named["sam"]
    RSVP.objects.filter(user=leader).delete()
    Leading.objects.create(meetup=meetup, user=leader)
    seen = RSVP.objects.of_meetup(meetup.pk)
    assert seen.visible_to(as_viewer(leader)).count() == 2
    Membership.objects.filter(user=leader).delete()
    assert not seen.visible_to(as_viewer(leader)).exists()


def test_somebody_under_18_is_a_first_name_to_people_going_and_a_number_to_others(
    client_of, meetup, named, outsider
):
    named["mira"].profile.birth_year = 2010
    named["mira"].profile.save()
    assert people_on(client_of(named["sam"]), meetup)[0] == ["Sam", "Mira"]
    assert people_on(client_of(outsider), meetup) == ([], True)


@pytest.mark.parametrize("audience", [Audience.GROUP, Audience.INVITED])
def test_a_date_of_members_tells_an_outsider_not_even_numbers(client_of, meetup, named, outsider, audience):
    Meetup.objects.filter(pk=meetup.pk).update(audience=audience)
    assert client_of(outsider).get(meetup.get_absolute_url()).status_code == 404
    assert client_of(None).get(meetup.get_absolute_url()).status_code == 404


def test_an_invited_member_who_does_not_go_reads_numbers(client_of, meetup, named, moderator):
    Meetup.objects.filter(pk=meetup.pk).update(audience=Audience.INVITED)
    assert client_of(moderator).get(meetup.get_absolute_url()).status_code == 404
    Guest.objects.create(meetup=meetup, user=moderator)
    assert people_on(client_of(moderator), meetup) == ([], True)


def test_who_takes_turns_is_in_the_numbers_and_on_a_lane(client_of, meetup):
    Meetup.objects.filter(pk=meetup.pk).update(either_going=2, runners_offered=0)
    html = client_of(None).get(meetup.get_absolute_url()).content.decode()
    assert "0 runners, 0 spotters and 2 who take turns are going." in html
    assert "2 going, 0 waiting, 0 lanes free." in html
