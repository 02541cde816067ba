"""Print who can sign in to the demo."""

from django.core.management.base import BaseCommand

from config.demo.cast import EVERYBODY, PASSWORD


class Command(BaseCommand):
    help = "The demo's made-up people, what each does, and their password."

    def handle(self, *args, **options) -> None:
        for person in EVERYBODY:
            self.stdout.write(f"  {person.email:<28} {person.does}")
        self.stdout.write(f"  Password for all of them: {PASSWORD}")
