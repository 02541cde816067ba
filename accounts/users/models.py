"""User (the login) and Profile (the person)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField
from accounts.users.former import NameField
from accounts.users.handles import MOST, new_handle, shape_in_database
from accounts.users.querysets import (
    BlockQuerySet,
    MutedPersonQuerySet,
    ProfileQuerySet,
    UserQuerySet,
    of_age_born_before,
)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Django's and allauth's entry point for making users."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A login: an address, a password, and what the site lets this person do."""

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail"), max_length=254)
    is_active = models.BooleanField(default=True)
    is_site_moderator = models.BooleanField(default=False, help_text="May review in every group.")
    is_operator = models.BooleanField(default=False, help_text="May edit the site's own pages and run it.")
    joined_at = models.DateTimeField(auto_now_add=True)
    leaving_at = models.DateTimeField(null=True, blank=True, help_text="When the account will be erased.")
    leaves_without_texts = models.BooleanField(default=False, help_text="Erase stories and photos too.")
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="The person is gone; the row stays for what others rely on."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        indexes = [
            models.Index(fields=["leaving_at"], condition=Q(leaving_at__isnull=False), name="user_leaving")
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        profile = getattr(self, "profile", None)
        return profile.display_name if profile else self.public_id


class SeenBy(models.TextChoices):
    """Who may see one field of a profile."""

    ME = "me", _("Only me")
    GROUPS = "groups", _("People in my groups")
    PEOPLE = "people", _("Everybody with an account")


class Goal(models.TextChoices):
    COMPANY = "company", _("Company while I try it")
    TECHNIQUE = "technique", _("Learn to do it well")
    FITNESS = "fitness", _("A change in my training")
    RACE = "race", _("A race or a distance")
    SPOTTING = "spotting", _("Spot for others")


class PhotoConsent(models.TextChoices):
    NO = "no", _("No photos of me, please")
    ASK = "ask", _("Ask me each time")
    YES = "yes", _("Photos of me are fine")


def _seen_by(default: SeenBy) -> models.CharField:
    return models.CharField(max_length=6, choices=SeenBy.choices, default=default)


class Profile(models.Model):
    """The person behind a login. The home area is the centre of a 10 km cell; the point itself is not kept.

    Name and handle are for everybody who may see the person at all; each other field has its own audience.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    handle = models.CharField(_("handle"), max_length=MOST, unique=True, default=new_handle)
    handle_shape = models.GeneratedField(
        expression=shape_in_database(),
        output_field=models.CharField(max_length=MOST),
        db_persist=True,
        unique=True,
    )
    display_name = NameField(_("name"), max_length=60)
    photo_id = models.CharField(max_length=16, blank=True, help_text="Random name of the photo in addresses.")
    photo_key = models.CharField(max_length=60, blank=True, help_text="Where its copies lie in storage.")
    bio = models.TextField(_("about me"), max_length=500, blank=True)
    languages = models.JSONField(_("languages I speak"), default=list, blank=True)
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True, help_text="0 to 4.")
    goal = models.CharField(_("goal"), max_length=10, choices=Goal.choices, blank=True)
    pace_from = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Backward, seconds per km.")
    pace_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Backward, seconds per km.")
    emergency_name = models.CharField(_("emergency contact"), max_length=60, blank=True)
    emergency_phone = models.CharField(_("their phone number"), max_length=30, blank=True)
    photo_consent = models.CharField(
        _("photos of me"), max_length=3, choices=PhotoConsent.choices, default=PhotoConsent.NO
    )
    photo_seen_by = _seen_by(SeenBy.GROUPS)
    bio_seen_by = _seen_by(SeenBy.GROUPS)
    languages_seen_by = _seen_by(SeenBy.GROUPS)
    stage_seen_by = _seen_by(SeenBy.GROUPS)
    goal_seen_by = _seen_by(SeenBy.GROUPS)
    pace_seen_by = _seen_by(SeenBy.GROUPS)
    home_seen_by = _seen_by(SeenBy.ME)
    age_seen_by = _seen_by(SeenBy.ME)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    home_label = models.CharField(_("home area"), max_length=120, blank=True)
    home_latitude = models.FloatField(null=True, blank=True, help_text="Degrees; centre of a 10 km cell.")
    home_longitude = models.FloatField(null=True, blank=True, help_text="Degrees; centre of a 10 km cell.")
    acknowledged_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Newest version of the safety text this person acknowledged."
    )

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(home_latitude__isnull=True, home_longitude__isnull=True)
                | Q(home_latitude__range=(-90, 90), home_longitude__range=(-180, 180)),
                name="profile_home_is_a_point_or_nothing",
            ),
            models.CheckConstraint(condition=Q(birth_year__range=(1900, 2100)), name="profile_birth_year"),
            models.CheckConstraint(
                condition=Q(stage__isnull=True) | Q(stage__range=(0, 4)), name="profile_stage"
            ),
            models.CheckConstraint(
                condition=Q(pace_from__isnull=True, pace_to__isnull=True)
                | Q(pace_from__lte=models.F("pace_to")),
                name="profile_pace_is_a_range_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_of_age(self) -> bool:
        """18 by the calendar year; with doubt the page is for people in the same groups only."""
        return self.birth_year < of_age_born_before()

    @property
    def pace(self) -> str:
        """ "7:30–9:00", minutes and seconds for a kilometre backward; empty where nobody said one."""
        if self.pace_from is None or self.pace_to is None:
            return ""
        ends = dict.fromkeys(f"{end // 60}:{end % 60:02}" for end in (self.pace_from, self.pace_to))
        return "–".join(ends)

    @property
    def home(self) -> tuple[float, float] | None:
        """Latitude and longitude of the home cell's centre, in degrees."""
        if self.home_latitude is None or self.home_longitude is None:
            return None
        return self.home_latitude, self.home_longitude


class Block(models.Model):
    """Two people kept apart: neither is told of what the other does. Who is blocked is never told so."""

    blocker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=models.F("blocked")), name="block_another"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} {self.blocked_id}"


class MutedPerson(models.Model):
    """One person does not want to read what another tells. Only they know, and only they are spared it."""

    muter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    muted = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MutedPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["muter", "muted"], name="muted_person_once"),
            models.CheckConstraint(condition=~Q(muter=models.F("muted")), name="mute_another"),
        ]

    def __str__(self) -> str:
        return f"{self.muter_id} {self.muted_id}"
