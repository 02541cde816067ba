"""Group and Membership."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.cards import Cards
from accounts.geography import Located, SphereIndex
from accounts.identifiers import PublicIdField, SentOnce
from accounts.text import plain_excerpt, render_markdown
from accounts.users.models import SeenBy, User
from accounts.users.visibility import Shown, shown_to
from accounts.words import WordIndex
from community.groups.joining_querysets import (
    AGAIN_AFTER,
    PAUSE,
    BanQuerySet,
    InvitationQuerySet,
    JoinRequestQuerySet,
)
from community.groups.querysets import CARD_FACTS, GroupQuerySet, MembershipQuerySet


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    ORGANIZER = "organizer", _("Organizer")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public: anybody finds and reads it")
    PRIVATE = "private", _("Private: for others it does not exist")


class JoinPolicy(models.TextChoices):
    OPEN = "open", _("Anybody who is ready joins at once")
    REQUEST = "request", _("People ask, and an organizer decides")
    INVITE = "invite", _("Only by invitation")


# Names of the copies of a cover in addresses: pixels of the longest edge.
COVER_SIZES = {"small": 640, "large": 1600}
EXCERPT = 160


class Group(Located, SentOnce):
    """People who run backwards in one town.

    The slug is the readable name with a random tail: whether a name is in use can be learned from none.
    """

    public_id = PublicIdField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    description = models.TextField(_("description"), max_length=2000)
    rules = models.TextField(_("rules"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    visibility = models.CharField(max_length=7, choices=Visibility.choices, default=Visibility.PUBLIC)
    opens_at = models.DateTimeField(null=True, blank=True, help_text="When it becomes public, as announced.")
    join_policy = models.CharField(max_length=7, choices=JoinPolicy.choices, default=JoinPolicy.OPEN)
    questions = models.JSONField(
        default=list, blank=True, help_text="Up to three, asked of who wants to join."
    )
    runners_per_spotter = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A stricter limit than the site's, for all its meetups."
    )
    always_reviews = models.BooleanField(_("always review posts"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    cover_id = models.CharField(max_length=16, blank=True, help_text="Random name of the photo in addresses.")
    cover_key = models.CharField(max_length=60, blank=True, help_text="Where its copies lie in storage.")
    cover_description = models.CharField(max_length=200, blank=True)
    search_words = models.TextField(blank=True, help_text="Name, city and description, folded for search.")
    city_label = models.CharField(_("city"), max_length=120)
    time_zone = models.CharField(max_length=64)
    founder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    member_count = models.PositiveIntegerField(default=0, help_text="Kept by the actions that add or remove.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupQuerySet.as_manager()
    cards = Cards("community/groups/_card.html", "group", CARD_FACTS)

    class Meta:
        indexes = [
            SphereIndex(name="group_sphere"),
            WordIndex(name="group_words"),
            models.Index(fields=["opens_at"], condition=Q(opens_at__isnull=False), name="group_opening"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(runners_per_spotter__isnull=True) | Q(runners_per_spotter__range=(1, 3)),
                name="group_ratio",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(visibility="private"), name="group_opens_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_private(self) -> bool:
        return self.visibility == Visibility.PRIVATE

    @property
    def opens_on(self) -> date | None:
        """The day, where the group is, on which it becomes public."""
        zone = ZoneInfo(self.time_zone)
        return timezone.localtime(self.opens_at, zone).date() if self.opens_at else None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def description_html(self) -> SafeString:
        return render_markdown(self.description)

    @property
    def excerpt(self) -> str:
        """The first words of the description, for cards."""
        return plain_excerpt(self.description, EXCERPT)

    @property
    def rules_html(self) -> SafeString:
        return render_markdown(self.rules)

    @property
    def cover_small(self) -> str:
        """The address of the photo on cards; it changes with the photo."""
        return self._cover("small")

    @property
    def cover_large(self) -> str:
        return self._cover("large")

    def _cover(self, size: str) -> str:
        return reverse("groups:cover", args=[self.slug, self.cover_id, size])


class Membership(models.Model):
    """This person belongs to this group, in one role."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)
    role_since = models.DateTimeField(default=timezone.now)

    second_factor_from: datetime | None = None
    """Set where somebody is told of their role: from when on it asks for a second way to sign in."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.group_id}"

    @property
    def shown(self) -> Shown:
        """What the profile says to people of the same group."""
        return shown_to(self.user.profile, SeenBy.GROUPS)


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class JoinRequest(models.Model):
    """Somebody asks to join. One waits at a time; earlier ones stay for who decides the next."""

    public_id = PublicIdField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list, help_text="Pairs of a question as it was asked and its answer.")
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500, blank=True, help_text="What the applicant reads.")

    is_final = False
    """Set where a ban came with a removal."""

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(state="waiting"), name="join_request_one_waiting"
            )
        ]
        indexes = [models.Index(fields=["group", "state", "asked_at"], name="join_request_queue")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state} {self.group_id}"

    @property
    def shown(self) -> Shown:
        """What the profile says to everybody: who decides is not in a group with them yet."""
        return shown_to(self.user.profile, SeenBy.PEOPLE)

    @property
    def is_removal(self) -> bool:
        """The person was taken out: a no to whatever they ask for in the days that follow."""
        return self.decided_at is not None and self.decided_at < self.asked_at

    @property
    def may_return_on(self) -> date | None:
        """The day, where the group is, after which the person can ask again."""
        if self.decided_at is None:
            return None
        return timezone.localtime(self.decided_at + PAUSE, ZoneInfo(self.group.time_zone)).date()


class Invitation(models.Model):
    """A link that lets people in for 14 days, or a letter with one to a single address.

    The link is signed, not stored: it names this row and nothing else.
    """

    public_id = PublicIdField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="invitations")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True, help_text="To whom it was mailed; forgotten when it ends.")
    language = models.CharField(max_length=10, blank=True, help_text="Of the letter.")
    made_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, help_text="Last; once more after an hour at the earliest.")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["group", "-made_at"], name="invitation_of_group")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_letter(self) -> bool:
        """It was mailed to one person; the others are links for anybody who is given them."""
        return self.mailed_at is not None

    @property
    def is_standing(self) -> bool:
        is_used_up = self.is_letter and self.uses > 0
        return self.revoked_at is None and not is_used_up and self.expires_at > timezone.now()

    @property
    def can_be_mailed_again(self) -> bool:
        """Once, after an hour: the letter may have gone astray."""
        if self.mailed_at is None or not self.is_standing:
            return False
        return self.mailed_at < self.made_at + AGAIN_AFTER <= timezone.now()


class Ban(models.Model):
    """This person may see nothing of the group. It holds for a new account with the same address too."""

    public_id = PublicIdField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="bans")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    email_hash = models.CharField(max_length=64, help_text="Keyed hash of the address, in hexadecimal.")
    reason = models.TextField(max_length=500, blank=True, help_text="For those who run the group.")
    banned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    banned_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(lifted_at__isnull=True), name="ban_once"
            )
        ]
        indexes = [
            models.Index(fields=["email_hash"], condition=Q(lifted_at__isnull=True), name="ban_by_address"),
            models.Index(fields=["user"], condition=Q(lifted_at__isnull=True), name="ban_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group_id}"
