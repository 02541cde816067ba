"""What changes an account and the person behind it."""

from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.contracts import account_opened
from accounts.editions import public_words_change
from accounts.geography import City, snap_to_cell
from accounts.identifiers import new_public_id
from accounts.images import Renditions, store
from accounts.permissions import Refused, Viewer, is_older_than, permitted
from accounts.users.editing import handle_not_free, state_of
from accounts.users.handles import handle_from, new_handle, shape_of
from accounts.users.models import Profile, User
from accounts.users.rules import (
    can_appoint_operator,
    can_come_back,
    can_edit_profile,
    can_open_account,
)
from accounts.users.tasks import delete_photos

PHOTO_FOLDER = "people"
PHOTO_SIZES = {"small": 160, "medium": 640}


class ProfileFields(TypedDict, total=False):
    """What somebody may say of themselves; times in seconds for a kilometer."""

    display_name: str
    handle: str
    language: str
    bio: str
    languages: list[str]
    stage: int | None
    goal: str
    pace_from: int | None
    pace_to: int | None
    emergency_name: str
    emergency_phone: str
    photo_consent: str
    photo_seen_by: str
    bio_seen_by: str
    languages_seen_by: str
    stage_seen_by: str
    goal_seen_by: str
    pace_seen_by: str
    home_seen_by: str
    age_seen_by: str


def too_young() -> str:
    """What somebody is told who may not join alone."""
    sentence = _("You need to be %(years)d to join on your own. We have kept nothing of what you typed.")
    return sentence % {"years": settings.MINIMUM_AGE_YEARS}


@transaction.atomic
@permitted(can_open_account)
def open_account(user: User, *, by: Viewer, display_name: str, birth_year: int, language: str) -> User:
    """Keep a new login and its person, or nothing: too young or of unknown age is refused here too."""
    if not is_older_than(settings.MINIMUM_AGE_YEARS, birth_year=birth_year):
        raise Refused(too_young())
    user.save()
    fields: dict[str, Any] = {
        "user": user,
        "display_name": display_name,
        "birth_year": birth_year,
        "language": language,
    }
    try:
        with transaction.atomic():
            Profile.objects.create(handle=_free_handle(display_name), **fields)
    except IntegrityError:  # somebody of the same name was faster
        Profile.objects.create(**fields)
    list(account_opened(user.pk, user.email))
    return user


def _free_handle(display_name: str) -> str:
    """What the name makes, if nobody has it or looks like it; else a random one."""
    handle = handle_from(display_name)
    is_taken = not handle or Profile.objects.look_alikes(shape_of(handle), but=None).exists()
    return new_handle() if is_taken else handle


@transaction.atomic
@permitted(can_edit_profile)
def edit_profile(profile: Profile, *, by: Viewer, base: str = "", **fields: Unpack[ProfileFields]) -> None:
    """Keep what somebody says of themselves. Refused where the handle is not free.

    With ``base``, the state of these fields when the form was opened, also where they changed since.
    """
    if base and state_of(Profile.objects.select_for_update().get(pk=profile.pk), fields) != base:
        raise Refused(
            _("You changed this in another window. What you typed is kept: save again to replace it.")
        )
    try:
        with transaction.atomic():
            Profile.objects.filter(pk=profile.pk).update(**fields)
    except IntegrityError:
        if "handle" not in fields:
            raise
        raise Refused(handle_not_free()) from None
    if "display_name" in fields:
        public_words_change()


@transaction.atomic
@permitted(can_edit_profile)
def change_photo(profile: Profile, *, by: Viewer, photo: Renditions) -> None:
    """Show this photo under a new address; the copies of the one before are deleted."""
    before = Profile.objects.select_for_update().get(pk=profile.pk).photo_key
    wanted = Renditions({size: photo.by_size[size] for size in PHOTO_SIZES.values()})
    key = store(wanted, under=PHOTO_FOLDER)
    Profile.objects.filter(pk=profile.pk).update(photo_id=new_public_id(), photo_key=key)
    _delete_copies(before)


@transaction.atomic
@permitted(can_edit_profile)
def remove_photo(profile: Profile, *, by: Viewer) -> None:
    before = Profile.objects.select_for_update().get(pk=profile.pk).photo_key
    Profile.objects.filter(pk=profile.pk).update(photo_id="", photo_key="")
    _delete_copies(before)


def _delete_copies(key: str) -> None:
    """Once the caller's change is kept: a task, so that a crash leaves nothing behind."""
    if key:
        delete_photos.enqueue([key])


@transaction.atomic
@permitted(can_edit_profile)
def set_home(
    profile: Profile, *, by: Viewer, city: City, position: tuple[float, float] | None = None
) -> None:
    """Keep the 10 km cell of a city, or of a position near it, its name and time zone; never the point."""
    latitude, longitude = snap_to_cell(*(position or (city.latitude, city.longitude)))
    Profile.objects.filter(pk=profile.pk).update(
        home_label=city.label(profile.language)[:120],
        home_latitude=latitude,
        home_longitude=longitude,
        time_zone=city.time_zone,
    )


@transaction.atomic
@permitted(can_edit_profile)
def remove_home(profile: Profile, *, by: Viewer) -> None:
    """Forget the home area. The time zone stays: clocks on pages would jump."""
    Profile.objects.filter(pk=profile.pk).update(home_label="", home_latitude=None, home_longitude=None)


@transaction.atomic
@permitted(can_come_back)
def come_back(user: User, *, by: Viewer) -> bool:
    """The account is not deleted after all. False if that was not asked for, or it is too late."""
    leaving = User.objects.filter(pk=user.pk, leaving_at__isnull=False, erased_at__isnull=True)
    if not leaving.update(leaving_at=None, leaves_without_texts=False):
        return False
    user.leaving_at = None
    return True


@transaction.atomic
@permitted(can_appoint_operator)
def appoint_operator(user: User, *, by: Viewer) -> None:
    """Let this person edit the site's own pages, run it, and review in every group."""
    User.objects.filter(pk=user.pk).update(is_operator=True, is_site_moderator=True)
