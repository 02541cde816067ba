"""Points on the unit sphere, and the rows nearest to one.

A point is kept twice: as latitude and longitude, and as x, y, z on a sphere of radius 1, which the database
itself computes. Straight lines through the Earth (chords) order as distances along its surface do, and know
neither poles nor an antimeridian. PostgreSQL walks a GiST index of cubes, SQLite a B-tree of z.
"""

import math
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connections, models
from django.db.models import Case, Exists, Expression, F, FloatField, Func, Index, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual
from django.db.models.query import ModelIterable
from django.utils.translation import gettext_lazy as _

from accounts.geography.cells import EARTH_RADIUS_KM

AXES = ("x", "y", "z")
BANDS_KM = (25.0, 250.0, 2500.0)
WHOLE_SPHERE = 2.1
ROUNDING = 1e-12


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Degrees to a point on the sphere of radius 1."""
    lat, lon = math.radians(latitude), math.radians(longitude)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def chord(kilometres: float) -> float:
    """The straight line, on the sphere of radius 1, between points so far apart along the surface."""
    return 2 * math.sin(min(kilometres / EARTH_RADIUS_KM, math.pi) / 2)


class DegreesField(models.FloatField):
    """Degrees from ``-limit`` to ``limit``, refused by forms and by the database beyond that."""

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(*args, **kwargs)

    @property
    def validators(self):
        return [*super().validators, MinValueValidator(-self.limit), MaxValueValidator(self.limit)]

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"limit": self.limit}

    def db_check(self, connection):
        column = connection.ops.quote_name(self.column)
        return f"{column} BETWEEN -{self.limit} AND {self.limit}"


def _axis(expression: Expression) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=FloatField(), db_persist=True)


class Cube(Func):
    """Three coordinates as PostgreSQL's ``cube``."""

    template = "cube(ARRAY[%(expressions)s]::float8[])"
    arity = 3
    output_field = FloatField()


