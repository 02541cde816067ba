"""Points on the unit sphere, and the rows nearest to one.

A point is kept twice: as latitude and longitude, and as x, y, z on a sphere of radius 1, which the database
itself computes. Straight lines through the Earth (chords) order as distances along its surface do, and know
neither poles nor an antimeridian. PostgreSQL walks a GiST index of cubes, SQLite a B-tree of z.
"""

import math
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connections, models
from django.db.models import Case, Exists, Expression, FloatField, Func, Index, Q, Value, When
from django.db.models.functions import Cos, Radians, Sin
from django.db.models.lookups import Exact, GreaterThan, LessThanOrEqual
from django.db.models.query import ModelIterable
from django.utils.translation import gettext_lazy as _

from accounts.geography.cells import EARTH_RADIUS_KM

AXES = ("x", "y", "z")
BANDS_KM = (30.0, 600.0)
WHOLE_SPHERE = 2.1
ROUNDING = 1e-12
Vector = tuple[float, float, float]


def unit_vector(latitude: float, longitude: float) -> Vector:
    """Degrees to a point on the sphere of radius 1."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise ValueError(f"no point on Earth: {latitude}, {longitude}")
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


class _FromCenter(Func):
    """What relates the point of a row to a center. One expression each: a list is built of few of them."""

    arity = 3
    output_field: models.Field = FloatField()

    def __init__(self, *axes: Any, center: Vector, **extra: Any) -> None:
        super().__init__(*axes, **extra)
        self.center = center

    def as_sql(self, compiler, connection, **extra_context):
        columns = [compiler.compile(axis)[0] for axis in self.get_source_expressions()]
        return self.on(columns, connection), ()

    def on(self, columns: list[str], connection: Any) -> str:
        raise NotImplementedError

    def squared(self, columns: list[str]) -> str:
        sides = (f"({column} - ({number!r}))" for column, number in zip(columns, self.center, strict=True))
        return " + ".join(f"{side} * {side}" for side in sides)

    def cubes(self, columns: list[str]) -> tuple[str, str]:
        numbers = ", ".join(repr(number) for number in self.center)
        return f"cube(ARRAY[{', '.join(columns)}]::float8[])", f"cube(ARRAY[{numbers}]::float8[])"


class DistanceKm(_FromCenter):
    """The way along the surface, in kilometres."""

    def on(self, columns, connection):
        least = "LEAST" if connection.vendor == "postgresql" else "MIN"
        half = f"{least}(1.0, SQRT({self.squared(columns)}) / 2.0)"
        return f"({2 * EARTH_RADIUS_KM!r} * ASIN({half}))"


class SquaredChord(_FromCenter):
    """The square of the straight line, on the sphere of radius 1."""

    def on(self, columns, connection):
        return f"({self.squared(columns)})"


class CubeDistance(_FromCenter):
    """The straight line, in the words that the GiST index understands as an order."""

    def on(self, columns, connection):
        return "({} <-> {})".format(*self.cubes(columns))


class CubeWithin(_FromCenter):
    """Is the point in the box that reaches ``reach`` around the center? The GiST index answers."""

    output_field = models.BooleanField()

    def __init__(self, *axes: Any, center: Vector, reach: float, **extra: Any) -> None:
        super().__init__(*axes, center=center, **extra)
        self.reach = reach

    def on(self, columns, connection):
        point, center = self.cubes(columns)
        return f"({point} <@ cube_enlarge({center}, {self.reach!r}, 3))"


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

    def in_box(self, south: float, west: float, north: float, east: float) -> Self:
        """Rows between two parallels and two meridians; west of the antimeridian to east of it works too."""
        behind, ahead = Q(longitude__gte=west), Q(longitude__lte=east)
        across = behind & ahead if west <= east else behind | ahead
        return self.filter(across, latitude__gte=south, latitude__lte=north)

    def nearest(
        self,
        latitude: float,
        longitude: float,
        *,
        within_km: float | None = None,
        limit: int | None = 20,
        through: str = "",
        beyond_km: float | None = None,
        beyond_key: int | None = None,
    ) -> Self:
        """The rows nearest to a point in degrees, with ``distance_km``: nearest first, ties by primary key.

        Call it last: a limit makes a slice, which takes no further filter. ``through`` names the relation
        that has the point (``Meetup.objects.nearest(lat, lon, through="place")``); ``beyond_km`` leaves out
        what the pages before have shown; with ``beyond_key``, of rows at just that distance only those up to
        that key.

        On PostgreSQL the index is walked outwards and each row put to the other filters, so the cost grows
        with the rows passed over: a filter met by 1 row in 20 triples it, by 1 in 1,000 costs a hundredfold.
        Where few rows match, give the model a partial ``SphereIndex`` or keep the few in a narrow table.
        """
        search = _IndexWalk if connections[self.db].vendor == "postgresql" else _GrowingBand
        return search(latitude, longitude, through).run(self, within_km, limit, (beyond_km, beyond_key))


class _Search:
    """One search around one point."""

    def __init__(self, latitude: float, longitude: float, through: str) -> None:
        self.center = unit_vector(latitude, longitude)
        self.axes = tuple(f"{through}__{axis}" if through else axis for axis in AXES)

    def run(self, rows, within_km: float | None, limit: int | None, beyond: tuple[float | None, int | None]):
        distance_km = DistanceKm(*self.axes, center=self.center)
        beyond_km, beyond_key = beyond
        if beyond_km is not None:
            is_left = Q(GreaterThan(distance_km, Value(beyond_km)))
            if beyond_key is not None:
                is_left |= Q(Exact(distance_km, Value(beyond_km)), pk__gt=beyond_key)
            rows = rows.filter(is_left)
        found = self.bounded(rows, within_km, limit).annotate(distance_km=distance_km)
        found = found.order_by(*self.order())[:limit]
        if found._iterable_class is ModelIterable:
            found._iterable_class = _TiesByKey
        return found

    def is_within(self, reach: float) -> LessThanOrEqual:
        return LessThanOrEqual(SquaredChord(*self.axes, center=self.center), Value(reach * reach))

    def order(self) -> tuple[Expression | str, ...]:
        """What sorts by distance, as cheaply as this database can have it."""
        raise NotImplementedError

    def bounded(self, rows, within_km: float | None, limit: int | None):
        """``rows`` without those that cannot be among the nearest."""
        raise NotImplementedError


class _IndexWalk(_Search):
    """PostgreSQL: nearest neighbours by the GiST index of cubes, which needs no guess how far to look."""

    def order(self):
        return (CubeDistance(*self.axes, center=self.center),)

    def bounded(self, rows, within_km, limit):
        if within_km is None:
            return rows
        reach = chord(within_km) + ROUNDING
        near = rows.filter(CubeWithin(*self.axes, center=self.center, reach=reach), self.is_within(reach))
        if limit is None or len(self.axes[0]) == 1:
            return near
        # Through a relation the box may hold many rows: their keys first, so that the rest is read for few.
        return rows.filter(pk__in=near.order_by(*self.order()).values("pk")[:limit])


class _GrowingBand(_Search):
    """Elsewhere: bands of z around the point, the next wider one if the last does not hold enough.

    All in one statement: subqueries choose the width; the database runs them once, and only as far as needed.
    The keys are found first, so that no distance is worked out for a row that is not shown.
    """

    def order(self):
        return SquaredChord(*self.axes, center=self.center), "pk"

    def bounded(self, rows, within_km, limit):
        near = rows if within_km is None else self._cap(rows, chord(within_km) + ROUNDING)
        if limit is None:
            return near
        if within_km is None:
            near = self._band(rows, self._width(rows, limit))
        return rows.filter(pk__in=near.order_by(*self.order()).values("pk")[:limit])

    def _width(self, rows, limit: int) -> Case:
        """The narrowest of the widths with ``limit`` rows so near; the whole sphere if none has."""
        widths = [chord(kilometres) for kilometres in BANDS_KM]
        enough = [
            When(Exists(self._cap(rows, width)[limit - 1 : limit]), then=Value(width)) for width in widths
        ]
        return Case(*enough, default=Value(WHOLE_SPHERE), output_field=FloatField())

    def _cap(self, rows, width: float):
        return self._band(rows, Value(width)).filter(self.is_within(width))

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
