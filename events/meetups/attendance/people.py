"""Whom the pages of the day may name: who answered, who leads, and the members of the group."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.users.models import User
from community.groups.models import Membership
from events.meetups.models import RSVP, Leading, Meetup

FOUND_MOST = 20


def people_of(meetup: Meetup) -> "QuerySet[User]":
    """With their profiles; anybody else is not found, whoever knows their id."""
    theirs = {"user_id": OuterRef("pk")}
    is_here = Exists(RSVP.objects.of_meetup(meetup.pk).live().filter(**theirs))
    leads = Exists(Leading.objects.filter(meetup=meetup.pk, **theirs))
    belongs = Exists(Membership.objects.filter(group=meetup.group_id, **theirs))
    return User.objects.with_profile().filter(is_here | leads | belongs)


def members_named(meetup: Meetup, words: str) -> list[User]:
    """Members who have not answered and whose name begins so, in any of its parts."""
    if not words or not words.isprintable():
        return []
    answered = RSVP.objects.of_meetup(meetup.pk).live().values("user_id")
    members = Membership.objects.filter(group=meetup.group_id).exclude(user__in=answered).values("user_id")
    name = Q(profile__display_name__istartswith=words) | Q(profile__display_name__icontains=f" {words}")
    found = User.objects.with_profile().filter(name, pk__in=members)
    return list(found.order_by("profile__display_name", "pk")[:FOUND_MOST])
