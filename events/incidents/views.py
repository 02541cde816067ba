"""How a date went, and the log of what went wrong."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identifiers import renew_nonce
from accounts.pagination import CursorPage
from accounts.permissions import Refused
from community.groups.models import Group
from events.incidents.actions import close_incident, report_incident, say_all_well, take_words_back
from events.incidents.forms import CloseForm, IncidentForm
from events.incidents.models import Incident
from events.incidents.page import HEAD_GUIDANCE, how_page, incident_page, lines
from events.incidents.querysets import dates_of
from events.incidents.rules import can_read_group_log, can_read_log, can_say_how_it_went
from events.places.models import Zone


@require_http_methods(["GET", "POST"])
@rate_limit(action="incident")
def how_it_went(request, public_id):
    """One question for who was there: all well with one tap, else what it was."""
    meetup = _meetup(request, public_id)
    if request.method == "POST":
        if not say_all_well(meetup, by=request.viewer):
            messages.info(request, _("You had answered before; that stands."))
        return redirect("incidents:how_it_went", public_id)
    return render(request, "events/incidents/how.html", how_page(meetup, request.viewer))


@require_http_methods(["GET", "POST"])
@rate_limit(action="incident")
def incident_new(request, public_id):
    """Tell of a near miss or a fall."""
    meetup = _meetup(request, public_id)
    zones = list(Zone.objects.visible_to(request.viewer).of_place(meetup.place_id))
    kind = request.GET.get("kind", "")
    form = IncidentForm(request.POST or None, meetup=meetup, zones=zones, kind=kind)
    if form.is_valid():
        try:
            incident = report_incident(meetup, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            return redirect(incident)
    context = {"form": form, "meetup": meetup, "guidance": HEAD_GUIDANCE}
    return render(request, "events/incidents/new.html", context)


@require_GET
def incident_log(request):
    """Every group's, for who looks after the site."""
    if not can_read_log(request.viewer):
        raise PermissionDenied
    page = _page(request, Incident.objects.all())
    return render(request, "events/incidents/log.html", page)


@require_GET
def incidents_of_group(request, slug):
    """A group's, for its organizers; its leaders read what happened at their own dates."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_read_group_log(request.viewer, group):
        raise PermissionDenied
    page = _page(request, Incident.objects.of_group(group.pk))
    return render(request, "events/incidents/log.html", page | {"group": group})


@require_GET
def incident_detail(request, public_id):
    """One of them, and for who reported it what to do now."""
    incident = _incident(request, public_id)
    context = incident_page(incident, request.viewer) | {"form": CloseForm()}
    return render(request, "events/incidents/detail.html", context)


@require_POST
def incident_close(request, public_id):
    """Say what was done; what was typed stays on a mistake."""
    incident, form = _incident(request, public_id), CloseForm(request.POST)
    if form.is_valid():
        try:
            close_incident(incident, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Closed. What was done stands with it."))
            return redirect(incident)
    context = incident_page(incident, request.viewer) | {"form": form}
    return render(request, "events/incidents/detail.html", context)


@require_POST
def incident_take_back(request, public_id):
    """Who wrote the words takes them out."""
    incident = _incident(request, public_id)
    take_words_back(incident, by=request.viewer)
    messages.success(request, _("Your words and your name are out. That something happened stays counted."))
    return redirect("meetups:detail", incident.meetup.public_id)


def _meetup(request, public_id):
    """The date, for who was there."""
    meetup = get_object_or_404(dates_of(request.viewer), public_id=public_id)
    if not can_say_how_it_went(request.viewer, meetup):
        raise PermissionDenied
    return meetup


def _incident(request, public_id):
    rows = Incident.objects.visible_to(request.viewer).for_page()
    return get_object_or_404(rows, public_id=public_id)


def _page(request, incidents):
    rows = incidents.visible_to(request.viewer).for_cards()
    page = CursorPage(rows, request.GET.get("after"), field="reported_at")
    return {"lines": lines(page, request.viewer), "next": page.next}
