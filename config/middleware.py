"""What every request passes through."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.permissions import Refused, Viewer
from accounts.users.second_factor import SecondFactorMissing, is_overdue, second_factor_from
from accounts.users.sessions import USED_ON
from config.surfaces import URLS, Seen

POWERS = (Seen.MODERATORS, Seen.ORGANIZERS, Seen.OPERATORS)
TOLD_ON = ("home", "users:me", "mfa_index")
GIVE_UP_POWER = ("groups:step_down", "groups:hand_over")
"""Open to who does not want a second factor: without the role, none is asked for."""


class ViewerMiddleware:
    """``request.viewer``: who is looking, with the roles a rule asks for. Costs nothing until it is used."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: Viewer(request.user))
        return self.get_response(request)


class BodyLimitMiddleware:
    """A body larger than any form of ours is not read; who is not signed in uploads nothing at all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        most = settings.LARGEST_UPLOAD if is_known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) <= most:
            return self.get_response(request)
        return render(request, "413.html", status=413)


class PathMiddleware:
    """No address holds a null character, and PostgreSQL fails when it is asked for one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if "\0" in request.path:
            raise Http404


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """A stranger is asked to sign in; a form sent after signing out gets its words back."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        context = {"typed": words_typed(request.POST), "back": page_of_form(request)}
        return render(request, "signed_out.html", context, status=403)


def words_typed(data):
    """What somebody wrote, of more than one word: the rest only the form knows. Passwords are never shown."""
    names = [name for name in data if "password" not in name]
    return [value for name in names for value in data.getlist(name) if len(value.split()) > 1]


def page_of_form(request):
    """The path of the page the form stood on, if the browser tells and it is one of ours."""
    page = request.headers.get("Referer", "")
    if "//" not in page or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    return "/" + urlsplit(page).path.lstrip("/")  # two slashes would lead to another site


class LastUsedMiddleware:
    """A session remembers the day of its last use, for its owner's list of devices.

    Only with a page of one's own: an answer that a cache may keep must carry no cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            today = timezone.now().date().isoformat()
            if request.session.get(USED_ON) != today:
                request.session[USED_ON] = today
        return response


class SecondFactorMiddleware:
    """Whoever decides about others without the second factor that this asks for is led to setting one up.

    ``request.second_factor_from`` is known on the pages that need the power, and where one is told of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        name = request.resolver_match.view_name
        needs_power = name in URLS and URLS[name].seen_by in POWERS and name not in GIVE_UP_POWER
        if not needs_power and name not in TOLD_ON:
            return None
        request.second_factor_from = second_factor_from(request.viewer)
        if needs_power and is_overdue(request.second_factor_from):
            return redirect("mfa_index")
        return None

    def process_exception(self, request, exception):
        return redirect("mfa_index") if isinstance(exception, SecondFactorMissing) else None


class RefusalMiddleware:
    """A refusal that no view turned into a form error becomes a page with its sentence and a way on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            return render(request, "409.html", {"sentence": exception.sentence}, status=409)
        return None


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for, and ``private, no-store`` for signed-in people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
