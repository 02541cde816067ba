import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.fields.json import KT

from accounts.geography import NearestQuerySet, fold
from accounts.permissions import Viewer
from accounts.users.models import Block
from accounts.words import SearchedQuerySet

USABLE = ("ok", "caution")
OPEN = ("checked", "restricted")
NOON = time(12)
SAME_NAME_WITHIN_KM = 0.3
WORK_OF_PEOPLE = ("Zone", "Correction", "Hazard", "PlacePhoto")
CHECK_ENDS_SOON, SEASON_ENDS_SOON = timedelta(days=28), timedelta(days=14)

PROPOSE = {
    "postgresql": """
        UPDATE {table} SET proposed = given -> 1
        FROM jsonb_array_elements(%s::jsonb) AS listed(given) WHERE id = (given -> 0)::bigint
    """,
    "sqlite": """
        UPDATE {table} SET proposed = value -> 1 FROM json_each(%s) WHERE {table}.id = value ->> 0
    """,
}

# What decides what a place's card says.
CARD_FACTS = ("pk", "slug", "name", "city_label", "kind", "state", "light", "lit_until")
CARD_FACTS += ("season_ends_on", "verdicts", "is_stopped")
MAP_FACTS = ("slug", "name", "kind", "state", "latitude", "longitude", "outline")


