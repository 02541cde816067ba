"""Print who can sign in to the demo."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.cast import EVERYBODY, PASSWORD
from config.demo.codes import code_of


class Command(BaseCommand):
    help = "The demo's made-up people, what each does, and their password."

    def handle(self, *args, **options) -> None:
        for person in EVERYBODY:
            code = f" (code now: {code_of(person)})" if person.totp_secret else ""
            self.stdout.write(f"  {person.email:<28} {person.does}{code}")
        self.stdout.write(f"  Codes change each half minute: {settings.SITE_URL}/demo/codes/")
        self.stdout.write(f"  Password for all of them: {PASSWORD}")
