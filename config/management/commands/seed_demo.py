"""Fill an empty database for the demo."""

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.users.models import User
from config.demo.seed import seed


class Command(BaseCommand):
    help = "Three cities with groups, places, dates and stories, all made up. Leaves other people alone."

    def handle(self, *args, **options) -> None:
        if User.objects.exists():
            self.stdout.write("There are people here already: nothing was added.")
            return
        with transaction.atomic():
            seed(self.stdout.write)
