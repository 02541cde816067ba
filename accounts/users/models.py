"""User (the login) and Profile (the person)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField
from accounts.users.querysets import BlockQuerySet, UserQuerySet


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

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        profile = getattr(self, "profile", None)
        return profile.display_name if profile else self.public_id


class Profile(models.Model):
    """The person behind a login. The home area is the centre of a 10 km cell and is shown to nobody else."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(_("name"), max_length=60)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    home_label = models.CharField(_("home area"), max_length=120, blank=True)
    home_latitude = models.FloatField(null=True, blank=True, help_text="Degrees; centre of a 10 km cell.")
    home_longitude = models.FloatField(null=True, blank=True, help_text="Degrees; centre of a 10 km cell.")
    acknowledged_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Newest version of the safety text this person acknowledged."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(home_latitude__isnull=True, home_longitude__isnull=True)
                | Q(home_latitude__range=(-90, 90), home_longitude__range=(-180, 180)),
                name="profile_home_is_a_point_or_nothing",
            ),
            models.CheckConstraint(condition=Q(birth_year__range=(1900, 2100)), name="profile_birth_year"),
        ]

    def __str__(self) -> str:
        return self.display_name

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
