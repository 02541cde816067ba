"""What a guard finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Violation:
    """One broken rule: where, which, and what to do instead."""

    path: str
    line: int
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


APPS = ("accounts", "community", "events", "config")


def python_files(root: Path) -> list[Path]:
    """Our code, without migrations and tests."""
    found = [path for app in APPS for path in sorted((root / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def template_files(root: Path) -> list[Path]:
    return sorted((root / "templates").rglob("*.*"))


def shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def told(faults: Iterable[object]) -> str:
    """One line for each fault: a comparison with "" that fails shows each of them whole."""
    return "\n".join(sorted({str(fault) for fault in faults}))
