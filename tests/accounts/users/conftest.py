"""What the pages for joining need: a browser that waits for mail, and a few cities."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.geography import City, CityName, fold

CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


@pytest.fixture
def answers():
    """A sign-up form as somebody of 30 fills it in; ``answers(email=…)`` changes some of it."""

    def fill(**changes):
        return {
            "display_name": "Ada",
            "birth_year": str(timezone.now().year - 30),
            "email": "ada@example.org",
            "password1": "six geese walk home",
        } | changes

    return fill


@pytest.fixture
def browser(db, django_capture_on_commit_callbacks):
    """A stranger's browser; what a request leaves for after the commit is done before it returns."""

    class Browser(Client):
        def generic(self, *args, **kwargs):
            with django_capture_on_commit_callbacks(execute=True):
                return super().generic(*args, **kwargs)

        def sign_up(self, answers):
            return self.post(reverse("account_signup"), answers)

        def confirm(self, code):
            return self.post(reverse("account_email_verification_sent"), {"code": code})

    return Browser()


@pytest.fixture
def newest_code(mailoutbox):
    """The code in the newest mail."""
    return lambda: CODE.findall(mailoutbox[-1].body)[0]


@pytest.fixture
def cities(db):
    """Munich, and two places called Neustadt."""

    def make(pk, name, latitude, longitude, **fields):
        fields = {"country": "DE", "population": 20_000, "time_zone": "Europe/Berlin"} | fields
        city = City.objects.create(pk=pk, name=name, latitude=latitude, longitude=longitude, **fields)
        for spelling in {fold(name), fold(city.name_de)} - {""}:
            CityName.objects.create(city=city, folded=spelling, is_main=spelling == fold(name))
        return city

    return {
        "munich": make(1, "Munich", 48.13743, 11.57549, name_de="München", population=1_500_000),
        "west": make(2, "Neustadt", 49.35009, 8.13886, region="Rheinland-Pfalz"),
        "east": make(3, "Neustadt", 51.02387, 14.21746, region="Sachsen"),
    }
