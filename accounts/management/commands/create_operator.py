"""Make the account that runs this site: edits its pages, and reviews in every group.

The password is asked for, or read from OPERATOR_PASSWORD; it is never an argument, which other users of the
machine could see. Somebody who has an account already becomes operator with --existing.
"""

import getpass
import os
import sys

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.permissions import Refused, System
from accounts.users.actions import appoint_operator, open_account
from accounts.users.forms import BirthYearField, name_field
from accounts.users.models import User

QUESTIONS = {
    "email": ("E-mail", forms.EmailField()),
    "name": ("Name", name_field()),
    "birth_year": ("Year of birth", BirthYearField()),
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--email", help="The address to sign in with.")
        parser.add_argument("--name", help="The name others see.")
        parser.add_argument("--birth-year", help="Four digits.")
        parser.add_argument("--existing", action="store_true", help="Raise an account that is there already.")

    def handle(self, *args, **options):
        email = self.answer("email", options)
        user = User.objects.with_address(email)
        if options["existing"]:
            self.raise_existing(user, email)
        elif user is not None:
            raise CommandError(f"{email} has an account already. Add --existing to make it an operator.")
        else:
            self.open_new(email, options)
        self.stdout.write(
            self.style.SUCCESS(f"{email} can sign in at {settings.SITE_URL} and run this site.")
        )

    def raise_existing(self, user, email):
        if user is None:
            raise CommandError(f"{email} has no account yet. Leave out --existing to make one.")
        appoint_operator(user, by=System())

    def open_new(self, email, options):
        fields = {
            "display_name": self.answer("name", options),
            "birth_year": self.answer("birth_year", options),
        }
        user = User(email=email)
        user.set_password(self.password(user))
        with transaction.atomic():
            try:
                open_account(user, by=System(), language=settings.LANGUAGE_CODE, **fields)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            appoint_operator(user, by=System())

    def answer(self, name, options):
        question, field = QUESTIONS[name]
        flag = "--" + name.replace("_", "-")
        given = options[name] if options[name] is not None else self.ask(question, flag)
        try:
            value = field.clean(given)
        except ValidationError as error:
            raise CommandError(f"{flag}: {' '.join(error.messages)}") from error
        return value.lower() if name == "email" else value

    def ask(self, question, flag):
        if not sys.stdin.isatty():
            raise CommandError(f"{flag} is missing, and there is nobody to ask.")
        return input(f"{question}: ")

    def password(self, user):
        password = os.environ.get("OPERATOR_PASSWORD") or self.ask_password()
        try:
            return get_adapter().clean_password(password, user=user)
        except ValidationError as error:
            raise CommandError("Password: " + " ".join(error.messages)) from error

    def ask_password(self):
        if not sys.stdin.isatty():
            raise CommandError("OPERATOR_PASSWORD is missing, and there is nobody to ask.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password again: "):
            raise CommandError("The two passwords differ. Nothing was made.")
        return password
