"""Propose places from a GeoJSON file."""

import csv
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import Refused, System
from events.places.importing.actions import import_places
from events.places.importing.outcomes import Imported, Lent, Merged, Outcome
from events.places.opendata import REASONS, BrokenMapping, Mapping, Reason, Skip, read_mapping

PROGRESS_EVERY = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Command(BaseCommand):
    help = (
        "Make a draft of every place in a GeoJSON file that is not here yet; list everything that is left "
        "out with its reason. Can be repeated: it changes nothing that exists. All of the file or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, help="GeoJSON: OpenStreetMap, or a city's data that a mapping knows"
        )
        parser.add_argument("--source", default="", help="take only this source, like openstreetmap")
        parser.add_argument("--mapping", type=Path, help="TOML: what the columns mean (docs/places-data.md)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
        parser.add_argument("--report", type=Path, help="write what is left out to this CSV file instead")

    def handle(
        self,
        *,
        file: Path,
        source: str,
        mapping: Path | None,
        dry_run: bool,
        report: Path | None,
        **options,
    ):
        columns = self._mapping(mapping) if mapping else None
        with ExitStack() as stack:
            places = stack.enter_context(self._open(file))
            rows = stack.enter_context(report.open("w", newline="", encoding="utf-8")) if report else None
            teller = Teller(self, rows, is_quiet=options["verbosity"] == 0)
            try:
                imported = import_places(
                    places,
                    by=System(),
                    source=source,
                    mapping=columns,
                    is_rehearsal=dry_run,
                    tell=teller.hear,
                )
            except Refused as refused:
                raise CommandError(f"{file}: {refused.sentence}") from refused
        self._sum_up(imported, teller, is_rehearsal=dry_run)

    def _mapping(self, path: Path) -> Mapping:
        try:
            return read_mapping(path)
        except BrokenMapping as broken:
            raise CommandError(f"{path}: {broken}") from broken

    def _open(self, file: Path):
        try:
            return file.open("rb")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _sum_up(self, imported: Imported, teller: "Teller", *, is_rehearsal: bool):
        for code, count in imported.skipped.most_common():
            self.stdout.write(f"{count:7}  {REASONS[Reason(code)]}")
        verb = "would be added" if is_rehearsal else "added"
        self.stdout.write(
            self.style.SUCCESS(
                f"{imported.read} features read, {imported.added} drafts {verb}, {imported.merged} merged, "
                f"{imported.left_out} left out; {imported.lent} paths told about places they touch. "
                f"{teller.rate:,} features a second."
            )
        )


def inert(cell: str) -> str:
    """A cell that a spreadsheet shows as it stands: a name from a map may begin like a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Teller:
    """Lists what is merged or left out, and says now and then how far it is."""

    def __init__(self, command: Command, rows, *, is_quiet: bool) -> None:
        self.command, self.is_quiet, self.read = command, is_quiet, 0
        self.began = monotonic()
        self.report = csv.writer(rows) if rows else None
        if self.report:
            self.report.writerow(["ref", "name", "code", "reason", "detail"])

    @property
    def rate(self) -> int:
        return round(self.read / max(monotonic() - self.began, 1e-3))

    def hear(self, outcome: Outcome) -> None:
        if isinstance(outcome, Lent):
            return
        self.read += 1
        if isinstance(outcome, Skip):
            self._list(
                "left out", outcome.ref, outcome.name, outcome.reason.value, outcome.words, outcome.detail
            )
        elif isinstance(outcome, Merged):
            self._list("merged", outcome.ref, outcome.name, "merged", "It is the same place.", outcome.into)
        if self.read % PROGRESS_EVERY == 0 and not self.is_quiet:
            self.command.stderr.write(f"{self.read:,} features read, {self.rate:,} a second …")

    def _list(self, verb: str, ref: str, name: str, code: str, words: str, detail: str) -> None:
        if self.report:
            self.report.writerow([inert(cell) for cell in (ref, name, code, words, detail)])
        elif not self.is_quiet:
            what = " ".join(filter(None, (ref, name))) or "(no name)"
            shown = f" [{detail}]" if detail else ""
            self.command.stdout.write(f"{verb}: {what}: {words}{shown}")
