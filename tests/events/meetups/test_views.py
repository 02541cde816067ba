"""Pages of meetups: what each person sees, what is refused in words, and how many queries it takes."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.geography import City
from accounts.models import Profile, User
from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.models import RSVP, Meetup
from events.places.models import Light, Verdict


def page(client, name, *args, **query):
    response = client.get(reverse(f"meetups:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def post(client_of):
    """Answer through the page; what is said afterwards."""

    def send(meetup, user, part, **fields):
        url = reverse("meetups:answer", args=[meetup.public_id])
        response = client_of(user).post(url, {"part": part, **fields})
        assert (response.status_code, response.url) == (302, meetup.get_absolute_url())
        return words(response)

    return send


@pytest.fixture
def form(zone):
    """What an organizer types."""

    def fill(**changes):
        fields = {
            "title": "Second steps Wednesday",
            "zone": zone.public_id,
            "day": "2026-06-17",
            "starts": "18:30",
            "ends": "19:30",
            "session": "straight",
            "lowest_stage": "0",
            "capacity": "4",
            "own_limit": "",
            "description": "Meet at the gate.",
            "nonce": "n" * 22,
        }
        return fields | changes

    return fill


@pytest.fixture
def post_form(client_of, organizer, group, form):
    def send(**changes):
        return client_of(organizer).post(reverse("meetups:new", args=[group.slug]), form(**changes))

    return send


def test_a_stranger_sees_when_where_and_what_is_needed(client_of, meetup):
    html = page(client_of(None), "detail", meetup.public_id)
    for fact in (
        "First steps Tuesday",
        "Tuesday 16 June, 18:30–19:30",
        "CEST",
        "Birkenwiese 1, Home straight",
        "Checked 1 June",
        "2 can still run.",
        "2 spotters wanted",
        "Join to answer",
    ):
        assert fact in html
    assert "Petra" not in html


def test_a_list_shows_what_lies_ahead(client_of, meetup, organizer, clock):
    assert "First steps Tuesday" in page(client_of(None), "list")
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    assert "First steps Tuesday" not in page(client_of(None), "list")


def test_a_meetup_that_runs_is_still_listed_and_one_that_is_over_is_not(client_of, meetup, clock):
    clock.move_to(meetup.ends_at - timedelta(minutes=1))
    assert "First steps Tuesday" in page(client_of(None), "list")
    clock.move_to(meetup.ends_at)
    assert "First steps Tuesday" not in page(client_of(None), "list")


def test_near_a_city_the_nearest_come_first(client_of, group, organizer, plan, meetup, make_zone):
    near_mannheim = make_zone(latitude=49.489, longitude=8.467)
    times = {name: plan()[name] + timedelta(days=1) for name in ("starts_at", "ends_at")}
    post_meetup(group, by=Viewer(organizer), **plan(zone=near_mannheim, title="Quadrate", **times))
    city = City.objects.create(
        pk=1,
        name="Mannheim",
        country="DE",
        population=300000,
        time_zone="Europe/Berlin",
        latitude=49.48,
        longitude=8.46,
    )
    html = page(client_of(None), "list", city=city.pk)
    assert html.index("Quadrate") < html.index("First steps Tuesday")


@pytest.mark.parametrize("city", ["x", "-1", "999999999999", "2", ""])
def test_a_city_that_is_none_is_not_found(client_of, meetup, city):
    assert client_of(None).get(reverse("meetups:list"), {"city": city}).status_code == 404


def test_an_empty_list_says_what_to_do_next(client_of, group):
    assert "Start a group" in page(client_of(None), "list")
    assert "Nothing is planned yet" in page(client_of(None), "of_group", group.slug)


def cards(response):
    return [card for day in response.context["days"] for card in day.rows]


def titles(response):
    return [re.search(r"<h3>.*?>([^<]+)</a></h3>", card)[1] for card in cards(response)]


def test_a_long_list_goes_on_where_it_stopped(client_of, group, organizer, plan):
    for day in range(23):
        times = {name: plan()[name] + timedelta(days=day) for name in ("starts_at", "ends_at")}
        post_meetup(group, by=Viewer(organizer), **plan(title=f"Date {day:02}", **times))
    response = client_of(None).get(reverse("meetups:list"))
    assert titles(response) == [f"Date {day:02}" for day in range(20)]
    more = client_of(None).get(reverse("meetups:list"), {"after": response.context["next"]})
    assert titles(more) == ["Date 20", "Date 21", "Date 22"]


def test_a_member_runs_and_a_spotter_spots(post, meetup, member, spotter, client_of):
    assert post(meetup, member, "runner") == [
        "You're waiting for a spotter. We'll tell you as soon as one says yes."
    ]
    assert post(meetup, spotter, "spotter") == ["You're spotting on Tuesday. Thank you."]
    assert "You're in: you run on Tuesday." in page(client_of(member), "detail", meetup.public_id).replace(
        "&#x27;", "'"
    )
    assert post(meetup, member, "leave") == ["You're not coming. Your seat is free for the next in line."]
    assert post(meetup, member, "runner") == ["You're in. A spotter is there for you on Tuesday."]


def test_who_comes_late_stands_on_the_waitlist_and_learns_where(post, meetup, runners, client_of):
    people = runners(4)
    for runner in people[:2]:
        post(meetup, runner, "runner")
    assert post(meetup, people[2], "runner", saw_lane="on") == [
        "Somebody took the last lane a moment ago. You're first on the waitlist."
    ]
    assert post(meetup, people[3], "runner") == [
        "All lanes are taken. You're second on the waitlist; we'll tell you when you move up."
    ]
    text = page(client_of(people[3]), "detail", meetup.public_id)
    assert "second on the waitlist" in text
    assert "Once you go, you run about 6 of 6 turns of five minutes" in text


def test_who_waits_for_a_spotter_learns_where_they_stand_and_how_often_they_run(
    meetup, runners, answer, client_of
):
    people = runners(2)
    assert [answer(meetup, runner) for runner in people] == ["waiting", "waiting"]
    for runner, place in zip(people, ("first", "second"), strict=True):
        text = page(client_of(runner), "detail", meetup.public_id)
        assert f"You're {place} of those who wait." in text.replace("&#x27;", "'")
        assert "Once you go, you run about 6 of 6 turns of five minutes" in text


def test_a_refusal_is_a_sentence_on_the_page(post, meetup, outsider):
    assert post(meetup, outsider, "runner") == ["Join Neckar Heelfirsts first; then you can answer."]


@pytest.mark.parametrize("part", ["", "leader", "RUNNER", "x" * 1000])
def test_nonsense_answers_nothing(post, meetup, member, part):
    assert post(meetup, member, part) == ["Say whether you run, spot or can't come."]
    assert not RSVP.objects.exists()


def test_looking_never_answers(client_of, meetup, member):
    assert client_of(member).get(reverse("meetups:answer", args=[meetup.public_id])).status_code == 405
    assert not RSVP.objects.exists()


def test_thirty_answers_a_minute_are_enough(client_of, meetup, member):
    client, url = client_of(member), reverse("meetups:answer", args=[meetup.public_id])
    codes = [client.post(url, {"part": "runner"}).status_code for _ in range(31)]
    assert codes == [302] * 30 + [429]


@pytest.mark.parametrize(
    ("who", "sees_spot"), [("spotter", True), ("member", False), ("outsider", False), ("organizer", False)]
)
def test_only_a_spotter_is_offered_to_spot(request, client_of, meetup, who, sees_spot):
    html = page(client_of(request.getfixturevalue(who)), "detail", meetup.public_id)
    assert ('value="spotter"' in html) is sees_spot


def test_names_stand_only_where_they_may(client_of, meetup, member, spotter, organizer, answer, runners):
    member.profile.display_name = "Mira Maier"
    member.profile.save()
    (waiting,) = runners(1)
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    answer(meetup, waiting)
    seen = {
        who: page(client_of(user), "detail", meetup.public_id)
        for who, user in {
            "leader": organizer,
            "spotter": spotter,
            "waiting": waiting,
            "stranger": None,
        }.items()
    }
    assert "Mira Maier" in seen["leader"]
    assert "Runner0" in seen["leader"]
    assert "<span>Mira</span>" in seen["spotter"]
    assert "Maier" not in seen["spotter"]
    assert "Runner0" not in seen["spotter"]
    assert "Mira" not in seen["waiting"] + seen["stranger"]


def test_the_page_says_what_time_it_is_for_who_lives_elsewhere(client_of, meetup, member):
    assert "the same as yours" in page(client_of(member), "detail", meetup.public_id)
    member.profile.time_zone = "America/New_York"
    member.profile.save()
    assert "on your clock Tue 12:30–13:30 (EDT)" in page(client_of(member), "detail", meetup.public_id)


def test_runners_without_a_spotter_are_shown_as_at_risk(client_of, meetup, member, spotter, answer, post):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    post(meetup, spotter, "leave")
    assert "1 runner has no spotter any more" in page(client_of(None), "detail", meetup.public_id)


def test_the_calendar_names_our_own_address_whatever_the_browser_calls_us(client_of, meetup, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://run.example.org", ["other.example"]
    url = reverse("meetups:calendar", args=[meetup.public_id])
    words = client_of(None).get(url, headers={"host": "other.example"}).content.decode()
    assert f"URL:https://run.example.org/meetups/{meetup.public_id}/" in words
    assert "other.example" not in words


def test_the_calendar_is_a_file_for_anybody(client_of, meetup, settings):
    response = client_of(None).get(reverse("meetups:calendar", args=[meetup.public_id]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="backstride-2026-06-16.ics"'
    words = response.content.decode().replace("\r\n ", "")
    assert f"URL:{settings.SITE_URL}{meetup.get_absolute_url()}" in words


def test_an_organizer_posts(post_form, organizer):
    response = post_form()
    meetup = Meetup.objects.get()
    assert (response.status_code, response.url) == (302, meetup.get_absolute_url())
    assert (meetup.leader, meetup.capacity, meetup.description) == (organizer, 4, "Meet at the gate.")
    assert f"{meetup.starts_at:%d %H:%M}" == "17 16:30"


def test_the_form_sent_twice_posts_once(post_form):
    assert [post_form().status_code for _ in range(2)] == [302, 302]
    assert Meetup.objects.count() == 1


def test_a_form_of_another_account_keeps_its_words_and_can_be_sent_again(post_form, meetup, make_user):
    Meetup.objects.update(nonce="left-open", leader=make_user("wanda"))
    answer = post_form(nonce="left-open").content.decode()
    assert "This form was sent from another account before." in answer
    assert "Meet at the gate." in answer
    nonce = re.search(r'name="nonce" value="([^"]+)"', answer)[1]
    assert post_form(nonce=nonce).status_code == 302


def test_the_form_lists_checked_zones_first_and_others_with_what_they_lack(
    client_of, organizer, group, make_zone
):
    make_zone("Unseen lawn", verdict=Verdict.UNKNOWN)
    make_zone("Icy bend", verdict=Verdict.STOP)
    make_zone("Back straight", latitude=49.42)
    make_zone("Old lawn", expires_on=date(2026, 5, 3))
    make_zone("Far track", latitude=52.5, longitude=13.4)
    html = page(client_of(organizer), "new", group.slug)
    places = [html.find(name) for name in ("Back straight", "Unseen lawn", "Icy bend", "Old lawn")]
    assert min(places) > 0
    assert min(places) == places[0]
    assert html.count("Not checked yet") == 1
    assert "Check ran out on 3 May" in html
    assert "Far track" not in html


def test_an_unchecked_zone_is_refused_in_words_and_what_was_typed_is_kept(post_form, make_zone):
    unseen = make_zone("Unseen lawn", verdict=Verdict.UNKNOWN)
    html = post_form(zone=unseen.public_id).content.decode()
    assert "is not checked yet. Two people need to check it before anyone meets." in html
    assert 'value="Second steps Wednesday"' in html
    assert not Meetup.objects.exists()


def test_an_end_after_dusk_is_refused_in_words(post_form, make_zone):
    dark = make_zone("Lawn", light=Light.NONE)
    html = post_form(zone=dark.public_id, starts="21:30", ends="22:30").content.decode()
    assert "Dusk ends at 22:" in html
    assert not Meetup.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"day": "2026-10-25", "starts": "02:30"},
            "The clocks show this time twice on that day. Say which you mean.",
        ),
        ({"day": "2027-03-28", "starts": "02:30"}, "The clocks skip this time on that day. Pick another."),
        ({"zone": ""}, "Pick a place. Only checked ones can be used."),
        ({"capacity": "9"}, "One leader takes 8 runners at most"),
        ({"capacity": "41"}, "less than or equal to 40"),
        ({"day": "2026-06-15"}, "This time is over. Pick one that lies ahead."),
        ({"day": "9999-12-31"}, "That is more than 180 days ahead. Pick a nearer date."),
        ({"day": "0001-01-01"}, "over"),
        ({"title": "\u200b"}, "This shows nothing."),
        ({"title": "x" * 10000}, "80"),
        ({"session": "sprint"}, "sprint is not one of the available choices."),
    ],
)
def test_bad_input_gets_a_sentence(post_form, changes, sentence):
    response = post_form(**changes)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Meetup.objects.exists()


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "newcomer"])
def test_others_find_no_form(request, client_of, group, meetup, who):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse("meetups:new", args=[group.slug])).status_code == 403
    assert client.get(reverse("meetups:call_off", args=[meetup.public_id])).status_code == 403


def test_calling_off_asks_first_and_says_how_many_are_told(client_of, meetup, organizer, runners, answer):
    for runner in runners(3):
        answer(meetup, runner)
    client, url = client_of(organizer), reverse("meetups:call_off", args=[meetup.public_id])
    assert "Yes, call it off and tell 3 people" in client.get(url).content.decode()
    assert "Say why in a few words; it stands in the mail." in client.post(url, {"reason": ""}).text
    assert words(client.post(url, {"reason": "Ice on the straight"})) == ["Called off. We tell 3 people."]
    html = page(client, "detail", meetup.public_id)
    assert "This meetup is called off" in html
    assert "Ice on the straight" in html


def test_a_page_that_is_called_off_says_only_that_and_what_comes_next(
    client_of, meetup, member, organizer, group, plan, answer
):
    answer(meetup, member)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    html = page(client_of(member), "detail", meetup.public_id)
    said = ("Ice on the straight", "<s>Tuesday 16 June, 18:30–19:30</s>", "Take it out of my calendar")
    assert not [words for words in (*said, "Nothing is planned yet") if words not in html]
    past = ("The lanes on", "can still run", "The light", "How it goes", "Add to my calendar")
    assert not [words for words in past if words in html]
    times = {name: plan()[name] + timedelta(days=2) for name in ("starts_at", "ends_at")}
    post_meetup(group, by=Viewer(organizer), **plan(title="Thursday lanes", **times))
    assert "Thursday lanes" in page(client_of(member), "detail", meetup.public_id)


@pytest.fixture
def make_rows(group, organizer, plan):
    def make(count):
        for day in range(count):
            times = {name: plan()[name] + timedelta(days=day) for name in ("starts_at", "ends_at")}
            post_meetup(group, by=Viewer(organizer), **plan(**times))

    return make


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [(None, 2), ("member", 6)])
def test_a_list_takes_as_many_queries_for_one_as_for_three(
    request, client_of, make_rows, django_assert_num_queries, rows, who, queries
):
    make_rows(rows)
    client = client_of(who and request.getfixturevalue(who))
    with django_assert_num_queries(queries):
        response = client.get(reverse("meetups:list"))
    assert len(cards(response)) == rows
    with django_assert_num_queries(queries - 1):
        client.get(reverse("meetups:list"))  # the cards are ready now


@pytest.mark.parametrize("attendees", [10, 200])
@pytest.mark.parametrize(("who", "queries"), [(None, 2), ("organizer", 10), ("member", 9)])
def test_a_page_takes_as_many_queries_for_200_people_as_for_10(
    request, client_of, meetup, make_crowd, django_assert_num_queries, attendees, who, queries
):
    user = who and request.getfixturevalue(who)
    make_crowd(attendees, also=user)
    client = client_of(user)
    with django_assert_num_queries(queries):
        response = client.get(meetup.get_absolute_url())
    assert response.status_code == 200
    assert len(response.context["people"]) == {None: 0, "organizer": attendees, "member": attendees}[who]


@pytest.fixture
def make_crowd(meetup, make_user):
    """So many people going, written straight into the table; ``also`` is one of them unless they lead."""

    def make(count, also=None):
        people = [User(email=f"crowd{number}@example.org") for number in range(count)]
        User.objects.bulk_create(people)
        Profile.objects.bulk_create(
            Profile(user=user, display_name="Crowd", birth_year=1990) for user in people
        )
        if also is not None and also.pk != meetup.leader_id:
            people[0] = also
        now = timezone.now()
        RSVP.objects.bulk_create(
            RSVP(meetup=meetup, user=user, part="spotter", state="going", queued_at=now, changed_at=now)
            for user in people
        )
        Meetup.objects.filter(pk=meetup.pk).update(spotters_going=count)

    return make


@pytest.mark.parametrize(("session", "is_shown"), [("straight", True), ("social", False)])
def test_who_runs_backwards_reads_what_to_do_before_the_first_step(client, meetup, session, is_shown):
    Meetup.objects.update(session=session, runners_per_spotter=1 if is_shown else None)
    page = client.get(meetup.get_absolute_url()).content.decode()
    assert ("Before the first step" in page) is is_shown
