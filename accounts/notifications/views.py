"""The bell's page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.notifications.actions import mark_all_read
from accounts.notifications.bell import lines
from accounts.notifications.models import Notification
from accounts.pagination import CursorPage


@require_GET
def bell(request):
    """What the viewer was told of, newest first."""
    rows = Notification.objects.visible_to(request.viewer)
    page = CursorPage(rows, request.GET.get("after"), field="created_at")
    context = {"lines": lines(page.items, request.viewer), "page": page}
    return render(request, "accounts/notifications/bell.html", context)


@require_POST
def mark_read(request):
    mark_all_read(by=request.viewer)
    return redirect("notifications:list")
