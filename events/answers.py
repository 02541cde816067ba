"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.contracts import counts_as_spotter
from events.levels.models import SpotterLevel

counts_as_spotter.answer(SpotterLevel.objects.counts_for)
