"""Every contract and who answers it, in the order the answers run: the only road upward."""

import pytest

from accounts.contracts import ALL

pytestmark = pytest.mark.once

ANSWERS = {
    "account_opened": ["community.groups.bans.carry_bans"],
    "after_the_date": ["events.incidents.page.afterwards"],
    "checker_role_of": ["events.levels.querysets.SpotterLevelQuerySet.checker_role_of"],
    "companions_of": ["community.groups.querysets.MembershipQuerySet.companions_of"],
    "counts_as_spotter": ["events.levels.querysets.SpotterLevelQuerySet.counts_for"],
    "group_closed": [
        "events.meetups.series.querysets.SeriesQuerySet.keep_to_group",
        "events.meetups.querysets.MeetupQuerySet.keep_to_group",
        "community.stories.querysets.StoryQuerySet.keep_to_group",
    ],
    "hazard_changed": ["events.meetups.upheaval.tell_of_hazard"],
    "membership_ended": [
        "events.meetups.series.querysets.SeriesQuerySet.lose_member",
        "events.meetups.departures.free_seats",
        "events.meetups.changing.leave_leaders",
    ],
    "moderators_of": ["community.groups.querysets.MembershipQuerySet.moderators_of"],
    "next_meetups_at": ["events.meetups.querysets.MeetupQuerySet.next_at_place"],
    "next_meetups_of": ["events.meetups.querysets.MeetupQuerySet.next_of_group"],
    "person_banned": ["events.meetups.feeds.querysets.FeedQuerySet.revoke_of_group"],
    "person_erased": [
        "events.incidents.privacy.erase",
        "events.meetups.privacy.erase",
        "events.meetups.feeds.privacy.erase",
        "events.meetups.series.privacy.erase",
        "events.meetups.attendance.privacy.erase",
        "events.levels.privacy.erase",
        "events.places.walk.privacy.erase",
        "community.stories.privacy.erase",
        "community.guide.privacy.erase",
        "community.groups.privacy.erase",
        "community.moderation.privacy.erase",
    ],
    "person_leaves": [
        "events.meetups.privacy.leave",
        "events.meetups.feeds.privacy.leave",
        "community.groups.privacy.leave",
    ],
    "personal_data_of": [
        "events.places.privacy.give",
        "events.places.walk.privacy.give",
        "events.places.hazards.privacy.give",
        "events.places.keeping.privacy.give",
        "events.levels.privacy.give",
        "events.meetups.privacy.give",
        "events.meetups.feeds.privacy.give",
        "events.incidents.privacy.give",
        "events.meetups.series.privacy.give",
        "events.meetups.attendance.privacy.give",
        "community.groups.privacy.give",
        "community.guide.privacy.give",
        "community.stories.privacy.give",
        "community.moderation.privacy.give",
    ],
    "photos_of": ["events.places.walk.privacy.photos", "community.stories.privacy.photos"],
    "place_closed": ["events.meetups.upheaval.tell_of_place"],
    "place_merged": [
        "events.meetups.upheaval.keep_with_place",
        "events.meetups.series.querysets.SeriesQuerySet.keep_with_place",
        "events.incidents.holds.keep_with_place",
    ],
    "place_opened": ["events.meetups.upheaval.tell_of_place"],
    "private_groups": ["community.groups.querysets.GroupQuerySet.private_keys"],
    "reasons_to_stay": [
        "events.meetups.privacy.stay",
        "events.meetups.series.privacy.stay",
        "community.groups.privacy.stay",
    ],
    "roles_of": ["community.groups.querysets.MembershipQuerySet.roles_of"],
    "scope_names": ["community.groups.querysets.GroupQuerySet.names_of"],
    "scopes_of": ["community.groups.querysets.MembershipQuerySet.scopes_of"],
    "safety_text_changed": ["events.meetups.tasks.tell_parked_later"],
    "safety_text_read": ["events.meetups.departures.settle_after_reading"],
    "second_factor_due": ["community.groups.querysets.MembershipQuerySet.second_factor_due"],
    "spotting_ended": ["events.meetups.departures.free_spotting"],
    "team_of": ["community.groups.threads.team_of_group"],
    "thread_subjects": [
        "community.moderation.threads.decided_texts",
        "community.groups.threads.requests_to_join",
        "community.groups.threads.questions_to_groups",
    ],
    "what_ends": [
        "events.meetups.privacy.ends",
        "community.groups.privacy.ends",
        "community.stories.privacy.ends",
    ],
    "who_meets_at": ["events.meetups.querysets.MeetupQuerySet.who_meets_at"],
    "why_not_open": ["events.incidents.holds.why_not_open"],
    "words_of_data": [
        "events.places.privacy.words",
        "events.places.walk.privacy.words",
        "events.places.hazards.privacy.words",
        "events.places.keeping.privacy.words",
        "events.levels.privacy.words",
        "events.meetups.privacy.words",
        "events.meetups.feeds.privacy.words",
        "events.incidents.privacy.words",
        "events.meetups.series.privacy.words",
        "events.meetups.attendance.privacy.words",
        "community.groups.privacy.words",
        "community.guide.privacy.words",
        "community.stories.privacy.words",
        "community.moderation.privacy.words",
    ],
    "zone_changed": ["events.meetups.upheaval.tell_of_zone"],
}


def test_contracts_and_their_answers_are_these():
    given = {name: [spoken(answer) for answer in contract.answers] for name, contract in ALL.items()}
    assert given == ANSWERS


def test_a_contract_says_what_it_asks():
    assert [name for name, contract in ALL.items() if not (contract.question.__doc__ or "").strip()] == []


def test_a_question_itself_answers_nothing():
    for contract in ALL.values():
        names = contract.question.__annotations__.keys() - {"return"}
        with pytest.raises(NotImplementedError):
            contract.question(**dict.fromkeys(names))


def spoken(answer) -> str:
    """The function's full name; one taken from a manager is that of its queryset."""
    owner = getattr(answer, "__self__", None)
    if owner is None:
        return f"{answer.__module__}.{answer.__qualname__}"
    queryset = type(owner.all())
    return f"{queryset.__module__}.{queryset.__qualname__}.{answer.__name__}"
