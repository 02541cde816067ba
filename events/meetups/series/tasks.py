"""What happens to series when their time comes."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from events.meetups.series.batches import make_all


@periodic(every=timedelta(hours=1), label=_("Make the dates of series, eight weeks ahead"))
def make_dates() -> None:
    """Each once, however often it runs."""
    make_all()
