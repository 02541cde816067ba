"""What a browser remembers for people without an account: language and theme.

Both forms stand on every page and carry no token, so that a page is the same for all strangers and can be
kept. What they set is harmless; still, browsers say where a form came from, and others are refused.
"""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from config.context import THEMES

THEME_LASTS = timedelta(days=365)


def from_our_pages(view):
    """Refuse a form that a browser says came from another site; take the place of the token."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        ours = (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS, None)
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if origin == "null" and site == "same-origin":
            origin = None  # a page of ours with a secret address says of itself only that it is ours
        if origin not in ours or site not in ("same-origin", None):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


@login_not_required
@require_POST
@from_our_pages
def theme(request):
    """Keep the chosen theme in a cookie; "auto" follows the device."""
    chosen = request.POST.get("theme")
    response = HttpResponseRedirect(_page_before(request))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=THEME_LASTS, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@login_not_required
@require_POST
@from_our_pages
def language(request):
    """Keep the chosen language in a cookie."""
    return set_language(request)


def _page_before(request) -> str:
    """Where the form stood; the front page if the browser does not say."""
    page = request.headers.get("Referer", "")
    return page if "//" in page and url_has_allowed_host_and_scheme(page, {request.get_host()}) else "/"
