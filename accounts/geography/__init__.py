"""Where things are: cities by name, cells that hide a home, and "nearest" queries."""

from accounts.geography.around import around
from accounts.geography.cells import snap_to_cell
from accounts.geography.cities import City, CityName, CityQuerySet, Gazetteer
from accounts.geography.countries import country_name
from accounts.geography.names import fold
from accounts.geography.nearest import Located, NearestQuerySet, SphereIndex
from accounts.geography.towns import Towns, largest_town_at
from accounts.geography.zones import country_of_zone, time_zone_at

__all__ = [
    "City",
    "CityName",
    "CityQuerySet",
    "Gazetteer",
    "Located",
    "NearestQuerySet",
    "SphereIndex",
    "Towns",
    "around",
    "country_name",
    "country_of_zone",
    "fold",
    "largest_town_at",
    "snap_to_cell",
    "time_zone_at",
]
