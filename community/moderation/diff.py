"""What changed between two texts, by word. No HTML here: templates escape."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

type Run = tuple[str, str]

SAME, INSERTED, DELETED = "same", "ins", "del"
WORD = re.compile(r"\n+|[^\S\n]+|\S+")
MOST_WORDS = 4000  # beyond that whole paragraphs are compared: finding matches takes quadratic time


def word_changes(old: str, new: str) -> list[list[Run]]:
    """Return paragraphs of runs ``(kind, words)``, kind being "same", "ins" or "del"."""
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = _paragraphs(old), _paragraphs(new)
    return _in_paragraphs(_runs(before, after))


def _tokens(text: str) -> list[str]:
    return WORD.findall(text)


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"\n+|[^\n]+", text)


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    """Yield what stayed, went and came; words between which only a space stayed go and come together."""
    gone = come = ""
    steps = SequenceMatcher(None, before, after).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(steps, start=1):
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        is_gap = old.isspace() and "\n" not in old and (gone or come) and number < len(steps)
        if tag != "equal" or is_gap:
            gone, come = gone + old, come + new
            continue
        yield from _changed(gone, come)
        gone = come = ""
        yield SAME, old
    yield from _changed(gone, come)


def _changed(gone: str, come: str) -> Iterator[Run]:
    if gone:
        yield DELETED, gone
    if come:
        yield INSERTED, come


def _in_paragraphs(runs: Iterator[Run]) -> list[list[Run]]:
    """Break where the new text does, so that each paragraph is marked alone; a break taken out is a ¶."""
    paragraphs: list[list[Run]] = [[]]
    for kind, text in runs:
        words = re.sub(r"\n+", " ¶ ", text) if kind == DELETED else text
        for number, line in enumerate(re.split(r"\n+", words)):
            if number:
                paragraphs.append([])
            if line:
                paragraphs[-1].append((kind, line))
    return [paragraph for paragraph in paragraphs if paragraph]
