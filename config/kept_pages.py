"""Whole pages for strangers, kept until something they can read changes: see ``accounts/editions.py``."""

from functools import cache as remembered
from hashlib import blake2b

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from accounts.editions import CHANGING, EDITION, edition_for_next
from config.context import theme_of

KEPT = ("stories:list",)
"""Pages that are the same for all strangers of one language and theme, when asked for without arguments."""

PAGE_LASTS = 5 * 60  # seconds; what no action changes, such as a new release, is seen after that
HARMLESS = frozenset({"theme", settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME})


class KeptPagesMiddleware:
    """Answers strangers with a kept page, or only says that their browser has it. Browsers ask each time.

    Whoever sends another cookie may be signed in, or be owed a message, and takes the ordinary way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info not in _paths() or not _is_plain(request):
            return self.get_response(request)
        request.get_host()
        key = _key_of(request)
        found = cache.get_many((EDITION, key))
        edition, (kept_in, page) = found.get(EDITION), found.get(key, (None, None))
        if not edition:
            edition_for_next()
        if page is None or kept_in != edition:
            response = self.get_response(request)
            if response.status_code != 200 or response.cookies:
                return response
            page = _page_of(response)
            if edition and edition != CHANGING:
                cache.set(key, (edition, page), PAGE_LASTS)
        body, headers = page
        return get_conditional_response(
            request, etag=headers["ETag"], response=HttpResponse(body, headers=headers)
        )


@remembered
def _paths():
    return frozenset(map(reverse, KEPT))


def _is_plain(request):
    return request.method == "GET" and not request.META["QUERY_STRING"] and request.COOKIES.keys() <= HARMLESS


def _key_of(request):
    """All that a stranger's page depends on beside what can be read."""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    return f"public-page:{request.path_info}:{get_language()}:{theme_of(request)}:{release}"


def _page_of(response):
    """The body, and the headers that go with it whenever it is shown."""
    response["ETag"] = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response.content, dict(response.headers)
