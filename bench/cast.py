"""People, a group and a checked zone made for one benchmark."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.users.models import Profile, User
from community.groups.models import Group, Membership, Role
from events.places.models import Light, Place, PlaceKind, PlaceState, Verdict, Zone


def people_of(name: str, count: int) -> list[User]:
    """So many people with a profile and a confirmed address."""
    users = User.objects.bulk_create(User(email=f"{name}{n}@example.org", password="!") for n in range(count))
    Profile.objects.bulk_create(
        Profile(
            user=user,
            display_name=f"Person {n}",
            birth_year=1990,
            time_zone="Europe/Berlin",
            acknowledged_version=1,
        )
        for n, user in enumerate(users)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users


def group_of(slug: str, people: list[User]) -> tuple[Group, Zone]:
    """The last of them founds it and organizes; all belong to it. It meets at a zone that is checked."""
    founder = people[-1]
    here = {"latitude": 49.4, "longitude": 8.7, "time_zone": "Europe/Berlin", "city_label": "Heidelberg"}
    group = Group.objects.create(slug=slug, name="Many", description="Many.", founder=founder, **here)
    Membership.objects.bulk_create(
        Membership(group=group, user=user, role=Role.ORGANIZER if user is founder else Role.MEMBER)
        for user in people
    )
    place = Place.objects.create(
        name="Track", slug=slug, kind=PlaceKind.TRACK, state=PlaceState.CHECKED, light=Light.FULL, **here
    )
    today = timezone.localdate()
    zone = Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=founder,
        verdict=Verdict.OK,
        checked_on=today,
        expires_on=today + timedelta(days=300),
    )
    return group, zone
