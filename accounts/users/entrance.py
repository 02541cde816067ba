"""Addresses of allauth that we answer first, under the same path, and of its second factors those we use."""

from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from accounts.users import entrance_views, views

urlpatterns = [
    path("signup/", views.signup, name="account_signup"),
    path("confirm-email/", views.code, name="account_email_verification_sent"),
    path("sessions/", entrance_views.sessions, name="usersessions_list"),
    path("sessions/end/", entrance_views.session_end, name="usersessions_end"),
    path("sessions/end-others/", entrance_views.sessions_end, name="usersessions_end_others"),
    path("second/", factors.index, name="mfa_index"),
    path("second/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("second/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/remove/", entrance_views.app_remove, name="mfa_deactivate_totp"),
    path("second/codes/", entrance_views.codes, name="mfa_view_recovery_codes"),
    path("second/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/rename/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
