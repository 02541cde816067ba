"""Pages about signing in that are ours: the own devices, and ways on where allauth has none."""

from functools import wraps

from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.users.forms import SessionForm
from accounts.users.sessions import end_session, end_sessions, own_sessions


@require_GET
def sessions(request):
    """On which devices you are signed in."""
    found = own_sessions(request.user, current=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"sessions": found})


@require_POST
def session_end(request):
    """Sign one of your devices out; another's is not there."""
    form = SessionForm(request.POST)
    pk = form.cleaned_data["session"] if form.is_valid() else 0
    session = get_object_or_404(UserSession.objects.filter(user_id=request.viewer.pk), pk=pk)
    is_this = session.session_key == request.session.session_key
    end_session(session, by=request.viewer)
    if is_this:
        logout(request)
        return redirect("home")
    messages.success(request, _("Signed out there. Whoever uses it has to sign in again."))
    return redirect("usersessions_list")


@require_POST
def sessions_end(request):
    end_sessions(request.user, by=request.viewer, but=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")


def _if_there(view):
    """What was removed in another tab leads to the page of all that is there."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return redirect("mfa_index")

    return answer


app_remove = _if_there(deactivate_totp)
codes = _if_there(view_recovery_codes)
