"""Every contract and who answers it, in the order the answers run: the only road upward."""

import pytest

from accounts.contracts import ALL

pytestmark = pytest.mark.once

ANSWERS = {
    "counts_as_spotter": ["events.levels.querysets.SpotterLevelQuerySet.counts_for"],
    "membership_ended": ["events.meetups.admission.free_seats"],
    "moderators_of": ["community.groups.querysets.MembershipQuerySet.moderators_of"],
    "next_meetups_of": ["events.meetups.querysets.MeetupQuerySet.next_of_group"],
    "roles_of": ["community.groups.querysets.MembershipQuerySet.roles_of"],
    "scope_names": ["community.groups.querysets.GroupQuerySet.names_of"],
    "scopes_of": ["community.groups.querysets.MembershipQuerySet.scopes_of"],
    "spotting_ended": ["events.meetups.admission.free_spotting"],
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
