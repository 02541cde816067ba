"""Who is signed in, loaded with the profile that every page shows."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from accounts.users.models import User


class ProfileBackend(AuthenticationBackend):
    """allauth's sign-in by address; the person of a session comes in one query, profile and all."""

    def get_user(self, user_id: int) -> Model | None:
        user = User.objects.with_profile().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
