"""How one is told: the preset, single kinds, groups that are muted, and an address that refuses letters."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Choice, FailingAddress, Mute, Notification, Preferences
from accounts.notifications.actions import mute, stop_letters
from accounts.notifications.addresses import count_refusal
from accounts.notifications.digest import write_digests
from accounts.notifications.kinds import KINDS, Channel, Preset
from accounts.notifications.notices import ADDRESS_PAUSED, DIGEST
from accounts.notifications.preferences import kinds_by_category, wishes_of
from accounts.notifications.tasks import spread_news
from accounts.permissions import Viewer
from community.groups.querysets import group_scope
from tests.accounts.notifications.conftest import tell

SETTINGS, ONE_BY_ONE = "notifications:settings", "notifications:kinds"
FORGET, MUTE, AGAIN = "notifications:kinds_forget", "notifications:mute", "notifications:address_again"
SUNDAY = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def page(client_of, member):
    """The main part of one of the member's own pages."""

    def look(name):
        response = client_of(member).get(reverse(name))
        assert response.status_code == 200
        return response.content.decode().split("<main")[1].split("</main")[0]

    return look


@pytest.fixture
def send(client_of, member):
    """Send a form as the member."""

    def post(name, data):
        return client_of(member).post(reverse(name), data)

    return post


def all_kinds(**changed):
    """What the page of kinds sends if only ``changed`` was touched, with _ for each dot of a name."""
    data = {kind.name: kind.channel_in(Preset.IMPORTANT) for kind in KINDS.values() if kind.is_switchable}
    return data | {name.replace("_", ".", 1): channel for name, channel in changed.items()}


@pytest.mark.parametrize("name", [SETTINGS, ONE_BY_ONE])
def test_strangers_are_asked_to_sign_in(client_of, db, name):
    assert client_of(None).get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [FORGET, MUTE, AGAIN])
def test_looking_changes_nothing(client_of, member, name):
    assert client_of(member).get(reverse(name)).status_code == 405


def test_who_chose_nothing_has_the_preset_in_the_middle(member):
    assert wishes_of(member.pk).preset == Preset.IMPORTANT


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_is_kept_and_shown(page, send, member, preset):
    assert send(SETTINGS, {"preset": preset}).url == reverse(SETTINGS)
    assert wishes_of(member.pk).preset == preset
    [chosen] = [radio for radio in re.findall("<input[^>]*>", page(SETTINGS)) if "checked" in radio]
    assert f'value="{preset}"' in chosen


def test_a_preset_keeps_what_the_weekly_letter_has_told(send, member):
    Preferences.objects.mark_sent([member.pk], SUNDAY)
    send(SETTINGS, {"preset": "everything"})
    assert Preferences.objects.get().sent_up_to == SUNDAY


@pytest.mark.parametrize("preset", ["", "nothing", "\0", "x" * 10_000, "EVERYTHING"])
def test_a_preset_that_does_not_exist_is_refused(send, member, preset):
    response = send(SETTINGS, {"preset": preset})
    assert response.status_code == 200
    assert "This needs another look" in response.content.decode()
    assert Preferences.objects.count() == 0


def test_each_preset_says_another_channel_for_news(send, news, member):
    for preset, channel in zip(Preset, ("now", "weekly", "bell"), strict=True):
        send(SETTINGS, {"preset": preset})
        assert tell(member, kind="tests.weekly", cause=preset).channel == channel


def test_only_what_differs_from_the_preset_is_kept(send, news, member):
    response = send(ONE_BY_ONE, all_kinds(tests_news="bell"))
    assert response.url == reverse(ONE_BY_ONE)
    assert Choice.objects.of(member.pk) == {"tests.news": "bell"}


def test_choosing_what_the_preset_means_takes_the_choice_away(send, news, member):
    send(ONE_BY_ONE, all_kinds(tests_news="bell", tests_weekly="now"))
    send(ONE_BY_ONE, all_kinds(tests_news="bell"))
    assert Choice.objects.of(member.pk) == {"tests.news": "bell"}


def test_a_single_choice_stays_when_the_preset_changes(send, news, member):
    send(ONE_BY_ONE, all_kinds(tests_news="weekly"))
    send(SETTINGS, {"preset": "everything"})
    assert tell(member, kind="tests.news").channel == Channel.WEEKLY


def test_what_is_chosen_is_shown_as_such(page, send, news):
    assert "your choice" not in page(ONE_BY_ONE)
    send(ONE_BY_ONE, all_kinds(tests_news="bell"))
    assert page(ONE_BY_ONE).count("your choice") == 1
    assert "You chose 1 thing yourself." in page(SETTINGS)


def test_everything_follows_the_preset_again(page, send, news, member):
    send(ONE_BY_ONE, all_kinds(tests_news="bell"))
    assert "Undo my own choices" in page(ONE_BY_ONE)
    send(FORGET, {})
    assert Choice.objects.of(member.pk) == {}
    assert "Undo my own choices" not in page(ONE_BY_ONE)


