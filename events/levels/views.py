"""Spotting: what it is, who may, and who says so."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.pagination import CursorPage
from accounts.permissions import Refused
from accounts.users.second_factor import ask_for_second_factor
from community.groups.models import Group, Membership
from community.groups.rules import can_see_members
from community.guide.models import QuizPass
from events.levels.actions import declare_spotter, name_lead, revoke_level
from events.levels.models import SpotterLevel
from events.levels.page import FIRST_AID, first_aid_said, rows
from events.levels.rules import can_speak_for_spotters

PEOPLE = 50


@login_not_required
@require_GET
def spotting(request):
    """What a spotter does, the viewer's own level, and the next step towards one."""
    viewer = request.viewer
    context = {}
    if viewer.is_authenticated:
        context = {
            "level": SpotterLevel.objects.of_person(viewer.pk).first(),
            "quiz_passed": QuizPass.objects.passed_by(viewer.pk),
            "groups": Group.objects.of_member(viewer),
        }
    return render(request, "events/levels/index.html", context)


@require_GET
def in_group(request, slug):
    """The group's people with their levels; its organizers declare first spotters here."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_see_members(request.viewer, group):
        if not request.viewer.is_operator:
            raise PermissionDenied
        ask_for_second_factor(request.viewer)
    members = Membership.objects.of_group(group.pk).known_to(request.viewer).for_list()
    page = CursorPage(members, request.GET.get("after"), field="joined_at", ascending=True, size=PEOPLE)
    context = {
        "group": group,
        "page": page,
        "rows": rows(page.items, request.viewer, group),
        "speaks": can_speak_for_spotters(request.viewer, group),
        "first_aid": FIRST_AID,
    }
    return render(request, "events/levels/in_group.html", context)


@require_POST
@rate_limit(action="level")
def declare(request, slug, public_id):
    membership = _membership(request, slug, public_id)
    try:
        declare_spotter(membership, by=request.viewer)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s may spot now.") % {"name": membership.user})
    return redirect("levels:in_group", slug)


@require_POST
@rate_limit(action="level")
def lead(request, slug, public_id):
    membership = _membership(request, slug, public_id)
    try:
        name_lead(membership, by=request.viewer, first_aid=first_aid_said(request.POST.get("first_aid")))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s is a lead spotter now.") % {"name": membership.user})
    return redirect("levels:in_group", slug)


@require_POST
@rate_limit(action="level")
def revoke(request, slug, public_id):
    membership = _membership(request, slug, public_id)
    level = SpotterLevel.objects.of_person(membership.user_id).first()
    if level is None and not can_speak_for_spotters(request.viewer, membership.group):
        raise PermissionDenied
    if level and revoke_level(level, by=request.viewer):
        messages.success(request, _("Taken back."))
    else:
        messages.info(request, _("There is no level to take back."))
    return redirect("levels:in_group", slug)


def _membership(request, slug, public_id):
    """Who is no member of the group does not learn who is."""
    memberships = Membership.objects.visible_to(request.viewer)
    return get_object_or_404(memberships.of_person_in(slug, public_id))
