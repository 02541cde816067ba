from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.geography import NearestQuerySet
from accounts.notifications.contracts import Mutable
from accounts.permissions import BANNED, MODERATING_ROLES, Viewer
from accounts.users.models import Block
from accounts.users.second_factor import GRACE
from accounts.words import SearchedQuerySet


def group_scope(group_id: int) -> str:
    """The name under which notices of one group can be muted."""
    return f"group-{group_id}"


# What decides what a group's card says.
OWN_FACTS = ("pk", "slug", "name", "city_label", "member_count", "description")
CARD_FACTS = (*OWN_FACTS, "visibility", "archived_at", "cover_id", "cover_description")


class GroupQuerySet(SearchedQuerySet, NearestQuerySet):
    """Groups a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a group: a public one, or one's own; never who is banned."""
        readable = self.filter(Q(visibility="public") | Q(pk__in=list(viewer.roles)))
        return readable.exclude(pk__in=viewer.banned_from) if viewer.banned_from else readable

    def of_member(self, viewer: Viewer) -> Self:
        """The viewer's own groups, by name."""
        return self.filter(pk__in=viewer.roles).order_by("name", "pk")

    def public(self) -> Self:
        return self.filter(visibility="public")

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def announced(self) -> Self:
        """Private groups that become public on a day their members were told."""
        return self.filter(visibility="private", opens_at__isnull=False)

    def due_to_open(self, now: datetime) -> Self:
        """Announced as public from a moment that has come."""
        return self.filter(visibility="private", opens_at__lte=now)

    def with_cover(self, slug: str, cover_id: str) -> Self:
        """The group whose cover has this address now; an earlier one leads nowhere."""
        return self.filter(slug=slug, cover_id=cover_id).exclude(cover_id="")

    def hold(self, group_id: int) -> Any:
        """The group as it is now, which nobody else changes until the transaction ends."""
        return self.select_for_update(no_key=True).get(pk=group_id)

    def hold_run_by(self, user_id: int) -> None:
        """Keep others from leaving these groups to this person, or to nobody, until the transaction ends."""
        run = apps.get_model("community", "Membership").objects.filter(user_id=user_id, role="organizer")
        rows = self.filter(pk__in=run.values("group_id")).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))

    def for_cards(self) -> Self:
        """Load all that ``groups/_card.html`` shows; anything else raises."""
        return self.fetch_mode(models.FETCH_RAISE)

    def names_of(self, group_ids: Collection[int]) -> dict[int, str]:
        """``{group pk: name}``, in one query."""
        return dict(self.filter(pk__in=group_ids).values_list("pk", "name"))

    def private_keys(self) -> models.QuerySet:
        """Groups that exist only for those who belong to them, as a subquery."""
        return self.filter(visibility="private").values_list("pk")

    def count_one_more(self, group_id: int) -> None:
        self.filter(pk=group_id).update(member_count=F("member_count") + 1)

    def count_one_less(self, group_id: int) -> None:
        self.filter(pk=group_id).update(member_count=F("member_count") - 1)


_IS_ORGANIZER = models.When(role="organizer", then=0)


