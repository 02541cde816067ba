"""Place, Zone and Check: nobody is invited to run backwards where nobody has looked."""

from datetime import date, time
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.cards import Cards
from accounts.geography import Located, SphereIndex
from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from accounts.words import WordIndex
from events.places.badges import Badge, badge_of, badge_of_all, closed_badge, stop_reported
from events.places.emergency import Emergency, emergency_at
from events.places.querysets import CARD_FACTS, CheckQuerySet, PlaceQuerySet, ZoneQuerySet


class PlaceKind(models.TextChoices):
    TRACK = "track", _("Athletics track")
    PARK = "park", _("Park or meadow")
    PATH = "path", _("Traffic-free path")
    FIELD = "field", _("Sports field")
    HALL = "hall", _("Sports hall")
    SIDEWALK = "sidewalk", _("Sidewalk")


class PlaceState(models.TextChoices):
    DRAFT = "draft", _("Not checked yet")
    CHECKED = "checked", _("Checked")
    RESTRICTED = "restricted", _("Checked, with conditions")
    SUSPENDED = "suspended", _("Closed for now")
    RETIRED = "retired", _("Given up")


# Only at these may anybody meet, while the check of a zone holds. That it ran out is no state: dates say it.
OPEN_STATES = (PlaceState.CHECKED, PlaceState.RESTRICTED)
CLOSED_STATES = (PlaceState.SUSPENDED, PlaceState.RETIRED)


class Travel(models.TextChoices):
    """Which way people run backward in a zone, seen along the line as it is drawn."""

    AS_DRAWN = "as_drawn", _("From the first point to the last")
    EITHER = "either", _("Either way")


class CheckerRole(models.TextChoices):
    """As what somebody checked; at least one of two has to be more than a member."""

    MEMBER = "member", _("Member of a group")
    ORGANIZER = "organizer", _("Organizer")
    LEAD = "lead", _("Lead spotter (S2)")
    PROVISIONAL = "provisional", _("Spotter, provisionally (S1)")


class Light(models.TextChoices):
    UNKNOWN = "unknown", _("Nobody has looked yet")
    NONE = "none", _("No light after dusk")
    PARTIAL = "partial", _("Some light after dusk")
    FULL = "full", _("Lit all along")


class Source(models.TextChoices):
    PERSON = "person", _("Added by a person")
    OPENSTREETMAP = "openstreetmap", _("© OpenStreetMap contributors, ODbL")
    OPEN_DATA_DC = "open_data_dc", _("District of Columbia, Open Data DC, CC BY 4.0")


class Verdict(models.TextChoices):
    UNKNOWN = "unknown", _("Not checked yet")
    OK = "ok", _("OK")
    CAUTION = "caution", _("Caution")
    STOP = "stop", _("Stop")


class Lamps(NamedTuple):
    """The light after dusk, and until when."""

    light: str
    until: time | None


