"""Pages of asking to join a group, and of deciding about it."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.contact.actions import open_thread
from accounts.contact.models import Topic
from accounts.pagination import CursorPage
from accounts.permissions import Refused
from accounts.users.second_factor import ask_for_second_factor
from community.groups.admission import approve_request, ask_to_join, decline_request, withdraw_request
from community.groups.bans import ban_applicant
from community.groups.joining_forms import AskForm, BanForm, DeclineForm
from community.groups.joining_rules import can_ask_to_join, can_decide_request, can_decide_requests
from community.groups.models import Group, JoinRequest
from community.groups.policy import why_not_ask
from community.groups.questions import ask_organizers


@require_http_methods(["GET", "POST"])
@rate_limit(action="membership")
def ask(request, slug):
    """The group's questions; where one cannot ask now, why."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_ask_to_join(request.viewer, group):
        raise PermissionDenied
    if request.viewer.is_member_of(group.pk):
        messages.info(request, _("You are already a member."))
        return redirect("groups:detail", slug)
    waiting = JoinRequest.objects.waiting().of_person(group.pk, request.viewer.pk).first()
    form = AskForm(request.POST or None, questions=group.questions)
    if waiting is not None:
        messages.info(request, _("Your request waits already. You can take it back and ask anew."))
        return redirect("groups:request", slug, waiting.public_id)
    if form.is_valid() and (asked := _asked(request, group, form)):
        messages.success(request, _("Sent. We tell you what they answer."))
        return redirect("groups:request", slug, asked.public_id)
    sentence = why_not_ask(group, request.viewer.pk)
    context = {"group": group, "form": form, "sentence": sentence}
    return render(request, "community/groups/ask.html", context)


def _asked(request, group, form):
    try:
        return ask_to_join(group, by=request.viewer, answers=form.answers)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


@require_GET
def request_list(request, slug):
    """Who wants to join: the longest waiting first."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_decide_requests(request.viewer, group):
        raise PermissionDenied
    rows = JoinRequest.objects.visible_to(request.viewer).of_group(group.pk).for_queue()
    page = CursorPage(rows, request.GET.get("after"), field="asked_at", ascending=True)
    return render(request, "community/groups/requests.html", {"group": group, "page": page})


@require_GET
def request_page(request, slug, public_id):
    """One request: for who asked, what becomes of it; for who decides, what speaks for it."""
    return _page(request, _request(request, slug, public_id))


@require_POST
def request_approve(request, slug, public_id):
    found = _request(request, slug, public_id)
    try:
        approve_request(found, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s is in, and is told.") % {"name": found.user})
    return redirect("groups:requests", slug)


@require_POST
def request_decline(request, slug, public_id):
    """Say no with a reason; without one the page comes again."""
    found = _request(request, slug, public_id)
    if not can_decide_request(request.viewer, found):
        raise PermissionDenied
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, decline=form)
    try:
        decline_request(found, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Declined. They are told, with your reason."))
    return redirect("groups:requests", slug)


@require_POST
def request_withdraw(request, slug, public_id):
    found = _request(request, slug, public_id)
    if withdraw_request(found, by=request.viewer):
        messages.success(request, _("Taken back. Nobody decides about it any more."))
    else:
        messages.info(request, _("It was decided already, or taken back before."))
    return redirect("groups:request", slug, public_id)


@require_POST
def request_ban(request, slug, public_id):
    found = _request(request, slug, public_id)
    if not can_decide_request(request.viewer, found):
        raise PermissionDenied
    form = BanForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ban=form)
    try:
        ban_applicant(found, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("groups:request", slug, public_id)
    messages.success(request, _("Banned. The group is not there for them any more."))
    return redirect("groups:bans", slug)


@require_POST
@rate_limit(action="message")
def request_thread(request, slug, public_id):
    """The conversation about a request, between who asked and who decides."""
    found = _request(request, slug, public_id)
    fields = {"target": found.public_id, "person": found.user, "group_id": found.group_id}
    thread = open_thread(Topic.JOINING, by=request.viewer, **fields)
    return redirect("contact:thread", thread.public_id)


@require_POST
@rate_limit(action="message")
def group_question(request, slug):
    """A conversation with those who run the group, whether or not one wants to join."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    return redirect("contact:thread", ask_organizers(group, by=request.viewer).public_id)


def _request(request, slug, public_id):
    rows = JoinRequest.objects.visible_to(request.viewer).for_page()
    found = get_object_or_404(rows, group__slug=slug, public_id=public_id)
    if can_decide_request(request.viewer, found):
        ask_for_second_factor(request.viewer)
    return found


def _page(request, found, decline=None, ban=None):
    context = {
        "group": found.group,
        "asked": found,
        "decline": decline or DeclineForm(),
        "ban": ban or BanForm(),
        "earlier": [],
    }
    if can_decide_request(request.viewer, found):
        context["earlier"] = JoinRequest.objects.decidable_by(request.viewer).before(found).for_notices()
    return render(request, "community/groups/request.html", context)
