"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.contracts import counts_as_spotter
from community.groups.contracts import membership_ended, next_meetups_of
from events.levels import notices  # noqa: F401  declares its kinds
from events.levels.contracts import spotting_ended
from events.levels.models import SpotterLevel
from events.meetups.admission import free_seats, free_spotting
from events.meetups.models import Meetup

counts_as_spotter.answer(SpotterLevel.objects.counts_for)
membership_ended.answer(free_seats)
spotting_ended.answer(free_spotting)
next_meetups_of.answer(Meetup.objects.next_of_group)
