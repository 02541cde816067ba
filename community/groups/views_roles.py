"""Pages about who has which role in a group."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Refused
from community.groups.actions import change_role, hand_over_group, step_down, take_over_group
from community.groups.forms import RoleForm, StepDownForm
from community.groups.models import Group, Membership, Role
from community.groups.rules import can_change_role, can_step_down


@require_POST
@rate_limit(action="role")
def member_role(request, slug, public_id):
    """Make somebody else a member, a moderator or an organizer."""
    membership, form = _membership(request, slug, public_id), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the buttons in the list."))
        return redirect("groups:members", slug)
    try:
        done = change_role(membership, by=request.viewer, role=Role(form.cleaned_data["role"]))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Saved.") if done else _("It was so already."))
    return redirect("groups:members", slug)


@require_http_methods(["GET", "POST"])
@rate_limit(action="role")
def group_hand_over(request, slug, public_id):
    """Asks first: afterwards somebody else runs the group."""
    membership = _membership(request, slug, public_id)
    if not can_change_role(request.viewer, membership):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "community/groups/hand_over.html", {"membership": membership})
    try:
        hand_over_group(membership, by=request.viewer)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = _("%(name)s runs the group now, and you are a member.")
        messages.success(request, words % {"name": membership.user})
    return redirect("groups:members", slug)


@require_http_methods(["GET", "POST"])
@rate_limit(action="role")
def group_step_down(request, slug):
    """Asks first: a role comes back only from somebody else."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_step_down(request.viewer, group):
        raise PermissionDenied
    form = StepDownForm(request.POST or None)
    if not form.is_valid():
        return render(request, "community/groups/step_down.html", {"group": group})
    try:
        step_down(group, by=request.viewer, role=Role(form.cleaned_data["role"]))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have given your role back. Thank you for what you did."))
    return redirect("groups:members", slug)


@require_POST
@rate_limit(action="role")
def group_take_over(request, slug):
    """A moderator runs the group from now on, as its organizers are gone."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    try:
        take_over_group(group, by=request.viewer)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You run this group now. The absent organizers are told."))
    return redirect("groups:members", slug)


def _membership(request, slug, public_id):
    """Who is no member of the group does not learn who is."""
    memberships = Membership.objects.visible_to(request.viewer)
    return get_object_or_404(memberships.of_person_in(slug, public_id))
