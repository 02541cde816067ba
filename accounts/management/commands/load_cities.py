"""Load the cities of the world; nothing happens if this edition is there already."""

from django.core.management.base import BaseCommand

from accounts.geography.gazetteer import load_edition


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if load_edition(tell=self.tell):
            self.stdout.write(self.style.SUCCESS("\nThe cities are loaded."))
        else:
            self.stdout.write("The cities are up to date.")

    def tell(self, loaded: int) -> None:
        self.stdout.write(f"\r{loaded:,} cities", ending="")
        self.stdout.flush()
