"""``./run manage count_checks_again``: what all checks come to by the limits in force."""

from django.core.management.base import BaseCommand

from accounts.permissions import System
from events.places.actions import count_checks_again
from events.places.models import Zone


class Command(BaseCommand):
    help = "Count the checks of all zones again, after the limits of the rubric became stricter."

    def handle(self, *args, **options):
        count = 0
        for count, zone in enumerate(Zone.objects.looked_at().iterator(), start=1):  # noqa: B007
            count_checks_again(zone, by=System())
        self.stdout.write(f"Zones counted again: {count}.")
