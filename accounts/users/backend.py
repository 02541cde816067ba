"""Who is signed in, loaded with the profile that every page shows."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from accounts.users.models import User


class ProfileBackend(AuthenticationBackend):
    """allauth's sign-in by address; the person of a session comes in one query, profile and all.

    No session outlives the wish to delete the account; only a new sign-in brings the account back.
    """

    def get_user(self, user_id: int) -> Model | None:
        user = User.objects.with_profile().with_second_factor().filter(pk=user_id).first()
        is_here = user and user.leaving_at is None and self.user_can_authenticate(user)
        return user if is_here else None
