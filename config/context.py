"""Template variables that every page needs."""

from django.conf import settings

THEMES = ("light", "dark")


def site(request):
    theme = request.COOKIES.get("theme")
    return {
        "viewer": getattr(request, "viewer", None),
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
    }
