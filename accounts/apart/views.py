"""Whom one keeps at a distance, and the buttons that begin and end it."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.apart.actions import mute_person, unblock_person, unmute_person
from accounts.apart.people import person_or_404
from accounts.users.models import Block, MutedPerson, User


@require_GET
def apart_list(request):
    """Whom the viewer blocked and muted, with a way back also where a profile is not there any more."""
    me = request.viewer.person_pk
    context = {
        "blocks": Block.objects.by_person(me).for_list(),
        "mutes": MutedPerson.objects.by_person(me).for_list(),
    }
    return render(request, "accounts/apart/list.html", context)


@require_POST
@rate_limit(action="apart")
def mute(request, public_id):
    person = person_or_404(request.viewer, public_id)
    if mute_person(person, by=request.viewer):
        said = _("%(name)s is muted. Only you know. You can take it back here.")
        messages.success(request, said % {"name": person})
    return redirect("users:apart_list")


@require_POST
@rate_limit(action="apart")
def unblock(request, public_id):
    """Asks nothing: to see each other again is what was before."""
    person = User.objects.with_profile().blocked_by(request.viewer.pk, public_id)
    if person and unblock_person(person, by=request.viewer):
        messages.success(request, _("%(name)s is no longer blocked by you.") % {"name": person})
    else:
        messages.info(request, _("There is nothing to take back."))
    return redirect("users:apart_list")


@require_POST
@rate_limit(action="apart")
def unmute(request, public_id):
    person = User.objects.with_profile().muted_by(request.viewer.pk, public_id)
    if person and unmute_person(person, by=request.viewer):
        messages.success(request, _("%(name)s is no longer muted.") % {"name": person})
    else:
        messages.info(request, _("There is nothing to take back."))
    return redirect("users:apart_list")
