"""How allauth's pages behave here: our words, our mail, one transaction."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.contracts import account_opened
from accounts.permissions import Viewer
from accounts.users.actions import come_back, open_account
from accounts.users.sessions import keep_device, stay_signed_in_here
from accounts.users.tasks import mail_after_commit

SECOND_FACTOR_MAIL = "mfa/email/"
PROOFS = {
    "reauthenticate": _("Your password"),
    "mfa_reauthenticate": _("A code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Your passkey"),
}

BACK = _("Welcome back: your account is not deleted. Your groups and texts are as they were; seats are not.")
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

    def get_reauthentication_methods(self, user):
        """The ways to prove once more who you are, in our words."""
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": PROOFS[method["id"]]} for method in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letter = self.render_mail(
            template_prefix, email, context | {"email": email, "site_url": settings.SITE_URL}
        )
        html = letter.alternatives[0].content if isinstance(letter, EmailMultiAlternatives) else ""
        mail_after_commit(email, str(letter.subject), str(letter.body), str(html))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Whoever changes a second factor is told by mail, and stays signed in on this device alone."""
        if template_prefix.startswith(SECOND_FACTOR_MAIL):
            stay_signed_in_here(self.request)
        return super().send_notification_mail(template_prefix, user, context, email)

    def confirm_email(self, request, email_address):
        """An address belongs to this person now, and what was decided about it holds for them."""
        with transaction.atomic():
            is_confirmed = super().confirm_email(request, email_address)
            if is_confirmed:
                list(account_opened(email_address.user_id, email_address.email))
        return is_confirmed

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from our own address, never from the Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def login(self, request, user):
        """Every way of signing in ends here; in the days of grace it brings the account back."""
        if come_back(user, by=Viewer(user)):
            messages.success(request, BACK)
        super().login(request, user)

    def post_login(self, request, user, **kwargs):
        """A new device speaks the language of the profile, and is listed among its owner's."""
        response = super().post_login(request, user, **kwargs)
        keep_device(request.session.session_key, request.headers.get("User-Agent", ""))
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
