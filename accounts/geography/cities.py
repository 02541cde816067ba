"""Cities of the world, found by what people type."""

from typing import Any

from django.db import models
from django.db.models import Case, F, Min, Q, Value, When
from django.utils.translation import get_language

from accounts.geography.countries import countries_named, country_name
from accounts.geography.names import fold
from accounts.geography.nearest import Located, NearestQuerySet, SphereIndex

LONGEST_QUERY = 200
LAST_CHARACTER = "\U0010ffff"


class FoldedField(models.CharField):
    """Text compared byte by byte, so that one B-tree answers "starts with" on every database."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class CityQuerySet(NearestQuerySet):
    """Cities by name and by distance."""

    def search(self, text: str, limit: int = 8) -> "CityQuerySet":
        """Cities with a name that starts with ``text``, however spelled: whole names, then large ones.

        What follows a comma narrows it to a country or region: "Rome, Georgia, United States".
        """
        name, *areas = text[:LONGEST_QUERY].replace("\0", " ").split(",")
        wanted = fold(name)
        if not wanted:
            return self.none()
        is_whole, is_main = Q(names__folded=wanted), Q(names__is_main=True)
        rank = Case(
            When(is_whole & is_main, then=Value(0)),
            When(is_whole, then=Value(1)),
            When(is_main, then=Value(2)),
            default=Value(3),
        )
        found = self.filter(names__folded__gte=wanted, names__folded__lt=wanted + LAST_CHARACTER)
        for area in filter(fold, areas):
            found = found.filter(Q(country__in=countries_named(area)) | Q(region__istartswith=area.strip()))
        return found.annotate(rank=Min(rank)).order_by("rank", F("population").desc(), "pk")[:limit]

    def largest_in(self, south: float, west: float, north: float, east: float, limit: int) -> "CityQuerySet":
        """The largest cities between two parallels and two meridians, for the names on a map."""
        return self.in_box(south, west, north, east).order_by("-population", "pk")[:limit]

    def nearest_to(self, latitude: float, longitude: float) -> "City | None":
        """The city nearest to a point in degrees; None where none was ever loaded."""
        found: Any = self.nearest(latitude, longitude, limit=1)
        return next(iter(found), None)


class City(Located):
    """A place of at least 15,000 people, or a seat of government. The key is its GeoNames id."""

    id = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    name_de = models.CharField(max_length=200, blank=True, help_text="Where German has a name of its own.")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 code.")
    region = models.CharField(max_length=200, blank=True)
    population = models.PositiveIntegerField()
    time_zone = models.CharField(max_length=64)

    objects = CityQuerySet.as_manager()

    class Meta:
        indexes = [SphereIndex(name="city_sphere")]

    def __str__(self) -> str:
        return self.label("en")

    def label(self, language: str | None = None) -> str:
        """ "Heidelberg, Germany": what goes on cards and profiles."""
        return ", ".join((self.local_name(language), country_name(self.country, language)))

    def long_label(self, language: str | None = None) -> str:
        """ "Rome, Georgia, United States": tells namesakes apart in a list to choose from."""
        parts = (self.local_name(language), self.region, country_name(self.country, language))
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def local_name(self, language: str | None = None) -> str:
        """The city's name in a language, or in the active one."""
        is_german = (language or get_language() or "").startswith("de")
        return self.name_de if is_german and self.name_de else self.name


class CityName(models.Model):
    """One way to write the name of a city, folded."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="names", db_index=False)
    folded = FoldedField(max_length=200)
    is_main = models.BooleanField(default=False, help_text="A name we show.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "folded"], name="city_name_once")]
        indexes = [models.Index(fields=["folded"], name="city_name_prefix")]

    def __str__(self) -> str:
        return self.folded


class Gazetteer(models.Model):
    """Which edition of the city file the tables hold."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the file.")
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.digest
