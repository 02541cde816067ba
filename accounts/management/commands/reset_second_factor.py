"""Take away a lost second factor: app, passkeys and recovery codes. The person signs in by password again.

Make sure first that it is the person who asks: by a voice you know, or a video call, never by a mail alone.
"""

from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import Refused, System
from accounts.users.lost_factor import reset_second_factor
from accounts.users.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email", help="The address of the account.")

    def handle(self, *args, email, **options):
        user = User.objects.with_profile().with_address(email)
        if user is None:
            raise CommandError(f"{email} has no account.")
        try:
            reset_second_factor(user, by=System())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            self.style.SUCCESS("Taken away. Every device is signed out, and we wrote to the person.")
        )
