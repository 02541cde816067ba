"""Propose places from a GeoJSON file."""

import csv
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import Refused, System
from events.places.actions import Imported, import_places
from events.places.importing import Outcome
from events.places.models import Source
from events.places.opendata import REASONS, Reason, Skip

PROGRESS_EVERY = 1000


class Command(BaseCommand):
    help = (
        "Make a draft of every place in a GeoJSON file that is not here yet; list everything that is left "
        "out with its reason. Can be repeated: it changes nothing that exists. All of the file or nothing."
    )

    def add_arguments(self, parser):
        sources = [source for source in Source.values if source != Source.PERSON]
        parser.add_argument("file", type=Path, help="GeoJSON: OpenStreetMap or Open Data DC")
        parser.add_argument("--source", choices=sources, default="", help="take only this source")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
        parser.add_argument("--report", type=Path, help="write what is left out to this CSV file instead")

    def handle(self, *, file: Path, source: str, dry_run: bool, report: Path | None, **options):
        with ExitStack() as stack:
            places = stack.enter_context(self._open(file))
            rows = stack.enter_context(report.open("w", newline="", encoding="utf-8")) if report else None
            teller = Teller(self, rows, is_quiet=options["verbosity"] == 0)
            try:
                imported = import_places(
                    places, by=System(), source=source, is_rehearsal=dry_run, tell=teller.hear
                )
            except Refused as refused:
                raise CommandError(f"{file}: {refused.sentence}") from refused
        self._sum_up(imported, is_rehearsal=dry_run)

    def _open(self, file: Path):
        try:
            return file.open("rb")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _sum_up(self, imported: Imported, *, is_rehearsal: bool):
        for code, count in imported.skipped.most_common():
            self.stdout.write(f"{count:7}  {REASONS[Reason(code)]}")
        verb = "would be added" if is_rehearsal else "added"
        self.stdout.write(
            self.style.SUCCESS(
                f"{imported.read} features read, {imported.added} drafts {verb}, "
                f"{imported.left_out} left out."
            )
        )


class Teller:
    """Lists what is left out, and says now and then how far it is."""

    def __init__(self, command: Command, rows, *, is_quiet: bool) -> None:
        self.command, self.is_quiet, self.read = command, is_quiet, 0
        self.report = csv.writer(rows) if rows else None
        if self.report:
            self.report.writerow(["ref", "name", "code", "reason", "detail"])

    def hear(self, outcome: Outcome) -> None:
        self.read += 1
        if isinstance(outcome, Skip):
            self._list(outcome)
        if self.read % PROGRESS_EVERY == 0 and not self.is_quiet:
            self.command.stderr.write(f"{self.read} features …")

    def _list(self, skip: Skip) -> None:
        if self.report:
            self.report.writerow([skip.ref, skip.name, skip.reason.value, skip.words, skip.detail])
        elif not self.is_quiet:
            what = " ".join(filter(None, (skip.ref, skip.name))) or "(no name)"
            detail = f" [{skip.detail}]" if skip.detail else ""
            self.command.stdout.write(f"left out: {what}: {skip.words}{detail}")
