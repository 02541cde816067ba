import pytest

from community.moderation.diff import MOST_WORDS, word_changes

pytestmark = pytest.mark.once


def flat(paragraphs, *kinds):
    return ["".join(words for kind, words in paragraph if kind in kinds) for paragraph in paragraphs]


def test_changed_words_are_marked_and_the_others_are_not():
    assert word_changes("We ran eight lengths.", "We walked eight lengths.") == [
        [("same", "We "), ("del", "ran"), ("ins", "walked"), ("same", " eight lengths.")]
    ]


def test_words_beside_each_other_change_together():
    assert word_changes("My knees feel better. Tea.", "Walking fixes knees. Tea.") == [
        [("del", "My knees feel better."), ("ins", "Walking fixes knees."), ("same", " Tea.")]
    ]


def test_a_new_paragraph_is_marked_on_its_own():
    assert word_changes("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        [("same", "One.")],
        [("ins", "Two.")],
        [("same", "Three.")],
    ]


def test_the_new_text_can_be_read_out_of_the_changes():
    old, new = "It was cold and we stopped.\nTea after.", "It was cold. We went on!\n\nTea and cake after."
    paragraphs = [line for line in flat(word_changes(old, new), "same", "ins") if line]
    assert paragraphs == ["It was cold. We went on!", "Tea and cake after."]


def test_a_break_that_was_taken_out_is_shown_as_a_sign():
    assert word_changes("One.\n\nTwo.", "One. Two.") == [
        [("same", "One."), ("del", " ¶ "), ("ins", " "), ("same", "Two.")]
    ]


def test_nothing_changed_is_one_same_run_per_paragraph():
    assert word_changes("A b\n\nc d", "A b\n\nc d") == [[("same", "A b")], [("same", "c d")]]


def test_a_very_long_text_is_compared_by_paragraph():
    words = " ".join(f"w{number}" for number in range(MOST_WORDS))
    changes = word_changes(f"{words}\n\nend", f"{words}\n\nEnd")
    assert changes[0] == [("same", words)]
    assert changes[1:] == [[("del", "end"), ("ins", "End")]]


def test_empty_texts_have_no_paragraphs():
    assert word_changes("", "") == []
    assert word_changes("", "new") == [[("ins", "new")]]
