"""Pages of places."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.identifiers import renew_nonce
from accounts.permissions import Refused
from events.places.actions import add_place, add_zone, check_zone, import_places
from events.places.check_form import CheckForm
from events.places.forms import ImportForm, PlaceForm, ZoneForm
from events.places.models import Place, Zone
from events.places.pages import ImportReport, place_page, places_near
from events.places.rubric_lines import LIMITS, LINES
from events.places.rules import can_add_place, can_add_zone, can_check_zone, can_import_places

MOST_PER_UPLOAD = 500


@login_not_required
@require_GET
def place_list(request):
    """Places around a city somebody typed, or around the viewer's home area."""
    return render(request, "events/places/list.html", places_near(request.viewer, request.GET))


@login_not_required
@require_GET
def place_detail(request, slug):
    """What a place is like, line by line, and who looked."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer).for_page(), slug=slug)
    return render(request, "events/places/detail.html", place_page(request.viewer, place))


@login_not_required
@require_GET
def how_we_check(request):
    """The rubric itself: what is looked at, and where our limits lie."""
    return render(request, "events/places/rubric.html", {"lines": LINES, "limits": LIMITS})


@require_http_methods(["GET", "POST"])
def place_new(request):
    if not can_add_place(request.viewer, None):
        raise PermissionDenied
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        try:
            place = add_place(by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Added. Next: name the zone where people could run backward."))
            return redirect("places:detail", place.slug)
    return render(request, "events/places/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def place_import(request):
    """Draft places from a GeoJSON file; the answer to the form is the report."""
    if not can_import_places(request.viewer, None):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    report = ImportReport()
    if form.is_valid():
        try:
            report.total = import_places(
                form.cleaned_data["file"], by=request.viewer, most=MOST_PER_UPLOAD, tell=report.hear
            )
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            return render(request, "events/places/imported.html", {"report": report})
    return render(request, "events/places/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def zone_new(request, slug):
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if not can_add_zone(request.viewer, place):
        raise PermissionDenied
    form = ZoneForm(request.POST or None)
    if form.is_valid():
        try:
            zone = add_zone(place, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Named. Now check it line by line."))
            return redirect("places:check", place.slug, zone.public_id)
    return render(request, "events/places/zone_new.html", {"form": form, "place": place})


@require_http_methods(["GET", "POST"])
def zone_check(request, slug, public_id):
    """The rubric as a form, answered on site or from photos."""
    zones = Zone.objects.visible_to(request.viewer).with_place()
    zone = get_object_or_404(zones, public_id=public_id, place__slug=slug)
    if not can_check_zone(request.viewer, zone):
        raise PermissionDenied
    form = CheckForm(request.POST or None, place=zone.place)
    if form.is_valid():
        try:
            check_zone(zone, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Thank you, your check counts. Here is what all checks come to."))
            return redirect("places:detail", slug)
    return render(request, "events/places/check.html", {"form": form, "zone": zone, "place": zone.place})
