"""The page on which one blocks somebody, and reports them in the same step."""

from allauth.core.ratelimit import consume
from allauth.decorators import rate_limit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.apart.actions import block_person
from accounts.apart.people import person_or_404
from accounts.permissions import Refused
from community.moderation.forms import BlockForm
from community.moderation.models import ReasonCode
from community.moderation.people import report_person


@require_http_methods(["GET", "POST"])
@rate_limit(action="apart")
def block(request, public_id):
    """Says what it does first. Whoever blocked the viewer is not there."""
    person = person_or_404(request.viewer, public_id)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        block_person(person, by=request.viewer)
        said = _("You and %(name)s no longer see each other. You can take it back here.")
        messages.success(request, said % {"name": person})
        if form.cleaned_data["tell"]:
            _report(request, person, form.cleaned_data)
        return redirect("users:apart_list")
    return render(request, "community/moderation/block.html", {"person": person, "form": form})


def _report(request, person, data):
    """The block stands, whatever becomes of the report."""
    try:
        if not consume(request, action="report"):
            raise Refused(_("You have sent many of these lately. Try again later."))
        reason = ReasonCode(data["reason"])
        report_person(person, by=request.viewer, reason=reason, words=data["words"])
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("A moderator will read your report. You find our answer in your bell."))


urlpatterns = [path("apart/<str:public_id>/block/", block, name="block")]
"""Included among a person's own pages, under the name ``users``."""
