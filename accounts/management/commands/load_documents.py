"""Store the texts we ship for each document of which no version is stored yet."""

from django.core.management.base import BaseCommand

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        made = load_initial_documents(Document)
        self.stdout.write(f"{made} texts loaded." if made else "Nothing to do: every document has a version.")
