"""What is left of walks goes when its time comes."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.images import delete_renditions
from accounts.jobs.schedule import periodic
from events.places.walk.models import CheckDraft, PlacePhoto

FILES_STAY = timedelta(days=30)
TRIES = timedelta(days=7)
DRAFTS_STAY = timedelta(days=60)


@periodic(every=timedelta(days=1), label=_("Delete photos taken down and checks nobody went on with"))
def tidy_walks() -> None:
    """Files of pictures hidden a month ago, for a week of tries, and drafts of two months ago."""
    end = timezone.now() - FILES_STAY
    for key in PlacePhoto.objects.hidden_between(end - TRIES, end).values_list("key", flat=True):
        delete_renditions(key)
    CheckDraft.objects.untouched_since(timezone.now() - DRAFTS_STAY).delete()