class Place(Located, SentOnce):
    """A public track, park, path, field or hall. Open map data can only propose one, as a draft."""

    is_stopped = False  # ``with_stops`` asks; without it nobody has

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices)
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.DRAFT)
    city_label = models.CharField(_("city"), max_length=120, blank=True)
    search_words = models.TextField(blank=True, help_text="Name and city, folded for search.")
    time_zone = models.CharField(max_length=64)
    address = models.CharField(_("how to get in"), max_length=200, blank=True)
    light = models.CharField(_("light"), max_length=10, choices=Light.choices, default=Light.UNKNOWN)
    lit_until = models.TimeField(_("lit until"), null=True, blank=True, help_text="Local time.")
    season_ends_on = models.DateField(
        null=True, help_text="First day on which what was seen of its light is too old."
    )
    emergency_address = models.CharField(_("address for an emergency call"), max_length=200, blank=True)
    aed = models.CharField(_("nearest defibrillator and its hours"), max_length=200, blank=True)
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    has_toilets = models.BooleanField(_("toilets"), null=True, blank=True)
    has_seating = models.BooleanField(_("somewhere to sit"), null=True, blank=True)
    has_shelter = models.BooleanField(_("shelter from rain"), null=True, blank=True)
    has_transport = models.BooleanField(_("bus or train nearby"), null=True, blank=True)
    has_quiet_option = models.BooleanField(_("a quiet corner or hour"), null=True, blank=True)
    has_phone_signal = models.BooleanField(_("phone signal"), null=True, blank=True)
    direction_rule = models.CharField(
        _("posted rule about direction or use"), max_length=200, blank=True, db_default=""
    )
    outline = models.JSONField(
        null=True, blank=True, help_text="Of an area or way on a map: [[lat, lon], …], at most 200 points."
    )
    minimum_stage = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="The lowest stage of the zones that may be used."
    )
    surface = models.CharField(max_length=20, blank=True, db_default="", help_text="Of the best zone.")
    usable_until = models.DateField(
        null=True, help_text="First day on which no zone may be used any more; None if none may now."
    )
    restricted_stage = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="A condition somebody set: nobody below this stage."
    )
    restricted_sessions = models.JSONField(
        default=list, blank=True, db_default=[], help_text="Only these kinds of session; empty: all."
    )
    restricted_from = models.TimeField(null=True, blank=True, help_text="Only after this local time.")
    restricted_until = models.TimeField(null=True, blank=True, help_text="Only before this local time.")
    restricted_ratio = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A condition somebody set: so many runners per spotter at most."
    )
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.PERSON)
    source_ref = models.CharField(max_length=120, blank=True, help_text="Id within the source.")
    proposed = models.JSONField(
        default=dict, blank=True, help_text="Facts a map proposes; nobody has checked."
    )
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlaceQuerySet.as_manager()
    cards = Cards("events/places/_card.html", "place", CARD_FACTS)

    class Meta:
        indexes = [
            SphereIndex(name="place_sphere"),
            SphereIndex(name="place_sphere_open", condition=Q(state__in=["checked", "restricted"])),
            SphereIndex(
                name="place_sphere_lit", condition=Q(state__in=["checked", "restricted"], light="full")
            ),
            WordIndex(name="place_words"),
            models.Index(fields=["name", "id"], name="place_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~Q(source_ref=""), name="place_source_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def attribution(self) -> str:
        """Whom the licence of the data wants named."""
        return dict(Source.choices).get(self.source) or self.proposed.get("attribution", self.source)

    @property
    def verdicts(self) -> tuple[tuple[object, ...], ...]:
        """What the badge follows from, day aside."""
        return tuple(
            (zone.verdict, zone.checked_on, zone.expires_on, zone.season_ends_on) for zone in self.zones.all()
        )

    def light_on(self, day: date) -> Lamps:
        """The light of its best zone, as far as anybody knows on that day."""
        return lamps_on(self, day)

    @property
    def lamps(self) -> Lamps:
        return self.light_on(timezone.localdate())

    @property
    def light_words(self) -> str:
        """What lists and pages say of the light today."""
        light = self.lamps.light
        if light != self.light:
            return gettext("Nobody has looked at the light since the clocks changed")
        return str(Light(light).label)

    @property
    def emergency(self) -> Emergency:
        """The number to call there when somebody is hurt."""
        return emergency_at(self.time_zone)

    @property
    def is_closed(self) -> bool:
        """Somebody closed it, for now or for good; a draft is not open yet."""
        return self.state in CLOSED_STATES

    @property
    def badge(self) -> Badge:
        """The best of the zones loaded with the place, unless it is closed or a report says stop."""
        badge = closed_badge(self.state) or badge_of_all(self.zones.all(), timezone.localdate())
        return stop_reported() if self.is_stopped and badge.allows_meetups else badge


class Zone(SentOnce):
    """One line or area of a place with one direction of backward travel. Checks judge zones, not places."""

    public_id = PublicIdField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("where it is and which way people move"), max_length=300)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.UNKNOWN)
    checked_on = models.DateField(null=True, help_text="The older of the two checks that count.")
    expires_on = models.DateField(null=True, help_text="First day on which the check no longer holds.")
    minimum_stage = models.PositiveSmallIntegerField(default=0)
    sessions = models.JSONField(
        default=list,
        db_default=[],
        help_text="Kinds of session its lines leave; empty: all of its place.",
    )
    light = models.CharField(
        max_length=10, choices=Light.choices, default=Light.UNKNOWN, db_default=Light.UNKNOWN
    )
    lit_until = models.TimeField(null=True, help_text="Local time.")
    season_ends_on = models.DateField(
        null=True, help_text="First day on which its lines about light and crowd are too old."
    )
    shape = models.JSONField(null=True, blank=True, help_text="[[lat, lon], …], at most 50 points.")
    is_area = models.BooleanField(default=False, db_default=False, help_text="The shape is an outline.")
    travel = models.CharField(
        _("direction"), max_length=10, choices=Travel.choices, default=Travel.AS_DRAWN, db_default="as_drawn"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="unknown") | Q(checked_on__isnull=False, expires_on__isnull=False),
                name="zone_verdict_has_dates",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def badge(self) -> Badge:
        return badge_of(self, timezone.localdate())

    def light_on(self, day: date) -> Lamps:
        """As far as anybody knows on that day of its place."""
        return lamps_on(self, day)


def lamps_on(seen: Place | Zone, day: date) -> Lamps:
    """Lamps seen before the clocks changed are not known to burn."""
    if seen.season_ends_on and seen.season_ends_on <= day and seen.light != Light.NONE:
        return Lamps(Light.UNKNOWN, None)
    return Lamps(seen.light, seen.lit_until)


class Check(SentOnce):
    """What one person found on one day, line by line. Never changed; a newer check follows."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(help_text="When this person looked.")
    is_on_foot = models.BooleanField(help_text="Walked the zone; the second person may work from photos.")
    as_role = models.CharField(
        max_length=12,
        choices=CheckerRole.choices,
        default=CheckerRole.MEMBER,
        db_default=CheckerRole.MEMBER,
        help_text="As what they looked.",
    )
    answers = models.JSONField(help_text="Measured values by rubric key.")
    measures = models.JSONField(default=dict, help_text="What to do about each caution, by rubric key.")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.zone_id} {self.checked_at:%Y-%m-%d} {self.verdict}"