def test_choices_are_ones_own(client_of, send, news, member, other_member):
    client_of(other_member).post(reverse(ONE_BY_ONE), all_kinds(tests_news="bell"))
    send(ONE_BY_ONE, all_kinds(tests_weekly="now"))
    send(FORGET, {})
    assert Choice.objects.of(other_member.pk) == {"tests.news": "bell"}


@pytest.mark.parametrize("channel", ["", "nothing", "\0", "x" * 10_000, "['bell']"])
def test_a_channel_that_does_not_exist_is_refused_and_the_rest_stays_as_typed(send, news, channel):
    response = send(ONE_BY_ONE, all_kinds(tests_news=channel, tests_weekly="bell"))
    assert response.status_code == 200
    assert "Choose how you hear of this." in response.content.decode()
    assert response.context["form"]["tests.weekly"].value() == "bell"
    assert Choice.objects.count() == 0


def test_a_kind_that_must_wait_for_nothing_has_no_weekly_letter(send, member):
    assert send(ONE_BY_ONE, all_kinds(meetups_going="weekly")).status_code == 200
    assert Choice.objects.count() == 0


def test_what_cannot_be_switched_off_says_why_and_stays(page, send, news, member):
    assert '<select name="tests.safety"' not in page(ONE_BY_ONE)
    assert "Always comes" in page(ONE_BY_ONE)
    send(ONE_BY_ONE, all_kinds(tests_safety="bell", no_such="bell"))
    assert Choice.objects.of(member.pk) == {}
    Choice.objects.choose(member.pk, {"tests.safety": "bell"})
    assert tell(member, kind="tests.safety").channel == Channel.NOW


def test_half_a_form_changes_nothing(send, news):
    assert send(ONE_BY_ONE, {"tests.news": "bell"}).status_code == 200
    assert Choice.objects.count() == 0


FOR_THE_SITE = {"incidents.severe"}
"""Told to site moderators only."""


def names(viewer):
    return sorted(kind.name for _category, kinds in kinds_by_category(viewer) for kind in kinds)


def test_every_kind_stands_under_one_heading(organizer, group, as_viewer):
    assert names(as_viewer(organizer)) == sorted(set(KINDS) - FOR_THE_SITE)


def test_what_cannot_concern_somebody_is_left_out(member, moderator, as_viewer):
    only = {"groups.asked", "groups.joined", "moderation.waiting", "moderation.reported"}
    assert set(KINDS) - set(names(as_viewer(member))) == only | FOR_THE_SITE
    left_out = {"groups.asked", "groups.joined"} | FOR_THE_SITE
    assert set(KINDS) - set(names(as_viewer(moderator))) == left_out


def test_the_weekly_letter_is_there_or_not_whatever_the_preset(page):
    assert {DIGEST.channel_in(preset) for preset in Preset} == {Channel.NOW}
    assert "Do not send it" in page(ONE_BY_ONE)


def test_the_page_says_whether_a_weekly_letter_comes(page, send, news):
    comes, none = (
        "The weekly letter comes on Sunday at 08:00, time zone Europe/Berlin.",
        "You get no weekly letter.",
    )
    assert (comes in page(SETTINGS), none in page(SETTINGS)) == (True, False)
    send(ONE_BY_ONE, all_kinds(notifications_digest="bell"))
    assert (comes in page(SETTINGS), none in page(SETTINGS)) == (False, True)
    send(FORGET, {})
    send(SETTINGS, {"preset": "dates"})
    assert (comes in page(SETTINGS), none in page(SETTINGS)) == (False, True)


def test_who_switched_the_weekly_letter_off_gets_none_and_the_lines_stay(send, news, member, other_member):
    send(ONE_BY_ONE, all_kinds(notifications_digest="bell"))
    tell(member, other_member, kind="tests.weekly")
    Notification.objects.update(created_at=SUNDAY.replace(day=13))
    assert write_digests(DIGEST.name, SUNDAY) == 1
    letters = Notification.objects.filter(kind=DIGEST.name)
    assert list(letters.values_list("recipient", flat=True)) == [other_member.pk]
    assert Notification.objects.unread_count(Viewer(member)) == 1


def test_who_takes_the_weekly_letter_again_is_not_told_of_the_weeks_without(send, news, member):
    send(ONE_BY_ONE, all_kinds(notifications_digest="bell"))
    tell(member, kind="tests.weekly")
    Notification.objects.update(created_at=SUNDAY.replace(day=13))
    assert write_digests(DIGEST.name, SUNDAY) == 0
    send(ONE_BY_ONE, all_kinds())
    assert write_digests(DIGEST.name, SUNDAY.replace(day=21)) == 0