class PlaceQuerySet(SearchedQuerySet, NearestQuerySet):
    """Places and how well they are checked."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a place.

        Signed-in people read all. A stranger reads what open data that the site took in says, and what is or
        was open: the words of one person, or of a file one person sent, go public when a second one has
        looked, and stay so when somebody finds a stop.
        """
        if viewer.is_authenticated or viewer.is_system:
            return self.all()
        history = apps.get_model("events", "PlaceEvent").objects.filter(place_id=OuterRef("pk"))
        from_open_data = ~Q(source="person") & Q(added_by=None)
        return self.filter(from_open_data | Q(state__in=OPEN) | Exists(history.filter(state__in=OPEN)))

    def listed(self) -> Self:
        """Places one may look for: neither given up nor merged into another."""
        return self.exclude(state="retired").filter(merged_into__isnull=True)

    def open_on(self, day: date) -> Self:
        """Checked, not closed, and the check of a zone holds on that day."""
        return self.filter(state__in=OPEN, usable_until__gt=day)

    def for_stage(self, stage: int, day: date) -> Self:
        """Open, with a zone whose check holds on that day and that admits the stage, as the place does."""
        zones = apps.get_model("events", "Zone").objects.usable(day).filter(minimum_stage__lte=stage)
        # The place's own minimum counts checks that ran out too: it only spares most rows the second look.
        near = self.open_on(day).filter(minimum_stage__lte=stage, restricted_stage__lte=stage)
        return near.filter(Exists(zones.filter(place_id=OuterRef("pk"))))

    def lit_until(self, hour: time, day: date) -> Self:
        """Open, and lit all along up to that hour of the evening, as somebody saw in the season of that day.

        A lamp that goes out after midnight is later.
        """
        return self.open_on(day).filter(
            Q(light="full"),
            Q(season_ends_on__isnull=True) | Q(season_ends_on__gt=day),
            Q(lit_until__isnull=True) | Q(lit_until__gte=hour) | Q(lit_until__lt=NOON),
        )

    def on_surface(self, surface: str) -> Self:
        """As it was checked; where nobody has checked, as a map proposes."""
        return self.filter(Q(surface=surface) | Q(surface="", proposed__surface=surface))

    def with_stops(self) -> Self:
        """``is_stopped`` says whether an open report says that nobody should run backward there."""
        hazards = apps.get_model("events", "Hazard").objects.filter(place_id=OuterRef("pk"))
        return self.annotate(is_stopped=Exists(hazards.open().stops()))

    def for_cards(self) -> Self:
        """Load all that ``places/_card.html`` shows; anything else raises."""
        return self.with_stops().prefetch_related("zones").fetch_mode(models.FETCH_RAISE)

    def for_map(self, viewer: Viewer) -> Self:
        """Load all that a map says to the viewer; anything else raises."""
        zones = Prefetch("zones", apps.get_model("events", "Zone").objects.with_sight_of(viewer))
        return self.only(*MAP_FACTS).with_stops().prefetch_related(zones).fetch_mode(models.FETCH_RAISE)

    def by_name(self, *, behind: int | None = None) -> Self:
        """In the order of their names; ``behind`` is the key of the last place that was shown."""
        rows = self.order_by("name", "pk")
        if behind is None or (last := self.filter(pk=behind).values_list("name", flat=True).first()) is None:
            return rows
        return rows.filter(Q(name__gt=last) | Q(pk__gt=behind), name__gte=last)  # as its index says

    def for_page(self) -> Self:
        """Load all that a place's own page shows of the place itself; its zones come with their checks."""
        return self.with_stops().fetch_mode(models.FETCH_RAISE)

    def known_refs(self, refs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these pairs of source and ref were imported before."""
        sources, keys = {source for source, _ref in refs}, [ref for _source, ref in refs]
        rows = self.filter(~Q(source_ref=""), source__in=sources, source_ref__in=keys)  # as its index says
        return set(rows.values_list("source", "source_ref")) & set(refs)

    def from_sources(self, sources: Collection[str]) -> Self:
        return self.filter(source__in=sources)

    def as_known(self, keys: Collection[int]) -> Self:
        """What tells whether a place on a map is one of these."""
        return self.filter(pk__in=keys).annotate(
            map_name=KT("proposed__map_name"), has_outline=Q(outline__isnull=False)
        )

    def untouched(self) -> Self:
        """Drafts from a map that no person has worked on."""
        history = apps.get_model("events", "PlaceEvent").objects.exclude(what="imported")
        same = apps.get_model("events", "SamePlace").objects
        work = [apps.get_model("events", name).objects for name in WORK_OF_PEOPLE]
        return self.filter(
            *(~Exists(rows.filter(place_id=OuterRef("pk"))) for rows in (history, same, *work)),
            ~Exists(same.filter(into_id=OuterRef("pk"))),
            ~Q(source="person"),
            state="draft",
            merged_into=None,
        )

    def named_grounds(self) -> Self:
        """What a track without a name may be named after."""
        return self.exclude(kind="track")

    def open_to_paths(self) -> Self:
        """Drafts that take what the map says of the paths in them."""
        return self.filter(state="draft", kind__in=("park", "field", "track"))

    def propose(self, facts: Mapping[int, dict[str, object]]) -> None:
        """Write what a map proposes of each of these places; one statement."""
        if not facts:
            return
        connection = connections[self.db]
        given = json.dumps([[key, proposed] for key, proposed in facts.items()])
        with connection.cursor() as cursor:
            cursor.execute(PROPOSE[connection.vendor].format(table=self.model._meta.db_table), [given])

    def tracks_of(self, city_labels: Collection[str]) -> Self:
        return self.filter(kind="track", city_label__in=city_labels)

    def same_as(self, name: str, latitude: float, longitude: float) -> str:
        """The name of a place here that goes by the same name; empty if none that is in use does."""
        near = self.listed().nearest(latitude, longitude, within_km=SAME_NAME_WITHIN_KM, limit=50)
        return next((known for known in near.values_list("name", flat=True) if fold(known) == fold(name)), "")

    def could_be(self, place_id: int) -> Self:
        """What another entry of this place might be."""
        return self.listed().exclude(pk=place_id)

    def joined_once_open(self, place_id: int) -> Self:
        """The entries that went into a place after people had met, or could have met, at them."""
        history = apps.get_model("events", "PlaceEvent").objects.filter(place_id=OuterRef("pk"))
        return self.filter(Exists(history.filter(state__in=OPEN)), merged_into_id=place_id)

    def hold(self) -> None:
        """Let checks of all zones of a place be counted one after the other until the transaction ends."""
        self.update(state=F("state"))

    def hold_standing(self, place_id: int) -> Any:
        """The place as it is now, or the one it was joined with, held like ``hold`` does.

        Who waits here while two become one goes on with the one that stays.
        """
        while True:
            place_id = self.values_list("merged_into_id", flat=True).get(pk=place_id) or place_id
            self.filter(pk=place_id).hold()
            place = self.get(pk=place_id)
            if place.merged_into_id is None:
                return place

    def taken_slugs(self, slugs: Collection[str]) -> set[str]:
        return set(self.filter(slug__in=slugs).values_list("slug", flat=True))


class ZoneQuerySet(models.QuerySet):
    """Zones that may host a backward session."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a zone: signed-in people all, strangers what two looked at."""
        return self if viewer.is_authenticated or viewer.is_system else self.filter(_two_looked())

    def with_sight_of(self, viewer: Viewer) -> Self:
        """Load all; ``is_readable`` says of each what ``visible_to`` says."""
        sees_all = viewer.is_authenticated or viewer.is_system
        return self.annotate(is_readable=Value(True) if sees_all else _two_looked())

    def usable(self, on: date) -> Self:
        """Checked by two people, without a stop, and the check holds on that day."""
        return self.filter(verdict__in=USABLE, expires_on__gt=on)

    def judged_fit(self) -> Self:
        """Checked by two people without a stop, whether or not the check has run out since."""
        return self.filter(verdict__in=USABLE)

    def ending(self, today: date) -> Self:
        """At open places, with a check that ends within four weeks or has ended, or a season about to end."""
        check_ends = Q(expires_on__lte=today + CHECK_ENDS_SOON)
        season_ends = Q(season_ends_on__gt=today, season_ends_on__lte=today + SEASON_ENDS_SOON)
        zones = self.judged_fit().filter(check_ends | season_ends, place__state__in=("checked", "restricted"))
        return zones.select_related("place")

    def about_to_end(self, today: date) -> Self:
        """Of those the ones that hold on that day: what ran out years ago is not looked at every morning."""
        return self.ending(today).filter(expires_on__gt=today)

    def of_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id).order_by("name", "pk")

    def for_page(self, viewer: Viewer) -> Self:
        """Load the checks and who made them; anything else raises."""
        checks = apps.get_model("events", "Check").objects.with_names_for(viewer)
        return self.with_place().prefetch_related(Prefetch("checks", checks)).fetch_mode(models.FETCH_RAISE)

    def looked_at(self) -> Self:
        """Zones somebody has checked, however long ago."""
        checks = apps.get_model("events", "Check").objects.filter(zone_id=OuterRef("pk"))
        return self.filter(Exists(checks)).order_by("pk")

    def with_place(self) -> Self:
        return self.select_related("place")

    def hold(self, zone: Any) -> Any:
        """The zone and its place as they are now. Nobody closes or joins the place until the transaction
        ends."""
        apps.get_model("events", "Place").objects.hold_standing(zone.place_id)
        return self.with_place().get(pk=zone.pk)

    def with_checks(self) -> Self:
        """Load the checks without who made them; anything else raises."""
        return self.prefetch_related("checks").fetch_mode(models.FETCH_RAISE)


