"""Addresses of allauth that we answer first: included before its own, under the same path."""

from django.urls import path

from accounts.users import views

urlpatterns = [
    path("signup/", views.signup, name="account_signup"),
    path("confirm-email/", views.code, name="account_email_verification_sent"),
]
