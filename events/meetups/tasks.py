"""What happens to dates when their time comes."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from events.meetups.upheaval import tell_of_what_is_still_there


@periodic(every=timedelta(hours=1), label=_("Tell who meets soon of hazards that were reported before"))
@transaction.atomic
def tell_of_hazards() -> None:
    """Once each, however often it runs."""
    tell_of_what_is_still_there()