class CheckQuerySet(models.QuerySet):
    """What people found."""

    def of_zone(self, zone_id: int) -> Self:
        """Newest look first."""
        return self.filter(zone_id=zone_id).order_by("-checked_at", "-pk")

    def site_checks_of(self, user_id: int) -> int:
        """How many zones and days one person has walked."""
        walked = self.filter(checked_by_id=user_id, is_on_foot=True)
        return walked.values("zone_id", "checked_at__date").distinct().count()

    def who_looked(self, zone_ids: Iterable[int]) -> Self:
        """Zone, person and moment of every look at these zones."""
        return self.filter(zone__in=list(zone_ids)).values_list("zone_id", "checked_by_id", "checked_at")

    def with_names_for(self, viewer: Viewer) -> Self:
        """Load who looked; ``is_apart`` says whose name the viewer does not see."""
        is_apart = Q(checked_by_id__in=Block.objects.apart_from(viewer.pk))
        return self.select_related("checked_by__profile").annotate(is_apart=is_apart)

    def made_by_form(self, user_id: int, nonce: str) -> Self:
        """What this very form of this person was handed in as: one or none."""
        return self.filter(checked_by_id=user_id, nonce=nonce)

    def last_handed_in(self, user_id: int | None, zone_id: int) -> datetime | None:
        """When this person sent their newest check of a zone."""
        own = self.filter(checked_by_id=user_id, zone_id=zone_id).order_by("-created_at")
        return own.values_list("created_at", flat=True).first()


def _two_looked() -> Q:
    """Whether two different people checked the zone of the outer query, whatever they found or find since."""
    looks = apps.get_model("events", "Check").objects
    of_another = looks.filter(zone_id=OuterRef("zone_id"), checked_by_id__gt=OuterRef("checked_by_id"))
    both = looks.filter(Exists(of_another), zone_id=OuterRef("pk"))
    return Q(verdict__in=USABLE) | Q(Exists(both))
