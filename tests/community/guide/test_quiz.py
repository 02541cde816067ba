"""The quiz as arithmetic: no database."""

import pytest

from community.guide.quiz import NEEDED, QUESTIONS, mark

RIGHT = {question.key: str(question.right) for question in QUESTIONS}
ESSENTIAL = [question.key for question in QUESTIONS if question.is_essential]
OTHERS = [question.key for question in QUESTIONS if not question.is_essential]
pytestmark = pytest.mark.once


def wrong(key):
    """An answer that is there and not right."""
    question = next(question for question in QUESTIONS if question.key == key)
    return str((question.right + 1) % len(question.choices))


def test_there_are_ten_questions_each_with_one_right_answer_that_exists():
    assert len(QUESTIONS) == 10
    assert len({question.key for question in QUESTIONS}) == 10
    for question in QUESTIONS:
        assert 0 <= question.right < len(question.choices)
        assert len(set(map(str, question.choices))) == len(question.choices)
        assert str(question.because)


def test_stopping_no_answer_and_falls_are_essential():
    assert ESSENTIAL == ["stop", "silence", "fall"]


def test_all_right_is_passed():
    assert mark(RIGHT).is_passed
    assert (mark(RIGHT).right, mark(RIGHT).wrong) == (10, ())


@pytest.mark.parametrize("mistakes", range(len(OTHERS) + 1))
def test_eight_of_ten_are_needed(mistakes):
    result = mark(RIGHT | {key: wrong(key) for key in OTHERS[:mistakes]})
    assert result.right == 10 - mistakes
    assert result.is_passed == (10 - mistakes >= NEEDED == 8)


@pytest.mark.parametrize("key", ESSENTIAL)
def test_one_essential_mistake_is_one_too_many(key):
    result = mark(RIGHT | {key: wrong(key)})
    assert (result.right, result.is_passed) == (9, False)
    assert [question.key for question in result.wrong] == [key]


@pytest.mark.parametrize("answer", [None, "", "99", "-1", "x", "١"])
def test_no_answer_and_a_made_up_one_are_wrong(answer):
    answers = RIGHT | {"walk": answer}
    assert mark(answers).right == 9


def test_no_answers_at_all_are_marked():
    assert (mark({}).right, mark({}).is_passed) == (0, False)