class MembershipQuerySet(models.QuerySet):
    """Who belongs where."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Members see who else belongs; an operator, who may vouch for spotters, in public groups too."""
        readable = Q(group_id__in=list(viewer.roles))
        if viewer.is_operator:
            readable |= Q(group__visibility="public")
        return self.filter(readable).known_to(viewer)

    def known_to(self, viewer: Viewer) -> Self:
        """Without people who are kept apart from the viewer, but where the viewer moderates.

        Of these, whose page is not there, ``is_apart`` and ``is_blocked`` by the viewer are said; who was
        blocked is not told so.
        """
        if viewer.pk is None:
            return self.annotate(is_apart=Value(False), is_blocked=Value(False))
        is_apart = Q(user_id__in=Block.objects.apart_from(viewer.pk))
        own = Block.objects.filter(blocker_id=viewer.pk, blocked_id=OuterRef("user_id"))
        rows = self.annotate(is_apart=is_apart, is_blocked=Exists(own))
        if viewer.is_site_moderator:
            return rows
        return rows.filter(Q(group_id__in=viewer.moderated_groups) | ~is_apart)

    def roles_of(self, user_id: int) -> dict[int, str]:
        """``{group pk: role}`` of one person, in one query; a ban stands in place of a role."""
        bans = apps.get_model("community", "Ban").objects.standing().filter(user_id=user_id)
        banned = bans.values_list("group_id", Value(BANNED))
        return dict(self.filter(user_id=user_id).values_list("group_id", "role").union(banned, all=True))

    def companions_of(self, user_id: int) -> models.QuerySet:
        """Keys of everybody in a group of this person, as a subquery."""
        return self.filter(group__memberships__user_id=user_id).values("user_id")

    def scopes_of(self, user_id: int) -> dict[str, Mutable]:
        """This person's groups by their slugs, in the order of their names, in one query."""
        groups = self.filter(user_id=user_id).order_by("group__name", "group_id")
        rows = groups.values_list("group_id", "group__slug", "group__name")
        return {slug: Mutable(group_scope(pk), name) for pk, slug, name in rows}

    def second_factor_due(self, user_id: int) -> datetime | None:
        """Seven days after this person's first role that may decide about others began."""
        roles = self.filter(user_id=user_id, role__in=MODERATING_ROLES)
        since = roles.aggregate(models.Min("role_since"))["role_since__min"]
        return since + GRACE if since else None

    def moderators_of(self, group_id: int) -> list[int]:
        """The primary keys of the people who may review in this group."""
        roles = ("moderator", "organizer")
        here = self.there().filter(group_id=group_id, role__in=roles)
        return list(here.values_list("user_id", flat=True))

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def team(self) -> Self:
        """Organizers, then moderators, each in the order in which they joined."""
        return self.exclude(role="member").order_by(models.Case(_IS_ORGANIZER, default=1), "joined_at", "pk")

    def plain_members(self) -> Self:
        """Everybody without a role of their own; a page of them is cut by ``joined_at``."""
        return self.filter(role="member")

    def for_list(self) -> Self:
        """Load all that the list of members shows; anything else raises. Who is leaving is not shown."""
        return self.there().select_related("user__profile").fetch_mode(models.FETCH_RAISE)

    def for_notices(self) -> Self:
        """Load what is told of somebody who joined."""
        return self.select_related("group", "user__profile").fetch_mode(models.FETCH_RAISE)

    def of_person_in(self, slug: str, public_id: str) -> Self:
        """One person's membership in one group, with what a rule about it asks for."""
        rows = self.select_related("group", "user__profile")
        return rows.filter(group__slug=slug, user__public_id=public_id)

    def with_role(self, user_id: int) -> Self:
        """Where this person is more than a member."""
        return self.filter(user_id=user_id).exclude(role="member")

    def there(self) -> Self:
        """Of people whose account is in use."""
        return self.filter(user__is_active=True, user__leaving_at__isnull=True, user__erased_at__isnull=True)

    def signed_in_since(self, moment: datetime) -> Self:
        """Of people who signed in, or signed up, at this moment or later, or who are signed in still.

        A session goes on for as long as it is used, so its day of signing in may be long ago.
        """
        last = Coalesce("user__last_login", "user__joined_at")
        sessions = apps.get_model("sessions", "Session").objects.filter(expire_date__gt=timezone.now())
        devices = apps.get_model("usersessions", "UserSession").objects.filter(user_id=OuterRef("user_id"))
        still = Exists(devices.filter(session_key__in=sessions.values("session_key")))
        return self.annotate(_last=last).filter(Q(_last__gte=moment) | still)

    def last_organizer(self, user_id: int) -> Self:
        """This person's memberships in groups that nobody could run without them.

        An archived group in which nobody else is left needs nobody.
        """
        others = type(self)(self.model, using=self._db).there().exclude(user_id=user_id)
        others = others.filter(group_id=OuterRef("group_id"))
        mine = self.filter(user_id=user_id, role="organizer")
        alone = mine.filter(~Exists(others.filter(role="organizer")))
        return alone.filter(Q(group__archived_at__isnull=True) | Exists(others)).select_related("group")

    def organizers_of(self, group_id: int) -> Self:
        return self.filter(group_id=group_id, role="organizer").order_by("joined_at", "pk")
