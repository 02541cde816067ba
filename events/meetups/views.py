"""Pages of meetups."""

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Refused
from community.groups.models import Group
from events.meetups.actions import answer_meetup, call_off_meetup, confirm_answer, leave_meetup
from events.meetups.calendar import as_ics
from events.meetups.choices import zones_for
from events.meetups.dates import DatesPage
from events.meetups.forms import AnswerForm, CallOffForm, MitigateForm, MoveForm
from events.meetups.models import RSVP, Meetup
from events.meetups.page import page_of
from events.meetups.replies import answer_in_words
from events.meetups.rescue import mitigate_hazard, move_meetup
from events.meetups.rules import (
    can_call_off_meetup,
    can_mitigate_hazard,
    can_move_meetup,
)
from events.places.hazards.models import Hazard


@login_not_required
@require_GET
def meetups_of_group(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    ahead = Meetup.objects.visible_to(request.viewer).of_group(group.pk).upcoming()
    page = DatesPage(ahead, request.viewer, request.GET.get("after"))
    context = {"group": group, "cards": page.cards, "next": page.next}
    return render(request, "events/meetups/of_group.html", context)


@login_not_required
@require_GET
def meetup_detail(request, public_id):
    meetup = shown_meetup(request, public_id)
    return render(request, "events/meetups/detail.html", page_of(meetup, request.viewer))


@login_not_required
@require_GET
def meetup_calendar(request, public_id):
    """One event for any calendar. It names nobody."""
    meetup = shown_meetup(request, public_id)
    url = settings.SITE_URL + meetup.get_absolute_url()  # not what the browser calls us: calendars keep it
    response = HttpResponse(as_ics(meetup, url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="backstride-{meetup.local_start:%Y-%m-%d}.ics"'
    return response


@require_POST
@rate_limit(action="rsvp")
def meetup_answer(request, public_id):
    meetups, form = Meetup.objects.visible_to(request.viewer).for_answer(), AnswerForm(request.POST)
    meetup = get_object_or_404(meetups, public_id=public_id)
    try:
        if not form.is_valid():
            messages.error(request, _("Say whether you run, spot or can't come."))
        elif form.cleaned_data["part"] == AnswerForm.LEAVE:
            _leave(request, meetup)
        elif form.cleaned_data["part"] == AnswerForm.STAY:
            _stay(request, meetup)
        else:
            rsvp = answer_meetup(meetup, by=request.viewer, part=form.cleaned_data["part"])
            words = answer_in_words(rsvp, meetup, saw_lane=form.cleaned_data["saw_lane"])
            messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect(meetup)


@require_http_methods(["GET", "POST"])
@rate_limit(action="call_off")
def meetup_call_off(request, public_id):
    """Asks first, and says how many people will be told."""
    meetup = shown_meetup(request, public_id)
    if not can_call_off_meetup(request.viewer, meetup):
        raise PermissionDenied
    form = CallOffForm(request.POST or None)
    if form.is_valid():
        told = call_off_meetup(meetup, by=request.viewer, reason=form.cleaned_data["reason"])
        messages.success(request, _called_off(told))
        return redirect(meetup)
    people = RSVP.objects.of_meetup(meetup.pk).live().others(request.viewer)
    context = {"form": form, "meetup": meetup, "people": len(people)}
    return render(request, "events/meetups/call_off.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="call_off")
def meetup_move(request, public_id):
    """Another zone near the group, those that will do first, the others with the reason."""
    meetup = shown_meetup(request, public_id)
    if not can_move_meetup(request.viewer, meetup):
        raise PermissionDenied
    form = MoveForm(request.POST or None, choices=zones_for(meetup, request.viewer))
    if form.is_valid():
        try:
            move_meetup(meetup, by=request.viewer, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("zone", refusal.sentence)
        else:
            messages.success(request, _("Moved. We tell everybody who means to come."))
            return redirect(meetup)
    return render(request, "events/meetups/move.html", {"form": form, "meetup": meetup})


@require_http_methods(["GET", "POST"])
@rate_limit(action="call_off")
def meetup_mitigate(request, public_id, hazard_id):
    """What the leader does about a hazard that stops the date."""
    meetup = shown_meetup(request, public_id)
    hazards = Hazard.objects.visible_to(request.viewer).of_place(meetup.place_id).for_list()
    hazard = get_object_or_404(hazards, public_id=hazard_id)
    if not can_mitigate_hazard(request.viewer, meetup):
        raise PermissionDenied
    form = MitigateForm(request.POST or None)
    if form.is_valid():
        try:
            mitigate_hazard(meetup, by=request.viewer, hazard=hazard, words=form.cleaned_data["words"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Everybody who means to come is told."))
            return redirect(meetup)
    context = {"form": form, "meetup": meetup, "hazard": hazard}
    return render(request, "events/meetups/mitigate.html", context)


def shown_meetup(request, public_id):
    """The date, if who asks may know of it."""
    meetups = Meetup.objects.visible_to(request.viewer).for_page(request.viewer)
    return get_object_or_404(meetups, public_id=public_id)


def _leave(request, meetup):
    if leave_meetup(meetup, by=request.viewer):
        messages.success(request, _("You're not coming. Your seat is free for the next in line."))
    else:
        messages.info(request, _("You're not coming."))


def _stay(request, meetup):
    confirm_answer(meetup, by=request.viewer)
    messages.success(request, _("Good. Who leads it knows that you still come."))


def _called_off(told):
    words = ngettext("Called off. We tell %(count)d person.", "Called off. We tell %(count)d people.", told)
    return words % {"count": told}
