"""Template variables that every page needs."""

from django.conf import settings

THEMES = ("light", "dark")


def theme_of(request):
    """The theme chosen on this device; empty to follow the device."""
    theme = request.COOKIES.get("theme")
    return theme if theme in THEMES else ""


def site(request):
    return {
        "viewer": getattr(request, "viewer", None),
        "theme": theme_of(request),
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
    }
