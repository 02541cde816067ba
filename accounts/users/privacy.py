"""What we keep of a login and the person behind it; what goes when they go."""

from collections.abc import Iterable
from secrets import token_hex

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from accounts.identifiers import new_public_id
from accounts.users.given import Data, given
from accounts.users.handles import new_handle
from accounts.users.models import Block, MutedPerson, PhotoConsent, Profile, SeenBy, User
from accounts.users.tasks import delete_photos

NO_YEAR = 1900
"""Stands where a year of birth was."""

WORDS = {
    "account": gettext_lazy("Account"),
    "profile": gettext_lazy("Profile"),
    "addresses": gettext_lazy("E-mail addresses"),
    "second-factors": gettext_lazy("Passkeys and second factors"),
    "devices": gettext_lazy("Devices you are signed in on"),
    "blocked-people": gettext_lazy("People you blocked"),
    "muted-people": gettext_lazy("People you muted"),
    "id": gettext_lazy("Name in addresses"),
    "email": gettext_lazy("E-mail"),
    "joined_at": gettext_lazy("Joined"),
    "last_signed_in_at": gettext_lazy("Last signed in"),
    "may_sign_in": gettext_lazy("May sign in"),
    "is_site_moderator": gettext_lazy("Moderator of the site"),
    "is_operator": gettext_lazy("Operator of the site"),
    "handle": gettext_lazy("Handle"),
    "name": gettext_lazy("Name"),
    "photo": gettext_lazy("Photo"),
    "about_me": gettext_lazy("About me"),
    "languages": gettext_lazy("Languages I speak"),
    "stage": gettext_lazy("Stage"),
    "goal": gettext_lazy("Goal"),
    "pace_from": gettext_lazy("Pace from (seconds per km, backward)"),
    "pace_to": gettext_lazy("Pace to (seconds per km, backward)"),
    "emergency_contact": gettext_lazy("Emergency contact"),
    "emergency_phone": gettext_lazy("Their phone number"),
    "photos_of_me": gettext_lazy("Photos of me"),
    "photo_seen_by": gettext_lazy("Who sees the photo"),
    "about_me_seen_by": gettext_lazy("Who sees the words about me"),
    "languages_seen_by": gettext_lazy("Who sees the languages"),
    "stage_seen_by": gettext_lazy("Who sees the stage"),
    "goal_seen_by": gettext_lazy("Who sees the goal"),
    "pace_seen_by": gettext_lazy("Who sees the pace"),
    "home_seen_by": gettext_lazy("Who sees the home area"),
    "age_seen_by": gettext_lazy("Who sees the age"),
    "year_of_birth": gettext_lazy("Year of birth"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "home_area": gettext_lazy("Home area"),
    "home_latitude": gettext_lazy("Latitude of its 10 km cell"),
    "home_longitude": gettext_lazy("Longitude of its 10 km cell"),
    "safety_text_read": gettext_lazy("Version of the safety text you read"),
    "is_confirmed": gettext_lazy("Confirmed"),
    "is_first": gettext_lazy("We write here"),
    "kind": gettext_lazy("Kind"),
    "made_at": gettext_lazy("Made"),
    "last_used_at": gettext_lazy("Last used"),
    "internet_address": gettext_lazy("Internet address"),
    "browser": gettext_lazy("Browser"),
    "last_seen_at": gettext_lazy("Last seen"),
    "person": gettext_lazy("Person"),
    "since": gettext_lazy("Since"),
}

PROFILE = {
    "handle": "handle",
    "name": "display_name",
    "photo": "photo_id",
    "about_me": "bio",
    "languages": "languages",
    "stage": "stage",
    "goal": "goal",
    "pace_from": "pace_from",
    "pace_to": "pace_to",
    "emergency_contact": "emergency_name",
    "emergency_phone": "emergency_phone",
    "photos_of_me": "photo_consent",
    "photo_seen_by": "photo_seen_by",
    "about_me_seen_by": "bio_seen_by",
    "languages_seen_by": "languages_seen_by",
    "stage_seen_by": "stage_seen_by",
    "goal_seen_by": "goal_seen_by",
    "pace_seen_by": "pace_seen_by",
    "home_seen_by": "home_seen_by",
    "age_seen_by": "age_seen_by",
    "year_of_birth": "birth_year",
    "language": "language",
    "time_zone": "time_zone",
    "home_area": "home_label",
    "home_latitude": "home_latitude",
    "home_longitude": "home_longitude",
    "safety_text_read": "acknowledged_version",
}
ACCOUNT = {
    "id": "public_id",
    "email": "email",
    "joined_at": "joined_at",
    "last_signed_in_at": "last_login",
    "may_sign_in": "is_active",
    "is_site_moderator": "is_site_moderator",
    "is_operator": "is_operator",
}
DEVICE = {
    "internet_address": "ip",
    "browser": "user_agent",
    "made_at": "created_at",
    "last_seen_at": "last_seen_at",
}


def give(user_id: int) -> Data:
    """Login, profile, addresses and devices. A secret of a second factor is no use to read, and harms."""
    addresses = EmailAddress.objects.filter(user=user_id)
    factors = Authenticator.objects.filter(user=user_id)
    blocks, mutes = Block.objects.filter(blocker=user_id), MutedPerson.objects.filter(muter=user_id)
    return {
        "account": given(User.objects.filter(pk=user_id), **ACCOUNT),
        "profile": given(Profile.objects.filter(user=user_id), **PROFILE),
        "addresses": given(addresses, email="email", is_confirmed="verified", is_first="primary"),
        "second-factors": given(factors, kind="type", made_at="created_at", last_used_at="last_used_at"),
        "devices": given(UserSession.objects.filter(user=user_id), **DEVICE),
        "blocked-people": given(blocks, person="blocked__profile__display_name", since="created_at"),
        "muted-people": given(mutes, person="muted__profile__display_name", since="created_at"),
    }


def photos(user_id: int) -> dict[str, str]:
    """The photo of the profile."""
    key = Profile.objects.values_list("photo_key", flat=True).get(user=user_id)
    return {"profile": key} if key else {}


def stay(user_id: int) -> list[str]:
    """A site whose only operator goes can be run by nobody."""
    operators = User.objects.filter(is_operator=True, is_active=True, leaving_at__isnull=True)
    if set(operators.values_list("pk", flat=True)) != {user_id}:
        return []
    return [_("You are the only operator of this site. Make somebody else an operator first.")]


def leave(user_id: int) -> None:
    """Every device is signed out."""
    for session in UserSession.objects.filter(user=user_id):
        session.end()


def erase(user_id: int, *, with_texts: bool) -> None:
    """The rows of login and profile stay, empty: decisions and dates of others point at them.

    Blocks and mutes by other people are theirs.
    """
    user = User.objects.get(pk=user_id)
    leave(user_id)
    delete_photos_later(photos(user_id).values())
    DBTaskResult.objects.filter(args_kwargs__args__0=user.email).delete()
    for rows in (EmailAddress, Authenticator):
        rows.objects.filter(user=user_id).delete()
    Block.objects.filter(blocker=user_id).delete()
    MutedPerson.objects.filter(muter=user_id).delete()
    Profile.objects.filter(user=user_id).update(**_nobody())
    User.objects.filter(pk=user_id).update(
        public_id=new_public_id(),
        email=f"erased-{token_hex(8)}@invalid",
        password=make_password(None),
        last_login=None,
        is_active=False,
        is_site_moderator=False,
        is_operator=False,
        joined_at=timezone.now(),
        leaving_at=None,
        leaves_without_texts=False,
        erased_at=timezone.now(),
    )


def _nobody() -> dict[str, object]:
    """The columns of a profile that says nothing."""
    empty = ("display_name", "photo_id", "photo_key", "bio", "goal", "emergency_name", "emergency_phone")
    unknown = ("stage", "pace_from", "pace_to", "home_latitude", "home_longitude", "acknowledged_version")
    seen_by = [name for name in PROFILE.values() if name.endswith("_seen_by")]
    return {
        **dict.fromkeys((*empty, "home_label"), ""),
        **dict.fromkeys(unknown),
        **dict.fromkeys(seen_by, SeenBy.ME),
        "handle": new_handle(),
        "languages": [],
        "photo_consent": PhotoConsent.NO,
        "birth_year": NO_YEAR,
        "language": "en",
        "time_zone": "UTC",
    }


def delete_photos_later(keys: Iterable[str]) -> None:
    """Once the rows are gone for good: the task is a row too, and is kept or lost with them."""
    if found := list(keys):
        delete_photos.enqueue(found)
