"""Pages of hazards."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identifiers import renew_nonce
from accounts.permissions import Refused
from events.places.hazards.actions import report_hazard, resolve_hazard, speak_of_hazard, withdraw_hazard
from events.places.hazards.forms import HazardForm, ResolveForm, VoiceForm
from events.places.hazards.models import Hazard
from events.places.hazards.page import hazard_page, hazards_now
from events.places.hazards.rules import can_report_hazard, can_resolve_hazard
from events.places.joined import moved_on
from events.places.models import Place, Zone
from events.places.walk.actions import keep_place_photo
from events.places.walk.models import PlacePhoto


@require_http_methods(["GET", "POST"])
@rate_limit(action="post")
def hazard_new(request, slug):
    """Report what is there now; what others reported stands above the form, to be confirmed with one tap."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if moved := moved_on(request, place):
        return moved
    if not can_report_hazard(request.viewer, place):
        raise PermissionDenied
    zones = list(Zone.objects.visible_to(request.viewer).of_place(place.pk))
    form = HazardForm(request.POST or None, request.FILES or None, place=place, zones=zones)
    if form.is_valid():
        photo = form.cleaned_data.pop("photo")
        try:
            hazard = report_hazard(place, by=request.viewer, **form.cleaned_data)
            if photo:
                fields = {"zone": hazard.zone, "hazard": hazard, "nonce": hazard.public_id}
                keep_place_photo(place, by=request.viewer, photo=photo, **fields)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Thank you. Whoever meets here soon is told."))
            return redirect(hazard)
    context = {"form": form, "place": place, "now": hazards_now(request.viewer, place)}
    return render(request, "events/places/hazards/new.html", context)


@login_not_required
@require_GET
def hazard_detail(request, slug, public_id):
    """One report, and what can be done about it."""
    hazard = _hazard(request, slug, public_id)
    photos = PlacePhoto.objects.visible_to(request.viewer).of_hazard(hazard.pk).for_page(request.viewer)
    context = {**hazard_page(request.viewer, hazard), "photos": photos}
    return render(request, "events/places/hazards/detail.html", context)


@require_POST
@rate_limit(action="post")
def hazard_voice(request, slug, public_id):
    hazard, form = _hazard(request, slug, public_id), VoiceForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, _("Say whether it is still there or gone."))
        elif speak_of_hazard(hazard, by=request.viewer, is_gone=form.cleaned_data["is_gone"]):
            messages.success(request, _("Thank you, it is written down."))
        else:
            messages.info(request, _("You said so before."))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect(hazard)


@require_http_methods(["GET", "POST"])
def hazard_resolve(request, slug, public_id):
    hazard = _hazard(request, slug, public_id)
    if not can_resolve_hazard(request.viewer, hazard):
        raise PermissionDenied
    form = ResolveForm(request.POST or None)
    if form.is_valid():
        if resolve_hazard(hazard, by=request.viewer, how=form.cleaned_data["how"]):
            messages.success(request, _("Resolved. Whoever was told of it is told this too."))
        else:
            messages.info(request, _("Somebody was faster: it is resolved already."))
        return redirect(hazard)
    context = {"form": form, "hazard": hazard, "place": hazard.place}
    return render(request, "events/places/hazards/resolve.html", context)


@require_POST
def hazard_withdraw(request, slug, public_id):
    hazard = _hazard(request, slug, public_id)
    try:
        if withdraw_hazard(hazard, by=request.viewer):
            messages.success(request, _("Your report is taken back."))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect(hazard)


def _hazard(request, slug, public_id):
    hazards = Hazard.objects.visible_to(request.viewer).for_page(request.viewer)
    return get_object_or_404(hazards, public_id=public_id, place__slug=slug)
