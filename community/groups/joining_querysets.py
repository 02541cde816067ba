"""Who asks to join, what lets people in, and who is kept out."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.permissions import Viewer
from community.groups.addresses import address_hashes

PAUSE = timedelta(days=7)
"""After a no, or a removal, nobody has to decide about the same person again for so long."""

AGAIN_AFTER = timedelta(hours=1)
"""A letter with an invitation can be sent once more, but not at once."""


class JoinRequestQuerySet(models.QuerySet):
    """Who asks to join, and the rows of who was taken out."""

    def for_threads(self, viewer: Viewer) -> Self:
        """The viewer's own and those they decide on, with the group's name."""
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        theirs = self.filter(Q(user_id=viewer.pk) | Q(group_id__in=organized))
        return theirs.exclude(group_id__in=viewer.banned_from).select_related("group")

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a request: its author, and who organizes the group."""
        return (self.own_of(viewer) | self.decidable_by(viewer)).asked()

    def own_of(self, viewer: Viewer) -> Self:
        """The viewer's own, in groups that are there for them."""
        groups = apps.get_model("community", "Group").objects.visible_to(viewer)
        return self.filter(user_id=viewer.pk, user__isnull=False, group__in=groups)

    def decidable_by(self, viewer: Viewer) -> Self:
        """What the viewer decides on: who runs a group decides who comes in, about themselves nobody."""
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        return self.filter(group_id__in=organized)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def waiting_for(self, viewer: Viewer) -> list[tuple[str, str, int]]:
        """Slug, name and number of waiting requests, for each group this viewer decides for; in one query."""
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        if not organized:
            return []
        rows = self.waiting().filter(group_id__in=organized).order_by("group__name", "group__slug")
        return list(rows.values_list("group__slug", "group__name").annotate(count=models.Count("pk")))

    def asked(self) -> Self:
        """What somebody asked for, without the rows of removals."""
        return self.filter(Q(decided_at__isnull=True) | Q(decided_at__gte=F("asked_at")))

    def removals(self) -> Self:
        """Rows of people who were taken out: refused before they ask again, and so decided before asked."""
        return self.filter(state="declined", decided_at__lt=F("asked_at"))

    def refused_since(self, moment: datetime) -> Self:
        return self.filter(state="declined", decided_at__gt=moment)

    def settled_before(self, moment: datetime) -> Self:
        return self.exclude(state="waiting").filter(decided_at__lt=moment)

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def of_person(self, group_id: int, user_id: int | None) -> Self:
        return self.filter(group_id=group_id, user_id=user_id)

    def before(self, request: Any) -> Self:
        """What the group answered this person earlier, the newest first, with who decided."""
        rows = self.of_person(request.group_id, request.user_id).exclude(pk=request.pk)
        return rows.exclude(state="waiting").order_by("-decided_at", "-pk")

    def for_notices(self) -> Self:
        """Load what is told of a request or a removal."""
        return self.select_related("group", "user__profile").fetch_mode(models.FETCH_RAISE)

    def for_page(self) -> Self:
        """Load what the page of one request shows, and a rule about it asks for."""
        return self.for_notices()

    def for_queue(self) -> Self:
        """The longest waiting first, with all their cards show; and how often the person was there before."""
        asked = self.model._default_manager.filter(group_id=OuterRef("group_id"), user_id=OuterRef("user_id"))
        earlier = asked.exclude(state="waiting").order_by().values("user_id")
        count = Subquery(earlier.annotate(count=models.Count("pk")).values("count"))
        rows = self.waiting().order_by("asked_at", "pk")
        return rows.annotate(earlier=Coalesce(count, 0)).for_notices()


class InvitationQuerySet(models.QuerySet):
    """What lets people in. A row that was ever mailed is a letter, for one person; the others are links."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read invitations: who organizes the group."""
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        return self.filter(group_id__in=organized)

    def standing(self) -> Self:
        """Not run out, not taken back; a letter also not used."""
        unused = Q(mailed_at__isnull=True) | Q(uses=0)
        return self.filter(unused, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def letting_in(self) -> Self:
        """Standing, of a group that takes people, made by somebody who organizes it still."""
        memberships = apps.get_model("community", "Membership").objects
        maker = memberships.filter(
            group_id=OuterRef("group_id"), user_id=OuterRef("made_by_id"), role="organizer"
        )
        groups = apps.get_model("community", "Group").objects
        takes_people = groups.filter(pk=OuterRef("group_id"), archived_at__isnull=True)
        return self.standing().filter(Exists(maker), Exists(takes_people))

    def links(self) -> Self:
        return self.filter(mailed_at__isnull=True)

    def letters(self) -> Self:
        return self.filter(mailed_at__isnull=False)

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def for_page(self) -> Self:
        """Load what the page of one invitation shows."""
        return self.select_related("group", "made_by__profile").fetch_mode(models.FETCH_RAISE)

    def for_list(self) -> Self:
        """The newest first, with who made them."""
        return self.for_page().order_by("-made_at", "-pk")

    def letters_since(self, moment: datetime, user_id: int) -> int:
        """How many letters this person had sent: each once, and once more if it was sent again."""
        mine = self.letters().filter(made_by_id=user_id)
        again = mine.filter(mailed_at__gt=moment).filter(mailed_at__gte=F("made_at") + AGAIN_AFTER)
        return mine.filter(made_at__gt=moment).count() + again.count()


class BanQuerySet(models.QuerySet):
    """Who is kept out."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read bans: who moderates in the group itself."""
        return self.filter(group_id__in=viewer.moderated_groups)

    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def of_address(self, email: str) -> Self:
        """Of everybody who had this address when they were banned, or has it now."""
        return self.filter(email_hash__in=address_hashes(email))

    def first_of_each(self) -> Self:
        """One row for each address: those of later accounts with it follow from the first."""
        standing = apps.get_model("community", "Ban").objects.standing()
        same = standing.filter(group_id=OuterRef("group_id"), email_hash=OuterRef("email_hash"))
        return self.exclude(Exists(same.filter(pk__lt=OuterRef("pk"))))

    def for_list(self) -> Self:
        """Load whom each is about and who decided it; anything else raises."""
        return self.select_related("user__profile", "banned_by__profile").fetch_mode(models.FETCH_RAISE)
