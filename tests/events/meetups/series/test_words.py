"""What the rule of a series says to people."""

from datetime import date, time

import pytest
from django.utils.translation import override

from events.meetups.series.recurrence import Recurrence, parse
from events.meetups.series.words import in_words

pytestmark = pytest.mark.once


def said(rule, **more):
    recurrence = Recurrence(parse(rule), date(2026, 6, 16), time(18, 30), "Europe/Berlin")
    return in_words(recurrence, **more)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "Every Tuesday, 18:30."),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "Every 2 weeks on Tuesday and Thursday, 18:30."),
        ("FREQ=WEEKLY;UNTIL=20270616", "Every Tuesday, 18:30, until 16 June 2027."),
        ("FREQ=DAILY;COUNT=3", "Every day, 18:30, 3 times."),
    ],
)
def test_the_hour_stands_in_the_sentence(rule, words):
    assert said(rule, with_clock=True) == words
    assert said(rule) == words.replace(", 18:30", "")


def test_german_has_its_hour_too():
    with override("de"):
        assert said("FREQ=WEEKLY;UNTIL=20270616", with_clock=True) == (
            "Jeden Dienstag, 18:30 Uhr, bis 16. Juni 2027."
        )
