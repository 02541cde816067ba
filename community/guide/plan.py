"""The eight weeks for beginners. Every number in it is our convention."""

from dataclasses import dataclass
from pathlib import Path

from community.guide.reading import CONTENT, Entry, Words, keyed, read_file


@dataclass(frozen=True)
class Week:
    """How many minutes backwards, how many times, what to do, and when to go on."""

    number: str
    minutes: str
    times: str
    what: Words
    next: Words


def read_plan(folder: Path) -> tuple[Week, ...]:
    file = read_file(folder, "plan.yaml")
    file.only("version", "weeks")
    return tuple(keyed(file.entries("weeks"), _week).values())


def _week(entry: Entry) -> Week:
    entry.only("key", "minutes", "times", "what", "next")
    return Week(
        entry.line("key"),
        entry.line("minutes"),
        entry.line("times"),
        entry.words("what"),
        entry.words("next"),
    )


PLAN = read_plan(CONTENT)
