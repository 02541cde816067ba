"""Template variables that every page needs."""

from django.conf import settings

from accounts.users.second_factor import is_overdue

THEMES = ("light", "dark")


def theme_of(request):
    """The theme chosen on this device; empty to follow the device."""
    theme = request.COOKIES.get("theme")
    return theme if theme in THEMES else ""


def second_factor(request):
    """From when on this person needs a second factor, on the pages that say so."""
    since = getattr(request, "second_factor_from", None)
    return {"second_factor_from": since, "is_second_factor_overdue": is_overdue(since)}


def site(request):
    return {
        "viewer": getattr(request, "viewer", None),
        "theme": theme_of(request),
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "map_tiles": settings.MAP_TILES,
        "map_attribution": settings.MAP_ATTRIBUTION,
    }
