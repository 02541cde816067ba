"""Make somebody organizer of a group that nobody runs any more.

Moderators of the group can do that themselves once no organizer has signed in for 60 days; this is for groups
without any. Whoever ran the group stays organizer too.
"""

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import Refused, System
from accounts.users.models import User
from community.groups.actions import appoint_organizer
from community.groups.models import Group


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("slug", help="The last part of the group's address.")
        parser.add_argument("email", help="Of an account; whoever has it becomes a member too.")

    def handle(self, *args, **options):
        group = Group.objects.filter(slug=options["slug"]).first()
        if group is None:
            raise CommandError(f"There is no group at /groups/{options['slug']}/.")
        user = User.objects.with_profile().with_address(options["email"])
        if user is None or not user.is_active:
            raise CommandError(f"{options['email']} has no account in use.")
        try:
            done = appoint_organizer(group, by=System(), user=user)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        except PermissionDenied:
            raise CommandError(f"{options['email']} is banned from this group. Lift the ban first.") from None
        words = "runs this group now, and is told" if done else "runs this group already"
        self.stdout.write(self.style.SUCCESS(f"{options['email']} {words}."))
