"""Group and Membership."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.cards import Cards
from accounts.geography import Located, SphereIndex
from accounts.identifiers import SentOnce
from accounts.users.models import User
from community.groups.querysets import CARD_FACTS, GroupQuerySet, MembershipQuerySet


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    ORGANIZER = "organizer", _("Organizer")


class Group(Located, SentOnce):
    """People who run backwards in one town. Anybody who is ready may join."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    description = models.TextField(_("description"), max_length=2000)
    city_label = models.CharField(_("city"), max_length=120)
    time_zone = models.CharField(max_length=64)
    founder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    member_count = models.PositiveIntegerField(default=0, help_text="Kept by the actions that add or remove.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupQuerySet.as_manager()
    cards = Cards("community/groups/_card.html", "group", CARD_FACTS)

    class Meta:
        indexes = [SphereIndex(name="group_sphere")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """This person belongs to this group, in one role."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.group_id}"
