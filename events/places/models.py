"""Place, Zone and Check: nobody is invited to run backwards where nobody has looked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.cards import Cards
from accounts.geography import Located, SphereIndex
from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from events.places.badges import Badge, badge_of, badge_of_all
from events.places.querysets import CARD_FACTS, CheckQuerySet, PlaceQuerySet, ZoneQuerySet


class PlaceKind(models.TextChoices):
    TRACK = "track", _("Athletics track")
    PARK = "park", _("Park or meadow")
    PATH = "path", _("Traffic-free path")
    FIELD = "field", _("Sports field")
    HALL = "hall", _("Sports hall")


class PlaceState(models.TextChoices):
    DRAFT = "draft", _("Not checked yet")
    CHECKED = "checked", _("Checked")


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


class Place(Located, SentOnce):
    """A public track, park, path, field or hall. Open map data can only propose one, as a draft."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices)
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.DRAFT)
    city_label = models.CharField(_("city"), max_length=120, blank=True)
    time_zone = models.CharField(max_length=64)
    address = models.CharField(_("how to get in"), max_length=200, blank=True)
    light = models.CharField(_("light"), max_length=10, choices=Light.choices, default=Light.UNKNOWN)
    lit_until = models.TimeField(_("lit until"), null=True, blank=True, help_text="Local time.")
    emergency_address = models.CharField(_("address for an emergency call"), max_length=200, blank=True)
    aed = models.CharField(_("nearest defibrillator and its hours"), max_length=200, blank=True)
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True)
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
        indexes = [SphereIndex(name="place_sphere")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~Q(source_ref=""), name="place_source_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def verdicts(self) -> tuple[tuple[object, ...], ...]:
        """What the badge follows from, day aside."""
        return tuple((zone.verdict, zone.checked_on, zone.expires_on) for zone in self.zones.all())

    @property
    def badge(self) -> Badge:
        """The best of the zones that were loaded with the place."""
        return badge_of_all(self.zones.all(), timezone.localdate())


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


class Check(SentOnce):
    """What one person found on one day, line by line. Never changed; a newer check follows."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(help_text="When this person looked.")
    is_on_foot = models.BooleanField(help_text="Walked the zone; the second person may work from photos.")
    answers = models.JSONField(help_text="Measured values by rubric key.")
    measures = models.JSONField(default=dict, help_text="What to do about each caution, by rubric key.")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.zone_id} {self.checked_at:%Y-%m-%d} {self.verdict}"
