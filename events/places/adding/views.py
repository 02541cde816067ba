"""Pages on which somebody names a place, or a zone of it."""

from allauth.core.ratelimit import consume
from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.identifiers import renew_nonce
from accounts.permissions import Refused
from events.places.actions import add_place, add_zone
from events.places.adding.forms import PlaceForm, ZoneForm
from events.places.joined import moved_on
from events.places.models import Place
from events.places.rules import can_add_place, can_add_zone
from events.places.walk.actions import keep_place_photo


@require_http_methods(["GET", "POST"])
@rate_limit(action="place")
def place_new(request):
    if not can_add_place(request.viewer, None):
        raise PermissionDenied
    within = not request.FILES or consume(request, action="upload")
    form = PlaceForm(request.POST or None, (request.FILES or None) if within else None)
    if not within:
        form.add_error("photo", _("You have sent many photos this hour. Wait, or go on without one."))
    if form.is_valid():
        facts = dict(form.cleaned_data)
        photo, photo_nonce = facts.pop("photo"), facts.pop("photo_nonce")
        try:
            place = add_place(by=request.viewer, **facts)
            if photo:
                keep_place_photo(place, by=request.viewer, photo=photo, nonce=photo_nonce)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Added. Next: name the zone where people could run backward."))
            return redirect("places:detail", place.slug)
    return render(request, "events/places/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@rate_limit(action="zone")
def zone_new(request, slug):
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if moved := moved_on(request, place):
        return moved
    if not can_add_zone(request.viewer, place):
        raise PermissionDenied
    form = ZoneForm(request.POST or None, place=place)
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
