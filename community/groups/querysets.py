from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import F

from accounts.geography import NearestQuerySet
from accounts.notifications.contracts import Mutable
from accounts.permissions import Viewer


def group_scope(group_id: int) -> str:
    """The name under which notices of one group can be muted."""
    return f"group-{group_id}"


# What decides what a group's card says.
CARD_FACTS = ("pk", "slug", "name", "city_label", "member_count", "description")


class GroupQuerySet(NearestQuerySet):
    """Groups a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a group. Every group is public."""
        return self.all()

    def of_member(self, viewer: Viewer) -> Self:
        """The viewer's own groups, by name."""
        return self.filter(pk__in=viewer.roles).order_by("name", "pk")

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def for_cards(self) -> Self:
        """Load all that ``groups/_card.html`` shows; anything else raises."""
        return self.fetch_mode(models.FETCH_RAISE)

    def names_of(self, group_ids: Collection[int]) -> dict[int, str]:
        """``{group pk: name}``, in one query."""
        return dict(self.filter(pk__in=group_ids).values_list("pk", "name"))

    def count_one_more(self, group_id: int) -> None:
        self.filter(pk=group_id).update(member_count=F("member_count") + 1)

    def count_one_less(self, group_id: int) -> None:
        self.filter(pk=group_id).update(member_count=F("member_count") - 1)


_IS_ORGANIZER = models.When(role="organizer", then=0)


class MembershipQuerySet(models.QuerySet):
    """Who belongs where."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Members see who else belongs; an operator, who may vouch for first spotters, sees all."""
        return self.all() if viewer.is_operator else self.filter(group_id__in=list(viewer.roles))

    def roles_of(self, user_id: int) -> dict[int, str]:
        """``{group pk: role}`` of one person, in one query."""
        return dict(self.filter(user_id=user_id).values_list("group_id", "role"))

    def scopes_of(self, user_id: int) -> dict[str, Mutable]:
        """This person's groups by their slugs, in the order of their names, in one query."""
        groups = self.filter(user_id=user_id).order_by("group__name", "group_id")
        rows = groups.values_list("group_id", "group__slug", "group__name")
        return {slug: Mutable(group_scope(pk), name) for pk, slug, name in rows}

    def moderators_of(self, group_id: int) -> list[int]:
        """The primary keys of the people who may review in this group."""
        roles = ("moderator", "organizer")
        return list(self.filter(group_id=group_id, role__in=roles).values_list("user_id", flat=True))

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def team(self) -> Self:
        """Organizers, then moderators, each in the order in which they joined."""
        return self.exclude(role="member").order_by(models.Case(_IS_ORGANIZER, default=1), "joined_at", "pk")

    def plain_members(self) -> Self:
        """Everybody without a role of their own; a page of them is cut by ``joined_at``."""
        return self.filter(role="member")

    def for_list(self) -> Self:
        """Load all that the list of members shows; anything else raises."""
        return self.select_related("user__profile").fetch_mode(models.FETCH_RAISE)

    def for_notices(self) -> Self:
        """Load what is told of somebody who joined."""
        return self.select_related("group", "user__profile").fetch_mode(models.FETCH_RAISE)

    def of_person_in(self, slug: str, public_id: str) -> Self:
        """One person's membership in one group, with what a rule about it asks for."""
        rows = self.select_related("group", "user__profile")
        return rows.filter(group__slug=slug, user__public_id=public_id)

    def organizers_of(self, group_id: int) -> Self:
        return self.filter(group_id=group_id, role="organizer").order_by("joined_at", "pk")
