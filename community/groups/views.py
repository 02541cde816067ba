"""Pages of groups."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pagination import CursorPage
from accounts.permissions import Refused
from community.groups.actions import found_group, join_group, leave_group
from community.groups.contracts import next_meetups_of
from community.groups.forms import FoundGroupForm
from community.groups.models import Group, JoinPolicy, Membership
from community.groups.organizers import organizers_are_gone
from community.groups.rules import (
    can_found_group,
    can_join_group,
    can_leave_group,
    can_see_members,
    can_take_over_group,
)
from community.groups.way_in import way_into

MEMBERS = 50


@login_not_required
@require_GET
def group_detail(request, slug):
    """What the group is, who runs it, when it meets next."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    context = {
        "group": group,
        "organizers": Membership.objects.organizers_of(group.pk).known_to(request.viewer).for_list(),
        "meetups": [meetup for answer in next_meetups_of(group.pk, request.viewer) for meetup in answer],
    } | way_into(group, request.viewer)
    return render(request, "community/groups/detail.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="group")
def group_new(request):
    if not can_found_group(request.viewer, None):
        raise PermissionDenied
    form = FoundGroupForm(request.POST or None)
    if form.is_valid() and (group := _found(request, form)):
        messages.success(request, _("Your group is open. Next: find or check a place to meet."))
        return redirect("groups:detail", group.slug)
    return render(request, "community/groups/new.html", {"form": form})


def _found(request, form):
    try:
        return found_group(by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.renew_nonce()
        return None


@require_POST
@rate_limit(action="membership")
def group_join(request, slug):
    """Join at once; where the group decides who joins, ask."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if _has_to_ask(request.viewer, group):
        return redirect("groups:ask", group.slug)
    try:
        if join_group(group, by=request.viewer):
            messages.success(request, _("You are in. Say hello on your first date."))
        else:
            messages.info(request, _("You are already a member."))
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("groups:detail", group.slug)


def _has_to_ask(viewer, group):
    is_outside = can_join_group(viewer, group) and not viewer.is_member_of(group.pk)
    return group.join_policy == JoinPolicy.REQUEST and is_outside


@require_http_methods(["GET", "POST"])
@rate_limit(action="membership")
def group_leave(request, slug):
    """Asks first: leaving also gives back the seats at the group's meetups."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_leave_group(request.viewer, group):
        messages.info(request, _("You are not a member of this group."))
    elif request.method == "GET":
        alone = Membership.objects.last_organizer(request.viewer.pk).of_group(group.pk).exists()
        return render(request, "community/groups/leave.html", {"group": group, "is_last_organizer": alone})
    else:
        _leave(request, group)
    return redirect("groups:detail", group.slug)


def _leave(request, group):
    try:
        leave_group(group, by=request.viewer)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have left. Your seats are free for others now."))


@require_GET
def group_members(request, slug):
    """Who runs the group, on the first page, and then its members in the order in which they joined."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_see_members(request.viewer, group):
        raise PermissionDenied
    after = request.GET.get("after")
    people = Membership.objects.of_group(group.pk).known_to(request.viewer).for_list()
    context = {
        "group": group,
        "team": [] if after else people.team(),
        "may_take_over": can_take_over_group(request.viewer, group) and organizers_are_gone(group.pk),
        "page": CursorPage(people.plain_members(), after, field="joined_at", ascending=True, size=MEMBERS),
    }
    return render(request, "community/groups/members.html", context)
