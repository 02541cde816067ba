"""Pages of groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.groups.actions import change_role, edit_group, found_group, join_group, leave_group
from community.groups.contracts import next_meetups_of
from community.groups.forms import FoundGroupForm, GroupForm
from community.groups.models import Group, Membership, Role
from community.groups.rules import can_edit_group, can_found_group, can_see_members


@login_not_required
@require_GET
def group_detail(request, slug):
    """What the group is, who runs it, when it meets next."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    context = {
        "group": group,
        "organizers": Membership.objects.organizers_of(group.pk).for_list(),
        "meetups": [meetup for answer in next_meetups_of(group.pk, request.viewer) for meetup in answer],
    }
    return render(request, "community/groups/detail.html", context)


@require_http_methods(["GET", "POST"])
def group_new(request):
    if not can_found_group(request.viewer, None):
        raise PermissionDenied
    form = FoundGroupForm(request.POST or None)
    if form.is_valid():
        group = found_group(by=request.viewer, **form.cleaned_data)
        messages.success(request, _("Your group is open. Next: find or check a place to meet."))
        return redirect("groups:detail", group.slug)
    return render(request, "community/groups/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def group_edit(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_edit_group(request.viewer, group):
        raise PermissionDenied
    form = GroupForm(request.POST or None, initial={"name": group.name, "description": group.description})
    if form.is_valid():
        edit_group(group, by=request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved. Everybody sees it now."))
        return redirect("groups:detail", group.slug)
    return render(request, "community/groups/edit.html", {"form": form, "group": group})


@require_POST
def group_join(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if join_group(group, by=request.viewer):
        messages.success(request, _("You are in. Say hello on your first date."))
    else:
        messages.info(request, _("You are already a member."))
    return redirect("groups:detail", group.slug)


@require_http_methods(["GET", "POST"])
def group_leave(request, slug):
    """Asks first: leaving also gives back the seats at the group's meetups."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer).of_member(request.viewer), slug=slug)
    if request.method == "POST":
        leave_group(group, by=request.viewer)
        messages.success(request, _("You have left. Your seats are free for others now."))
        return redirect("groups:detail", group.slug)
    return render(request, "community/groups/leave.html", {"group": group})


@require_GET
def group_members(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_see_members(request.viewer, group):
        raise PermissionDenied
    members = Membership.objects.of_group(group.pk).for_list()
    return render(request, "community/groups/members.html", {"group": group, "members": members})


@require_POST
def member_role(request, slug, public_id):
    """Make a member a moderator, or a moderator a member again."""
    membership = get_object_or_404(Membership.objects.of_person_in(slug, public_id))
    role = Role.MODERATOR if request.POST.get("role") == Role.MODERATOR else Role.MEMBER
    change_role(membership, by=request.viewer, role=role)
    messages.success(request, _("Saved."))
    return redirect("groups:members", slug)
