"""Addresses under which a calendar program reads dates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField
from accounts.users.models import User
from community.groups.models import Group
from events.meetups.feeds.querysets import FeedQuerySet
from events.places.models import Place


class FeedScope(models.TextChoices):
    PERSON = "person", _("My dates")
    GROUP = "group", _("The dates of a group")
    PLACE = "place", _("The dates at a place")


class CalendarFeed(models.Model):
    """One person's secret address of one calendar. What that person may see is asked again at every fetch.

    Only the digest of the secret is kept: the address is shown once, and made anew when it is lost.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=6, choices=FeedScope.choices)
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hex.")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="person", group__isnull=True, place__isnull=True)
                | Q(scope="group", group__isnull=False, place__isnull=True)
                | Q(scope="place", group__isnull=True, place__isnull=False),
                name="feed_scope",
            ),
        ]
        indexes = [models.Index(fields=["user", "scope"], name="feed_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.scope}"

    @property
    def name(self) -> str:
        """What the calendar is called in the list of a calendar program."""
        of = self.group or self.place
        return of.name if of else gettext("My dates with Backstride")
