"""What changes an account and the person behind it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editions import public_words_change
from accounts.geography import City, snap_to_cell
from accounts.permissions import Refused, Viewer, is_older_than, permitted
from accounts.users.models import Profile, User
from accounts.users.rules import can_appoint_operator, can_edit_profile, can_open_account


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
    Profile.objects.create(user=user, display_name=display_name, birth_year=birth_year, language=language)
    return user


@transaction.atomic
@permitted(can_edit_profile)
def edit_profile(profile: Profile, *, by: Viewer, display_name: str, language: str) -> None:
    Profile.objects.filter(pk=profile.pk).update(display_name=display_name, language=language)
    public_words_change()


@transaction.atomic
@permitted(can_edit_profile)
def set_home(profile: Profile, *, by: Viewer, city: City) -> None:
    """Keep the 10 km cell a city lies in, its name and its time zone; never the point itself."""
    latitude, longitude = snap_to_cell(city.latitude, city.longitude)
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
@permitted(can_appoint_operator)
def appoint_operator(user: User, *, by: Viewer) -> None:
    """Let this person edit the site's own pages, run it, and review in every group."""
    User.objects.filter(pk=user.pk).update(is_operator=True, is_site_moderator=True)