def test_a_group_is_muted_and_unmuted_by_the_same_button(page, send, group, member):
    scope = group_scope(group.pk)
    assert "Muted" not in page(SETTINGS)
    send(MUTE, {"group": group.slug, "is_muted": "on"})
    send(MUTE, {"group": group.slug, "is_muted": "on"})
    assert Mute.objects.scopes_of(member.pk) == {scope}
    assert "Muted" in page(SETTINGS)
    send(MUTE, {"group": group.slug})
    assert Mute.objects.scopes_of(member.pk) == set()


def test_a_muted_group_sends_no_mail_and_no_number_but_what_cannot_be_switched_off(send, news, group, member):
    scope = group_scope(group.pk)
    send(MUTE, {"group": group.slug, "is_muted": "on"})
    quiet = tell(member, scope=scope)
    assert (quiet.mail_due_at, bool(quiet.read_at)) == (None, True)
    loud = tell(member, scope=scope, kind="tests.safety", cause="loud")
    assert (bool(loud.mail_due_at), loud.read_at) == (True, None)


@pytest.mark.parametrize("slug", ["", "group-0", "group-", "\0", "x" * 10_000, "group-1 OR 1=1"])
def test_a_group_one_is_not_in_cannot_be_muted(send, member, slug):
    response = send(MUTE, {"group": slug, "is_muted": "on"})
    assert response.url == reverse(SETTINGS)
    assert Mute.objects.count() == 0


def test_the_group_of_others_cannot_be_muted(send, other_group, member):
    send(MUTE, {"group": other_group.slug, "is_muted": "on"})
    assert Mute.objects.count() == 0


def test_who_is_in_no_group_is_told_so(client_of, outsider):
    assert "You are in no group yet." in client_of(outsider).get(reverse(SETTINGS)).content.decode()


def test_a_paused_address_says_since_when_and_is_tried_again(page, send, news, member):
    assert "refuses our letters" not in page(SETTINGS)
    FailingAddress.objects.create(email=member.email.upper(), refusals=3, paused_at=timezone.now())
    assert "Since" in page(SETTINGS)
    assert "Try this address again" in page(SETTINGS)
    send(AGAIN, {})
    assert FailingAddress.objects.count() == 0
    assert "refuses our letters" not in page(SETTINGS)


def test_trying_the_address_again_takes_the_line_from_the_bell(send, member):
    for _ in range(3):
        count_refusal(member)
    spread_news.call()
    assert Notification.objects.filter(kind=ADDRESS_PAUSED.name).count() == 1
    send(AGAIN, {})
    assert Notification.objects.unread_count(Viewer(member)) == 0


def test_the_address_of_another_is_not_tried(client_of, member, other_member):
    FailingAddress.objects.create(email=member.email, refusals=3, paused_at=timezone.now())
    client_of(other_member).post(reverse(AGAIN))
    assert FailingAddress.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_choice_and_for_three(
    client_of, news, member, count, django_assert_num_queries
):
    names = ["tests.news", "tests.weekly", "tests.whisper"]
    Choice.objects.choose(member.pk, dict.fromkeys(names[:count], "bell"))
    client = client_of(member)
    with django_assert_num_queries(6):  # session, person, preset, choices, number, what waits for review
        client.get(reverse(ONE_BY_ONE))
    with django_assert_num_queries(9):  # and groups, muted ones, the state of the address
        client.get(reverse(SETTINGS))


def owed_to(user):
    return list(
        Notification.objects.filter(recipient=user, mail_due_at__isnull=False).values_list("kind", flat=True)
    )


def test_a_letter_that_is_still_owed_does_not_go_out_once_it_is_not_wanted(
    news, member, other_member, as_viewer
):
    tell(member, other_member)
    tell(member, kind="tests.safety")
    stop_letters(KINDS["tests.news"], by=as_viewer(member))
    assert (owed_to(member), owed_to(other_member)) == (["tests.safety"], ["tests.news"])
    [called_back] = Notification.objects.filter(recipient=member, kind="tests.news")
    assert (called_back.dropped_because, called_back.is_hidden) == ("switched off", False)


def test_muting_calls_back_the_letters_of_that_group_alone(news, member, as_viewer):
    for scope in ("group-1", "group-2"):
        tell(member, cause=scope, scope=scope)
        tell(member, kind="tests.dates", cause=scope, scope=scope)
    mute("group-1", by=as_viewer(member))
    assert sorted(owed_to(member)) == ["tests.dates", "tests.dates", "tests.news"]


def test_of_dates_one_goes_to_one_hears_in_a_muted_group_too(news, member, as_viewer):
    mute("group-1", by=as_viewer(member))
    tell(member, scope="group-1")
    tell(member, kind="tests.dates", scope="group-1")
    assert owed_to(member) == ["tests.dates"]
    assert [row.kind for row in Notification.objects.unread()] == ["tests.dates"]
