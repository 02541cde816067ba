"""Open map data as proposals: which places people could look at, and why all else is left out."""

from events.places.opendata.features import BrokenFile
from events.places.opendata.proposals import REASONS, Proposal, Reason, Skip
from events.places.opendata.reader import read_places

__all__ = ["REASONS", "BrokenFile", "Proposal", "Reason", "Skip", "read_places"]
