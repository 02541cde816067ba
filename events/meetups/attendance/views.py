"""Pages of the day, for who leads and who organizes. For everybody else they are not there."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identifiers import renew_nonce
from accounts.permissions import Refused
from events.meetups.actions import call_off_meetup
from events.meetups.attendance.actions import check_in, correct_entry, take_back
from events.meetups.attendance.checking import check_day
from events.meetups.attendance.doings import standing_of
from events.meetups.attendance.forms import (
    ArrivalForm,
    BecauseForm,
    CorrectForm,
    DayCallOffForm,
    DayCheckForm,
    HandOverForm,
    WalkInForm,
)
from events.meetups.attendance.handing import hand_over
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.page import arrival_of, day_page, hand_over_page, sheet_page, text_to_read
from events.meetups.attendance.people import members_named, people_of
from events.meetups.attendance.rules import can_check_day, can_run_day
from events.meetups.attendance.taps import tap_all
from events.meetups.attendance.walk_ins import admit_member, admit_walk_in
from events.meetups.views import shown_meetup

FOLDER = "events/meetups/attendance"


@require_GET
def day(request, public_id):
    """Who is expected, who is here, what the leader saw."""
    return render(request, f"{FOLDER}/day.html", day_page(_meetup(request, public_id), request.viewer))


@require_GET
def sheet(request, public_id):
    """The same for paper."""
    return render(request, f"{FOLDER}/sheet.html", sheet_page(_meetup(request, public_id)))


@require_http_methods(["GET", "POST"])
@rate_limit(action="day")
def day_check(request, public_id):
    """Six ticks, and what is seen of ground, weather and people."""
    meetup = _meetup(request, public_id)
    if not can_check_day(request.viewer, meetup):
        raise PermissionDenied
    form = DayCheckForm(request.POST or None, meetup=meetup)
    if form.is_valid():
        try:
            check_day(meetup, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            return redirect("meetups:day", public_id)
    return render(request, f"{FOLDER}/check.html", {"form": form, "meetup": meetup})


@require_POST
@rate_limit(action="day")
def day_tap(request, public_id):
    """Here, or gone: one tap for one person, or several people ticked where there was no signal."""
    meetup, taps = _meetup(request, public_id), request.POST
    refusals = tap_all(meetup, by=request.viewer, came=taps.getlist("in"), went=taps.getlist("out"))
    for sentence in refusals:
        messages.warning(request, sentence)
    return redirect(_address(meetup) + ("" if refusals else "#list"))


@require_http_methods(["GET", "POST"])
@rate_limit(action="day")
def day_person(request, public_id, key):
    """Somebody who reads the safety text first, has no seat yet, or did not answer."""
    meetup = _meetup(request, public_id)
    person = get_object_or_404(people_of(meetup), public_id=key)
    arrive = check_in if standing_of(meetup, person).usual else admit_member
    form = ArrivalForm(request.POST or None, **arrival_of(meetup, person))
    if form.is_valid():
        try:
            arrive(meetup, by=request.viewer, person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect(f"{_address(meetup)}#list")
    return render(request, f"{FOLDER}/person.html", {"form": form, "meetup": meetup, "person": person})


@require_http_methods(["GET", "POST"])
@rate_limit(action="day")
def day_walk_in(request, public_id):
    """By name; or somebody of the group who did not answer."""
    meetup, words = _meetup(request, public_id), request.GET.get("q", "").strip()[:60]
    form = WalkInForm(request.POST or None, document=text_to_read())
    if form.is_valid():
        try:
            admit_walk_in(meetup, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            return redirect(f"{_address(meetup)}#list")
    found = members_named(meetup, words)
    context = {"form": form, "meetup": meetup, "words": words, "found": found}
    return render(request, f"{FOLDER}/walk_in.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="day")
def day_correct(request, public_id, key):
    """Another part, another time, or nobody of that name was here."""
    meetup = _meetup(request, public_id)
    entry = get_object_or_404(Attendance.objects.of_meetup(meetup.pk).for_entry().with_key(key))
    form = CorrectForm(request.POST or None, meetup=meetup, entry=entry)
    if form.is_valid():
        try:
            correct_entry(meetup, by=request.viewer, entry=entry, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect(f"{_address(meetup)}#list")
    return render(
        request, f"{FOLDER}/correct.html", {"form": form, "meetup": meetup, "entry": entry, "key": key}
    )


@require_POST
@rate_limit(action="day")
def day_take_back(request, public_id, key):
    """It was somebody else."""
    meetup, form = _meetup(request, public_id), BecauseForm(request.POST)
    entry = get_object_or_404(Attendance.objects.of_meetup(meetup.pk).for_entry().with_key(key))
    because = form.cleaned_data["because"] if form.is_valid() else ""
    try:
        take_back(meetup, by=request.viewer, entry=entry, because=because)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect(f"{_address(meetup)}#list")


@require_POST
@rate_limit(action="call_off")
def day_call_off(request, public_id):
    """One button, with a reason chosen or typed."""
    meetup, form = _meetup(request, public_id), DayCallOffForm(request.POST)
    if form.is_valid():
        try:
            call_off_meetup(meetup, by=request.viewer, reason=form.because)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("Called off. Everybody who meant to come is told now."))
        return redirect("meetups:day", public_id)
    return render(request, f"{FOLDER}/day.html", day_page(meetup, request.viewer, call_off=form))


@require_http_methods(["GET", "POST"])
@rate_limit(action="day")
def day_hand_over(request, public_id):
    """Somebody else leads it from now on."""
    meetup = _meetup(request, public_id)
    page = hand_over_page(meetup, request.POST.get("leads_now"))
    form = HandOverForm(request.POST or None, heirs=page["heirs"], leader=page["leader"])
    if form.is_valid():
        try:
            done = hand_over(meetup, by=request.viewer, leads_now=page["leader"], to=form.cleaned_data["to"])
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            words = _("%(name)s leads it now, and is told.") % {"name": done.to_user.get_full_name()}
            messages.success(request, words)
        return redirect(meetup)
    return render(request, f"{FOLDER}/hand_over.html", page | {"form": form})


def _meetup(request, public_id):
    meetup = shown_meetup(request, public_id)
    if not can_run_day(request.viewer, meetup):
        raise Http404
    return meetup


def _address(meetup):
    return reverse("meetups:day", args=[meetup.public_id])
