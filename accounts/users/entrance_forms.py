"""allauth's forms for addresses and second factors, with what we add to them."""

from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.text import LineField
from accounts.users.forms import refuse_throwaway

PASSKEY_NAME_MOST = 40
STEPS_KNOWN = 120  # seconds; longer than any code is good for


class _OurWords:
    """A field has one name on every page, and a password is asked for as in signing up."""

    said = {
        "login": _("E-mail"),
        "email": _("E-mail"),
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name in self.said.keys() & fields.keys():
            fields[name].label = self.said[name]
        if "password1" in fields:
            fields["password1"].help_text = _(
                "At least 10 characters. A few words in a row are easy to keep in mind."
            )
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_OurWords, AllauthLoginForm):
    pass


class RequestLoginCodeForm(_OurWords, AllauthRequestLoginCodeForm):
    pass


class ResetPasswordForm(_OurWords, AllauthResetPasswordForm):
    pass


class ResetPasswordKeyForm(_OurWords, AllauthResetPasswordKeyForm):
    pass


class ChangePasswordForm(_OurWords, AllauthChangePasswordForm):
    pass


class AddEmailForm(_OurWords, AllauthAddEmailForm):
    def clean_email(self) -> str:
        refuse_throwaway(self.cleaned_data["email"])
        return super().clean_email()


class _CodeOnce:
    """A code from an app signs in once, though clocks may differ by half a minute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code from your app, or a recovery code")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        digits = "".join(filter(str.isdigit, code))
        used = f"second-factor-used-{self.user.pk}-{digits}"  # type: ignore[attr-defined]
        if not cache.add(used, 1, STEPS_KNOWN):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_CodeOnce, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(_CodeOnce, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(AllauthActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits your app shows now")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class _AnyAnswer:
    """What a browser sends as a passkey's answer may be anything; it is refused, never a fault of ours."""

    def _clean_form(self) -> None:
        self._or_refuse(super()._clean_form)  # type: ignore[misc]

    def _clean_fields(self) -> None:
        self._or_refuse(super()._clean_fields)  # type: ignore[misc]

    def _or_refuse(self, clean: Any) -> None:
        try:
            clean()
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


def _passkey_name(**kwargs: Any) -> LineField:
    return LineField(
        label=_("Name"),
        max_length=PASSKEY_NAME_MOST,
        help_text=_("So that you know it again, like “phone” or “laptop”."),
        **kwargs,
    )


class AddPasskeyForm(_AnyAnswer, AddWebAuthnForm):
    """Always one that signs in by itself; a bare second factor would be a second thing to explain."""

    name = _passkey_name(required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    name = _passkey_name()


class PasskeyLoginForm(_AnyAnswer, LoginWebAuthnForm):
    pass


class PasskeyAuthenticateForm(_AnyAnswer, AuthenticateWebAuthnForm):
    pass


class PasskeyReauthenticateForm(_AnyAnswer, ReauthenticateWebAuthnForm):
    pass
