"""Fill a database with made-up rows for measuring."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.users.models import User
from config.scale import FIRST_KEY, Numbers, fill


class Command(BaseCommand):
    help = (
        "Bring a database without people up to so many made-up stories, with groups, members, places, meetups"
        " and answers in proportion. For measuring; remove the database afterwards."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--stories", type=int, default=10_000)
        parser.add_argument("--members", type=int, help="one for every ten stories, unless told otherwise")

    def handle(self, *, stories: int, members: int | None, **options) -> None:
        numbers = Numbers(stories, members or max(200, stories // 10))
        if min(stories, numbers.members - 20) < 1:
            raise CommandError("Ask for at least 1 story and 21 members.")
        _refuse_where_people_are()
        call_command("load_cities", stdout=self.stdout)
        fill(numbers, self._tell)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _refuse_where_people_are() -> None:
    name = str(connection.settings_dict["NAME"])
    if "scale" not in Path(name).stem and User.objects.filter(pk__lt=FIRST_KEY).exists():
        raise CommandError(
            f"There are people in {name}, and made-up rows would stand among theirs. Point DATABASE_URL to an"
            " empty database, or to one with “scale” in its name."
        )
