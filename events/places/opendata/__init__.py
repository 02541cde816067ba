"""Open map data as proposals: which places people could look at, and why all else is left out."""

from events.places.opendata.features import BrokenFile
from events.places.opendata.mapping import BrokenMapping, Mapping, read_mapping
from events.places.opendata.proposals import REASONS, Lender, Proposal, Reason, Skip
from events.places.opendata.reader import Found, read_places

__all__ = [
    "REASONS",
    "BrokenFile",
    "BrokenMapping",
    "Found",
    "Lender",
    "Mapping",
    "Proposal",
    "Reason",
    "Skip",
    "read_mapping",
    "read_places",
]
