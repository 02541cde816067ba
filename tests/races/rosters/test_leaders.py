"""Sixteen change one date, or all who lead it step back: each word that counts was told to be kept."""

from threading import Barrier
from unittest.mock import ANY, patch

import pytest
from django.contrib.messages import get_messages

from events.meetups.changing import edit_meetup
from events.meetups.models import Leading, Meetup
from tests.races.browsers import filled_in, signed_in
from tests.races.rosters.careless import steps_back_after
from tests.races.rosters.conftest import THREADS
from tests.races.together import all_at_once

STALE = "Somebody changed this date while you were writing."
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


def all_edit(meetup, people):
    """Half of them type another title, the others what to bring: ``[(field, word, reply)]``."""
    browsers, address = [signed_in(user) for user in people], f"{meetup.get_absolute_url()}edit/"
    form = filled_in(browsers[0], address)
    words = [("bring" if number % 2 else "title", f"Word of {user.pk}") for number, user in enumerate(people)]
    replies = all_at_once(
        *(
            lambda browser=browser, typed={name: word}: browser.post(address, form | typed)
            for browser, (name, word) in zip(browsers, words, strict=True)
        )
    )
    return [(name, word, reply) for (name, word), reply in zip(words, replies, strict=True)]


def lost(row, said):
    """Words that their writers were told are kept, and that stand nowhere."""
    return [word for name, word, reply in said if reply.status_code == 302 and getattr(row, name) != word]


def test_of_sixteen_who_change_a_date_one_wins_and_the_others_see_both(make_meetup, organizers):
    meetup = make_meetup()
    said = all_edit(meetup, organizers)
    row = Meetup.objects.get(pk=meetup.pk)
    assert sorted(reply.status_code for *_, reply in said) == [200] * (THREADS - 1) + [302]
    assert (lost(row, said), row.sequence) == ([], 1)
    name, word = next((name, word) for name, word, reply in said if reply.status_code == 302)
    for _name, typed, reply in said:
        if reply.status_code == 200:
            assert STALE in reply.text
            assert f"<td>{word}</td>" in reply.text
            assert f'value="{typed}"' in reply.text
            assert 'name="sequence" value="1"' in reply.text
    assert getattr(row, name) == word


def test_without_the_guard_all_are_told_that_their_words_are_kept(make_meetup, organizers):
    """The negative control: whoever saves last has the word."""
    meetup = make_meetup()

    def edit(meetup, **fields):
        return edit_meetup(meetup, **fields | {"sequence": ANY})

    with patch("events.meetups.planning.views.edit_meetup", edit):
        said = all_edit(meetup, organizers)
    assert [reply.status_code for *_, reply in said] == [302] * THREADS
    assert len(lost(Meetup.objects.get(pk=meetup.pk), said)) == THREADS - 1


def all_step_back(meetup, people):
    """Sixteen lead it, and all press the button; what each is told."""
    Leading.objects.filter(meetup=meetup).delete()
    Leading.objects.bulk_create(Leading(meetup=meetup, user=user) for user in people)
    Meetup.objects.filter(pk=meetup.pk).update(leader=people[0])
    address = f"{meetup.get_absolute_url()}step-back/"
    browsers = [signed_in(user) for user in people]
    replies = all_at_once(*(lambda browser=browser: browser.post(address) for browser in browsers))
    return [str(message) for reply in replies for message in get_messages(reply.wsgi_request)]


def test_one_of_all_who_step_back_goes_on_leading(make_meetup, organizers):
    meetup = make_meetup(capacity=8)
    said = all_step_back(meetup, organizers)
    assert sorted(said) == sorted(
        ["You lead it no more."] * (THREADS - 1)
        + ["Nobody else leads it. Ask an organizer to name somebody, or call it off."]
    )
    (left,) = Leading.objects.filter(meetup=meetup).people()
    assert Meetup.objects.get(pk=meetup.pk).leader_id == left


def test_without_the_guard_nobody_is_left_to_lead(make_meetup, organizers):
    """The negative control: each sees the others."""
    meetup = make_meetup(capacity=8)
    with steps_back_after(Barrier(THREADS, timeout=30).wait):
        assert all_step_back(meetup, organizers) == ["You lead it no more."] * THREADS
    assert not Leading.objects.filter(meetup=meetup).exists()