class CubeDistance(Func):
    """The straight line between two cubes; as an order, the index walks it."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    arity = 2
    output_field = FloatField()


class CubeAround(Func):
    """The box that reaches a chord around a cube."""

    template = "cube_enlarge(%(expressions)s, 3)"
    arity = 2
    output_field = FloatField()


class CubeInside(Func):
    """Is the first cube inside the second? The index answers this too."""

    template = "(%(expressions)s)"
    arg_joiner = " <@ "
    arity = 2
    output_field = models.BooleanField()


class SphereIndex(Index):
    """The index ``nearest`` walks: GiST over cubes on PostgreSQL, a B-tree of z elsewhere.

    With ``condition`` it is partial. Creating it on PostgreSQL first creates the trusted extension ``cube``,
    which the owner of a database may do.
    """

    def __init__(self, *, name: str, condition: Q | None = None) -> None:
        super().__init__(fields=["z", "x", "y"], name=name, condition=condition)

    def deconstruct(self):
        kwargs: dict[str, Any] = {"name": self.name}
        if self.condition is not None:
            kwargs["condition"] = self.condition
        return "accounts.geography.SphereIndex", (), kwargs

    def clone(self):
        _path, _args, kwargs = self.deconstruct()
        return self.__class__(**kwargs)

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS cube")
        index = Index(Cube(*AXES), name=self.name, condition=self.condition)
        return index.create_sql(model, schema_editor, using=" USING gist", **kwargs)


class _TiesByKey(ModelIterable):
    """Puts equally distant rows in the order of their keys.

    PostgreSQL before 17 walks the index only if the distance is all it is asked to order by; which of equally
    distant rows the limit cuts off is then up to the index.
    """

    def __iter__(self):
        return iter(sorted(super().__iter__(), key=lambda row: (row.distance_km, row.pk)))


class NearestQuerySet(models.QuerySet):
    """Rows by distance from a point."""

    def nearest(
        self,
        latitude: float,
        longitude: float,
        *,
        within_km: float | None = None,
        limit: int | None = 20,
        through: str = "",
    ) -> Self:
        """The rows nearest to a point in degrees, with ``distance_km``: nearest first, ties by primary key.

        Call it last: a limit makes a slice, which takes no further filter. ``through`` names the relation
        that has the point (``Meetup.objects.upcoming().nearest(lat, lon, through="place")``).

        On PostgreSQL the index is walked outwards and each row put to the other filters, so the cost grows
        with the rows passed over: a filter met by 1 row in 20 triples it, by 1 in 1,000 costs a hundredfold.
        Where few rows match, give the model a partial ``SphereIndex`` or keep the few in a narrow table.
        """
        search = _IndexWalk if connections[self.db].vendor == "postgresql" else _GrowingBand
        return search(latitude, longitude, through).run(self, within_km, limit)


class _Search:
    """One search around one point."""

    def __init__(self, latitude: float, longitude: float, through: str) -> None:
        self.center = unit_vector(latitude, longitude)
        self.axes = tuple(f"{through}__{axis}" if through else axis for axis in AXES)

    def run(self, rows, within_km: float | None, limit: int | None):
        half = Least(Value(1.0), self.chord() / Value(2.0))
        distance_km = ASin(half, output_field=FloatField()) * Value(2 * EARTH_RADIUS_KM)
        found = self.bounded(rows, within_km, limit).annotate(distance_km=distance_km)
        found = found.order_by(*self.order())[:limit]
        if found._iterable_class is ModelIterable:
            found._iterable_class = _TiesByKey
        return found

    def chord(self) -> Combinable:
        """The straight line from the point, on the sphere of radius 1."""
        raise NotImplementedError

    def order(self) -> tuple[Combinable | str, ...]:
        """What sorts by distance, as cheaply as this database can have it."""
        raise NotImplementedError

    def bounded(self, rows, within_km: float | None, limit: int | None):
        """``rows`` without those that cannot be among the nearest."""
        raise NotImplementedError


class _IndexWalk(_Search):
    """PostgreSQL: nearest neighbours by the GiST index of cubes, which needs no guess how far to look."""

    def chord(self):
        return CubeDistance(Cube(*self.axes), self._center())

    def order(self):
        return (self.chord(),)

    def bounded(self, rows, within_km, limit):
        if within_km is None:
            return rows
        reach = Value(chord(within_km) + ROUNDING)
        is_in_box = CubeInside(Cube(*self.axes), CubeAround(self._center(), reach))
        return rows.filter(is_in_box, LessThanOrEqual(self.chord(), reach))

    def _center(self) -> Cube:
        return Cube(*(Value(number) for number in self.center))


class _GrowingBand(_Search):
    """Elsewhere: bands of z around the point, each ten times as wide, until one is sure to hold enough.

    All in one statement: subqueries choose the width; the database runs them once, and only as far as needed.
    """

    def chord(self):
        return Sqrt(self._squared(), output_field=FloatField())

    def order(self):
        return self._squared(), "pk"

    def _squared(self):
        x, y, z = (F(axis) - Value(number) for axis, number in zip(self.axes, self.center, strict=True))
        return x * x + y * y + z * z

    def bounded(self, rows, within_km, limit):
        if within_km is not None:
            return self._cap(rows, chord(within_km) + ROUNDING)
        if limit is None:
            return rows
        return self._band(rows, self._width(rows, limit))

    def _width(self, rows, limit: int) -> Case:
        """The narrowest of the widths with ``limit`` rows so near; the whole sphere if none has."""
        widths = [chord(kilometres) for kilometres in BANDS_KM]
        enough = [
            When(Exists(self._cap(rows, width)[limit - 1 : limit]), then=Value(width)) for width in widths
        ]
        return Case(*enough, default=Value(WHOLE_SPHERE), output_field=FloatField())

    def _cap(self, rows, width: float):
        return self._band(rows, Value(width)).filter(LessThanOrEqual(self._squared(), Value(width * width)))

    def _band(self, rows, width: Expression):
        axis, number = self.axes[2], self.center[2]
        south, north = Value(number - ROUNDING) - width, Value(number + ROUNDING) + width
        return rows.filter(**{f"{axis}__gte": south, f"{axis}__lte": north})


class Located(models.Model):
    """A row with a point. The database computes x, y and z, so they cannot disagree with the degrees.

    A point that may be absent lives in a row of its own.
    """

    latitude = DegreesField(_("latitude"), limit=90, help_text="Degrees north.")
    longitude = DegreesField(_("longitude"), limit=180, help_text="Degrees east.")
    x = _axis(Cos(Radians("latitude")) * Cos(Radians("longitude")))
    y = _axis(Cos(Radians("latitude")) * Sin(Radians("longitude")))
    z = _axis(Sin(Radians("latitude")))

    class Meta:
        abstract = True
