"""What every request passes through."""

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Refused, Viewer


class ViewerMiddleware:
    """``request.viewer``: who is looking, with the roles a rule asks for. Costs nothing until it is used."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: Viewer(request.user))
        return self.get_response(request)


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
