"""Error pages. Each says what happened and has a way on; 500.html needs neither database nor session."""

from django.shortcuts import render


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    """The same page for what does not exist and for what one may not know of."""
    return render(request, "404.html", status=404)


def csrf_failure(request, reason=""):
    """A form that was left open too long, or was sent after signing out."""
    return render(request, "403_csrf.html", status=403)
