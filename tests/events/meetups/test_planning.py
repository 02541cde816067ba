"""Who leads, who reads it, what limits it, and a form that knows what the group did last."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Refused, Viewer
from events.meetups.actions import post_meetup
from events.meetups.models import Guest, Leading, Meetup
from events.places.models import PlaceKind, PlaceState, Verdict
from tests.conftest import Role, join
from tests.telling import told


@pytest.fixture
def post(group, organizer, plan):
    def send(**changes):
        return post_meetup(group, by=Viewer(organizer), **plan(**changes))

    return send


@pytest.fixture
def refusal(post):
    def send(**changes):
        try:
            post(**changes)
        except Refused as refused:
            return refused.sentence
        return ""

    return send


# ---- Kinds ----


def test_laps_are_for_a_track_and_from_stage_3(refusal, make_zone):
    park = make_zone("Loop", kind=PlaceKind.PARK)
    assert "is no track, and laps are run on a track" in refusal(session="laps", lowest_stage=3, zone=park)
    assert "for stage 3 and up" in refusal(session="laps", lowest_stage=2)
    assert refusal(session="laps", lowest_stage=3) == ""


def test_a_social_needs_a_place_that_is_open_and_nothing_else(post, refusal, make_zone):
    stopped = make_zone("Café corner", verdict=Verdict.STOP, light="none")
    social = post(session="social", zone=stopped)
    assert (social.runners_per_spotter, social.at_risk) == (None, "")
    closed = make_zone("Gate", state=PlaceState.SUSPENDED)
    assert "is closed for now" in refusal(session="social", zone=closed)


def test_spotter_training_is_like_a_walking_drill(post):
    assert post(session="training").runners_per_spotter == 2


# ---- The strictest limit ----


@pytest.mark.parametrize(
    ("site", "place", "of_group", "own", "words"),
    [
        (None, None, None, None, "2 runners to a spotter: our convention, not science"),
        (1, None, None, None, "1 runner to a spotter: this site asks for it"),
        (None, 1, None, None, "1 runner to a spotter: who keeps the place asks for it"),
        (None, None, 1, None, "1 runner to a spotter: the group asks for it"),
        (None, None, None, 1, "1 runner to a spotter: who leads asks for it"),
        (3, 3, 3, 2, "2 runners to a spotter: our convention, not science"),
    ],
)
def test_the_page_says_who_decided(post, group, zone, settings, client_of, site, place, of_group, own, words):
    settings.RUNNERS_PER_SPOTTER = site
    zone.place.restricted_ratio, group.runners_per_spotter = place, of_group
    zone.place.save()
    group.save()
    meetup = post(lowest_stage=2, own_limit=own)
    assert meetup.runners_per_spotter == int(words[0])
    assert words in client_of(None).get(meetup.get_absolute_url()).text


# ---- Leaders ----


def test_each_leader_takes_eight(refusal, organizer, member):
    both = [organizer.pk, member.pk]
    assert refusal(leaders=both, capacity=17).startswith("2 leaders take 16 runners at most")
    assert refusal(leaders=both, capacity=16) == ""


def test_leaders_are_adult_ready_members(refusal, organizer, group, make_user, outsider):
    minor = join(make_user("kim", birth_year=2010), group, Role.MEMBER)
    unready = join(make_user("uwe", acknowledged=False), group, Role.MEMBER)
    for person in (minor, unready, outsider):
        assert refusal(leaders=[organizer.pk, person.pk]) == (
            "Who leads is 18 or older, belongs to the group and has read the safety text."
        )
    assert not Meetup.objects.exists()


def test_of_a_busy_leader_only_that_is_said(refusal, other_group, member, make_zone, plan):
    join(member, other_group, Role.ORGANIZER)
    elsewhere = plan(title="A secret", zone=make_zone("Elsewhere"), nonce="x")
    post_meetup(other_group, by=Viewer(member), **elsewhere)
    assert refusal(leaders=[member.pk]) == (
        "Mira is busy at that hour. Pick somebody else to lead, or another time."
    )


def test_who_is_named_is_told_and_answers_for_it_if_the_organizer_does_not_lead(post, member, other_member):
    meetup = post(leaders=[member.pk, other_member.pk])
    assert (meetup.leader, Leading.objects.people()) == (member, [member.pk, other_member.pk])
    assert {row.recipient for row in told(kind="meetups.named_leader")} == {member, other_member}


@pytest.mark.parametrize(
    ("stage", "capacity", "words"),
    [(1, 6, "nobody is below stage 2"), (2, 7, "you are at most 6"), (2, 6, "")],
)
def test_peers_are_six_and_none_below_stage_2(refusal, stage, capacity, words):
    sentence = refusal(is_peer_led=True, lowest_stage=stage, capacity=capacity)
    assert words in sentence if words else sentence == ""


# ---- For whom ----


@pytest.fixture
def invited(post, member):
    return post(audience="invited", guests=[member.pk], title="Behind the hedge")


def test_guests_leaders_and_organizers_read_it_and_nobody_else(
    invited, organizer, member, other_member, moderator, outsider, site_moderator, as_viewer
):
    seen = [
        person
        for person in (organizer, member, other_member, moderator, outsider, site_moderator)
        if Meetup.objects.visible_to(as_viewer(person)).exists()
    ]
    assert seen == [organizer, member]
    Leading.objects.create(meetup=invited, user=other_member)
    assert Meetup.objects.visible_to(as_viewer(other_member)).exists()


def test_only_guests_are_told_of_it(invited, member):
    assert [row.recipient for row in told(kind="meetups.posted")] == [member]


def test_nothing_of_it_reaches_another_member(invited, other_member, client_of, group):
    client = client_of(other_member)
    for url in (
        reverse("home"),
        reverse("meetups:list"),
        reverse("meetups:of_group", args=[group.slug]),
        reverse("groups:detail", args=[group.slug]),
        reverse("places:detail", args=[invited.place.slug]),
        f"{reverse('search')}?q=hedge",
    ):
        assert "Behind the hedge" not in client.get(url).text
    for name in ("detail", "calendar", "edit", "call_off", "move"):
        assert client.get(reverse(f"meetups:{name}", args=[invited.public_id])).status_code == 404
    for name in ("answer", "bring_back", "step_back"):
        assert client.post(reverse(f"meetups:{name}", args=[invited.public_id])).status_code == 404


def test_pages_of_another_member_are_the_same_byte_for_byte(
    post, member, other_member, client_of, group, zone, clock
):
    client = client_of(other_member)
    urls = [
        reverse("meetups:list"),
        reverse("meetups:of_group", args=[group.slug]),
        reverse("places:detail", args=[zone.place.slug]),
        reverse("groups:detail", args=[group.slug]),
    ]
    before = [_without_tokens(client.get(url).text) for url in urls]
    post(audience="invited", guests=[member.pk], title="Behind the hedge")
    assert [_without_tokens(client.get(url).text) for url in urls] == before


def _without_tokens(html: str) -> str:
    return "\n".join(
        line for line in html.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line
    )


def test_a_private_group_posts_nothing_for_everybody(post, group):
    group.visibility = "private"
    group.save()
    assert post(audience="public").audience == "group"


def test_what_is_for_invited_members_stays_so_when_the_group_closes(invited, group):
    Meetup.objects.keep_to_group(group.pk)
    assert Meetup.objects.get().audience == "invited"


# ---- The form ----


@pytest.fixture
def new(client_of, organizer, group):
    def get(query=""):
        return client_of(organizer).get(reverse("meetups:new", args=[group.slug]) + query)

    return get


def test_the_form_stands_as_the_last_date_was_on_the_next_such_weekday(post, new, zone):
    post(session="walking_drill", capacity=5)
    form = new().context["form"]
    names = ("title", "zone", "session", "starts", "ends", "capacity", "day")
    values = [str(form[name].value()) for name in names]
    assert values == [
        "First steps Tuesday",
        zone.public_id,
        "walking_drill",
        "18:30:00",
        "19:30:00",
        "5",
        "2026-06-23",
    ]


def test_a_copy_has_everything_a_week_later(post, new, organizer, member):
    meetup = post(bring="Water", own_limit=1, audience="invited", guests=[member.pk], leaders=[member.pk])
    form = new(f"?copy={meetup.public_id}").context["form"]
    values = [form[name].value() for name in ("bring", "own_limit", "audience", "guests", "leaders", "day")]
    assert values[:5] == ["Water", 1, "invited", [member.public_id], [member.public_id]]
    assert str(values[5]) == "2026-06-23"


def test_what_one_may_not_read_is_not_copied(new, other_group, plan, make_zone):
    founder = other_group.founder
    theirs = post_meetup(other_group, by=Viewer(founder), **plan(zone=make_zone("Other")))
    assert new(f"?copy={theirs.public_id}").status_code == 404
    assert new("?copy=nonsense").status_code == 404


def test_the_zones_say_what_speaks_against_kind_stage_and_time(new, zone, make_zone):
    make_zone("Dark lawn", light="none")
    late = "?session=straight&lowest_stage=0&day=2026-06-17&starts=21:30&ends=22:30"
    assert "not lit all along" in new(late).text
    assert "not lit all along" not in new(late.replace("21:30&ends=22:30", "17:30&ends=18:30")).text


def test_a_form_sent_back_says_it_too(client_of, organizer, group, zone, make_zone):
    make_zone("Dark lawn", light="none")
    sent = {
        "session": "straight",
        "lowest_stage": "0",
        "day": "2026-06-17",
        "starts": "21:30",
        "ends": "22:30",
    }
    html = client_of(organizer).post(reverse("meetups:new", args=[group.slug]), sent).text
    assert "not lit all along" in html


def test_of_a_time_that_comes_twice_one_is_asked_for(client_of, organizer, group, make_zone, zone):
    sent = {
        "title": "Night lanes",
        "zone": make_zone("Hall", kind=PlaceKind.HALL).public_id,
        "session": "straight",
        "day": "2026-10-25",
        "starts": "02:30",
        "ends": "03:30",
        "capacity": "2",
        "nonce": "n",
    }
    client, url = client_of(organizer), reverse("meetups:new", args=[group.slug])
    html = client.post(url, sent).text
    assert "Say which you mean" in html
    assert "The second time, after the clocks went back" in html
    assert client.post(url, sent | {"which": "1"}).status_code == 302
    assert f"{Meetup.objects.get().starts_at:%H:%M}" == "01:30"


def test_whom_nobody_is_invited_to_is_asked(client_of, organizer, group, zone):
    sent = {
        "title": "x",
        "zone": zone.public_id,
        "session": "straight",
        "day": "2026-06-17",
        "starts": "17:30",
        "ends": "18:30",
        "capacity": "2",
        "nonce": "n",
        "audience": "invited",
    }
    html = client_of(organizer).post(reverse("meetups:new", args=[group.slug]), sent).text
    assert "Tick whom you invite, or let the whole group see it." in html
    assert not Guest.objects.exists()


def test_signing_up_may_end_a_day_before(client_of, organizer, group, zone):
    sent = {
        "title": "x",
        "zone": zone.public_id,
        "session": "straight",
        "day": "2026-06-18",
        "starts": "17:30",
        "ends": "18:30",
        "capacity": "2",
        "nonce": "n",
        "signup_hours": "24",
    }
    client_of(organizer).post(reverse("meetups:new", args=[group.slug]), sent)
    meetup = Meetup.objects.get()
    assert meetup.signup_until == meetup.starts_at - timedelta(days=1)
