"""Pages on which a date is made or changed."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identifiers import is_public_id, renew_nonce
from accounts.permissions import Refused
from community.groups.models import Group
from events.meetups.changing import bring_back_meetup, edit_meetup, step_back
from events.meetups.forms import EditForm
from events.meetups.models import Meetup
from events.meetups.prefill import copy_of, defaults_of, initial_of
from events.meetups.rules import can_edit_meetup, can_post_meetup
from events.meetups.series.forms import RepeatingForm
from events.meetups.series.views import days_to_tick, filled_form, post, posted, shown
from events.meetups.views import shown_meetup


@require_http_methods(["GET", "POST"])
@rate_limit(action="post")
def meetup_new(request, slug):
    """Filled in as far as the group's last date, or the one that is copied, says it.

    If it repeats, the button "Show the dates" shows them first.
    """
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_post_meetup(request.viewer, group):
        raise PermissionDenied
    form, context = filled_form(RepeatingForm, request, group, _initial(request, group)), {"group": group}
    if form.is_valid():
        try:
            if "show" not in request.POST or "rule" not in form.cleaned_data:
                return posted(request, group, form)
            context |= shown(form, lambda: post(request, group, form))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            renew_nonce(form)
    context |= {"form": form, "leave_out": days_to_tick(form, context)}
    return render(request, "events/meetups/new.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="post")
def meetup_edit(request, public_id):
    """What somebody else changed meanwhile stands beside what was typed."""
    meetup = shown_meetup(request, public_id)
    if not can_edit_meetup(request.viewer, meetup):
        raise PermissionDenied
    form = filled_form(EditForm, request, meetup.group, _as_it_is(meetup))
    if form.is_valid() and _is_changed(request, meetup, form):
        messages.success(request, _("Changed. Whom it is about is told."))
        return redirect(meetup)
    context = {"form": form, "meetup": meetup, "both": form.both_versions()}
    return render(request, "events/meetups/edit.html", context)


@require_POST
@rate_limit(action="call_off")
def meetup_bring_back(request, public_id):
    meetup = shown_meetup(request, public_id)
    try:
        bring_back_meetup(meetup, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("It is on again. We tell everybody who meant to come."))
    return redirect(meetup)


@require_POST
@rate_limit(action="call_off")
def meetup_step_back(request, public_id):
    meetup = shown_meetup(request, public_id)
    try:
        step_back(meetup, by=request.viewer)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("You lead it no more."))
    return redirect(meetup)


def _is_changed(request, meetup, form):
    """Somebody may have been faster by a moment; what was sent twice is changed."""
    try:
        edit_meetup(meetup, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        form.initial = _as_it_is(shown_meetup(request, meetup.public_id))
        if not form.was_sent_before():
            form.add_error(None, refusal.sentence)
    return not form.errors


def _as_it_is(meetup):
    return initial_of(meetup) | {"sequence": meetup.sequence}


def _initial(request, group):
    if "copy" not in request.GET:
        return defaults_of(group, request.viewer)
    theirs = Meetup.objects.visible_to(request.viewer).of_group(group.pk).for_page(request.viewer)
    wanted = request.GET["copy"]
    if not is_public_id(wanted):
        raise Http404
    return copy_of(get_object_or_404(theirs, public_id=wanted))
