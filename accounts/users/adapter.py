"""How allauth's pages behave here: our words, our mail, one transaction."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.users.actions import open_account
from accounts.users.tasks import mail_after_commit

TOO_MANY = _(
    "That was one try too many. Wait a few minutes, then sign in: if your address still needs confirming, we "
    "send you a new code."
)
PASSWORD_SENTENCES = {
    "password_too_short": _(
        "Use at least %(min_length)d characters. A few words in a row are easy to keep in mind."
    ),
    "password_too_common": _("Many people use this password, so it is guessed first. Choose another one."),
    "password_entirely_numeric": _("Use more than digits: a few words in a row are easy to keep in mind."),
    "password_too_similar": _("This is too close to your e-mail or name. Choose another one."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Opens accounts by our action and sends mail by a task."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Write to us if you think that is wrong."),
        "email_password_mismatch": _(
            "E-mail and password do not fit together. Check both, or reset the password."
        ),
        "email_taken": _("This address already belongs to an account. Sign in with it, or use another."),
        "incorrect_code": _(
            "This is not the code from our newest mail. Type it again; capitals and the dash do not matter."
        ),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link has run out or was used. Ask for a new one."),
        "rate_limited": _("That was very fast. Wait a few minutes, then try again."),
        "too_many_login_attempts": TOO_MANY,
    }

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        fields = {name: form.cleaned_data[name] for name in ("display_name", "birth_year")}
        return open_account(user, by=request.viewer, language=get_language() or "en", **fields)

    def clean_password(self, password, user=None):
        """The validators' findings, each as a sentence that says what to do."""
        try:
            return super().clean_password(password, user)
        except ValidationError as error:
            raise ValidationError([_in_our_words(each) for each in error.error_list]) from error

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letter = self.render_mail(
            template_prefix, email, context | {"email": email, "site_url": settings.SITE_URL}
        )
        html = letter.alternatives[0].content if isinstance(letter, EmailMultiAlternatives) else ""
        mail_after_commit(email, str(letter.subject), str(letter.body), str(html))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from our own address, never from the Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def post_login(self, request, user, **kwargs):
        """A new device speaks the language of the profile."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(response, user.profile.language, secure=request.is_secure())
        return response


def _in_our_words(error: ValidationError) -> ValidationError:
    sentence = PASSWORD_SENTENCES.get(error.code or "")
    return ValidationError(sentence, code=error.code, params=error.params) if sentence else error


def keep_language(response, language: str, *, secure: bool) -> None:
    """Remember the language on this device for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        samesite="Lax",
        secure=secure,
        httponly=True,
    )
