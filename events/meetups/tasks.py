"""What happens to dates when their time comes."""

from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from events.meetups.admission import settle_roster
from events.meetups.departures import free_spotting, tell_who_is_parked
from events.meetups.models import RSVP, Meetup
from events.meetups.upheaval import tell_of_what_is_still_there


@periodic(every=timedelta(hours=1), label=_("Tell who meets soon of hazards that were reported before"))
@transaction.atomic
def tell_of_hazards() -> None:
    """Once each, however often it runs."""
    tell_of_what_is_still_there()


@periodic(every=timedelta(minutes=1), label=_("Pass on lanes that nobody took in time"))
def pass_on_offers() -> None:
    """One date after the other, so that nobody who answers waits for all of them."""
    for meetup_id in RSVP.objects.offers_over():
        with transaction.atomic():
            if Meetup.objects.takes_answers(meetup_id).hold():
                settle_roster(meetup_id)


@periodic(every=timedelta(hours=1), label=_("Free what spotters meant to take whose level has run out"))
def free_lapsed_spotters() -> None:
    """A level that is taken back does the same at once."""
    for user_id in RSVP.objects.of_lapsed_spotters():
        with transaction.atomic():
            free_spotting(user_id)


@task
def tell_parked() -> None:
    """There is a new safety text: who has dates ahead learns that they stay parked until it is read."""
    with transaction.atomic():
        tell_who_is_parked()


def tell_parked_later() -> None:
    """Once the new text stands: many people may have dates ahead."""
    transaction.on_commit(tell_parked.enqueue, robust=True)
