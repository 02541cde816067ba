from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone

from accounts.contracts import companions_of
from accounts.permissions import Viewer

if TYPE_CHECKING:
    from accounts.users.models import Profile, User


class UserQuerySet(models.QuerySet):
    def with_profile(self):
        """Load the profile too: what every signed-in request shows."""
        return self.select_related("profile")

    def with_second_factor(self) -> Self:
        """Say of each whether something besides the password can sign them in."""
        factors = apps.get_model("mfa", "Authenticator").objects.exclude(type="recovery_codes")
        has_one = models.Exists(factors.filter(user=models.OuterRef("pk")))
        return self.annotate(has_second_factor=has_one)

    def hold(self, people: Iterable[int]) -> None:
        """Keep others from taking rights of these people away until the transaction ends.

        Rows that point at them stay free to be written.
        """
        rows = self.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))

    def there(self) -> Self:
        """People whose account is in use: open, and not about to be deleted."""
        return self.filter(is_active=True, leaving_at__isnull=True)

    def other_than(self, user_id: int | None, public_id: str) -> "User | None":
        """Somebody else by their public id, with profile, if the account is in use."""
        others = self.with_profile().filter(is_active=True, erased_at__isnull=True).exclude(pk=user_id)
        return others.filter(public_id=public_id).first()

    def blocked_by(self, user_id: int, public_id: str) -> "User | None":
        """One of the people this person blocked."""
        blocks = apps.get_model("accounts", "Block").objects.by_person(user_id)
        return self.filter(pk__in=blocks.order_by().values("blocked_id"), public_id=public_id).first()

    def muted_by(self, user_id: int, public_id: str) -> "User | None":
        """One of the people this person muted."""
        mutes = apps.get_model("accounts", "MutedPerson").objects.muted_by(user_id)
        return self.filter(pk__in=mutes, public_id=public_id).first()

    def with_address(self, email: str) -> "User | None":
        """Whose address this is, capitals aside."""
        return self.filter(email__iexact=email).first()


class ProfileQuerySet(models.QuerySet):
    """People, as others meet them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of whose page is there for whom; ``shares_group`` says how near the two are.

        Strangers see nobody. Two people kept apart are not there for each other, but moderators of the site
        still see them. Who is not known to be of age is there for people in the same groups only.
        """
        if viewer.pk is None:
            return self.none()
        people = self.annotate(
            shares_group=ExpressionWrapper(_shares_group(viewer.pk), models.BooleanField())
        )
        there = Q(user__is_active=True, user__erased_at__isnull=True, user__leaving_at__isnull=True)
        seen = there & (Q(birth_year__lt=of_age_born_before()) | Q(shares_group=True))
        if not viewer.is_site_moderator:
            blocks = apps.get_model("accounts", "Block").objects
            seen &= ~Q(user_id__in=blocks.apart_from(viewer.pk))
        return people.filter(Q(user_id=viewer.pk) | seen)

    def for_page(self) -> Self:
        """Load all that a person's page shows; anything else raises."""
        return self.select_related("user").fetch_mode(models.FETCH_RAISE)

    def of_person(self, user_id: int) -> "Profile":
        return self.get(user_id=user_id)

    def look_alikes(self, shape: str, *, but: int | None) -> Self:
        """Whose handle looks so, leaving the person ``but`` out."""
        return self.filter(handle_shape=shape).exclude(user_id=but)


def _shares_group(user_id: int) -> Q:
    """A condition on people: they belong to a group of this person."""
    shared = Q(pk__in=[])
    for companions in companions_of(user_id):
        shared |= Q(user_id__in=companions)
    return shared


def of_age_born_before() -> int:
    """The first year in which somebody is born who may be too young still: a doubt counts as a minor."""
    return timezone.now().year - settings.ADULT_AGE_YEARS


class BlockQuerySet(models.QuerySet):
    """Who is kept apart from whom; a block counts in both directions."""

    def apart_from(self, user_id: int | None) -> models.QuerySet:
        """Keys of everybody who blocked this person or was blocked by them, as a subquery; none for None."""
        if user_id is None:
            return self.none().values_list("blocked_id", flat=True)
        blocked = self.filter(blocker_id=user_id).values_list("blocked_id", flat=True)
        return blocked.union(self.filter(blocked_id=user_id).values_list("blocker_id", flat=True))

    def between(self, one: Any, other: Any) -> models.QuerySet:
        """Blocks of these two people, in either direction."""
        return self.filter(
            models.Q(blocker_id=one, blocked_id=other) | models.Q(blocker_id=other, blocked_id=one)
        )

    def stands(self, *, blocker: int, blocked: int) -> bool:
        return self.filter(blocker_id=blocker, blocked_id=blocked).exists()

    def by_person(self, user_id: int) -> Self:
        """This person's own blocks, the newest first."""
        return self.filter(blocker_id=user_id).order_by("-created_at", "-pk")

    def for_list(self) -> Self:
        """Load whom each is about; anything else raises."""
        return self.select_related("blocked__profile").fetch_mode(models.FETCH_RAISE)

    def put(self, *, blocker: int, blocked: int) -> bool:
        """Add a block; False if it was there."""
        return bool(self.get_or_create(blocker_id=blocker, blocked_id=blocked)[1])


class MutedPersonQuerySet(models.QuerySet):
    """Whom somebody does not want to read; it counts in one direction."""

    def by_person(self, user_id: int) -> Self:
        """Whom this person muted, the newest first."""
        return self.filter(muter_id=user_id).order_by("-created_at", "-pk")

    def for_list(self) -> Self:
        """Load whom each is about; anything else raises."""
        return self.select_related("muted__profile").fetch_mode(models.FETCH_RAISE)

    def put(self, *, muter: int, muted: int) -> bool:
        """Mute one person; False if they were."""
        return bool(self.get_or_create(muter_id=muter, muted_id=muted)[1])

    def muted_by(self, user_id: int | None) -> models.QuerySet:
        """Keys of the people this person muted, as a subquery; none for None."""
        return self.filter(muter_id=user_id).values_list("muted_id", flat=True)

    def muters_of(self, user_id: int) -> models.QuerySet:
        """Keys of the people who muted this person, as a subquery."""
        return self.filter(muted_id=user_id).values_list("muter_id", flat=True)
