"""The operators' page about background work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.jobs.actions import put_task_away, take_task_back, try_task_again
from accounts.jobs.forms import TaskForm
from accounts.jobs.overview import overview
from accounts.jobs.rules import can_look_after_jobs
from accounts.permissions import Refused


@never_cache
@require_GET
def jobs(request):
    """Which workers live, what runs by the clock, what waits and what failed."""
    if not can_look_after_jobs(request.viewer, None):
        raise PermissionDenied
    return render(request, "accounts/jobs/index.html", overview(timezone.now()))


@require_POST
def try_again(request):
    return _do(request, try_task_again, _("It waits for a worker again."))


@require_POST
def put_away(request):
    return _do(request, put_task_away, _("Put away. At the end of this page you can take it back."))


@require_POST
def take_back(request):
    return _do(request, take_task_back, _("It is back in the list."))


def _do(request, action, done):
    """One action on one failed task; when somebody was faster, say so."""
    if not can_look_after_jobs(request.viewer, None):
        raise PermissionDenied
    form = TaskForm(request.POST)
    if form.is_valid():
        try:
            action(form.cleaned_data["task_id"], by=request.viewer)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, done)
    return redirect("operate:jobs")
