"""The bell's page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.notifications.actions import mark_lines_read
from accounts.notifications.bell import lines
from accounts.notifications.forms import MarkReadForm
from accounts.notifications.models import Notification
from accounts.notifications.unsubscribe import read_token
from accounts.pagination import CursorPage


@require_GET
def bell(request):
    """What the viewer was told of, newest first."""
    rows = Notification.objects.visible_to(request.viewer)
    after = request.GET.get("after")
    page = CursorPage(rows, after, field="created_at")
    shown = lines(page.items, request.viewer)
    context = {
        "lines": shown,
        "gone": len(page) - len(shown),
        "newest": page.items[0].public_id if page.items and not after else "",
        "page": page,
    }
    return render(request, "accounts/notifications/bell.html", context)


@require_POST
def mark_read(request):
    form = MarkReadForm(request.POST)
    if form.is_valid():
        mark_lines_read(by=request.viewer, **form.cleaned_data)
    return redirect("notifications:list")


@require_GET
def settings(request):
    """How the viewer is told."""
    return redirect("notifications:list")


@login_not_required
@require_GET
def unsubscribe(request, token):
    """What a signed link from a letter can switch off."""
    if read_token(token) is None:
        raise Http404
    return redirect("notifications:list")
