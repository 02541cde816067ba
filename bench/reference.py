"""The reference page R: a bare Django view, the usual middleware, one query, a template of 20 cards.

Nothing of the site is in it but the table it reads. Its cards use what cards of sites use: addresses, dates,
numbers, conditions, includes. What one such construct costs is known, so the page is as dear as the one that
shared figures speak of.
"""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from accounts.geography import City

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = DjangoTemplates(
    {
        "NAME": "reference",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
)
TEXT = "The lane was dry and the evening long, so we walked it once before anybody ran. " * 16


@login_not_required
def page(request, **named):
    context = {"cities": list(City.objects.order_by("pk")[:20]), "now": timezone.now(), "text": TEXT}
    return HttpResponse(TEMPLATES.get_template("page.html").render(context, request))


urlpatterns = [
    path("", page, name="page"),
    path("city/<int:pk>/", page, name="city"),
    path("city/<int:pk>/in/<str:zone>/", page, name="city_in"),
    path("country/<str:code>/", page, name="country"),
]


class _Request(WSGIRequest):
    urlconf = "bench.reference"


class _Handler(WSGIHandler):
    request_class = _Request


def application() -> WSGIHandler:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        return _Handler()
