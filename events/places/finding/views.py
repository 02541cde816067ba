"""Pages that find a place."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.permissions import Refused
from events.places.finding.pages import map_data, places_near
from events.places.finding.sheet import sheet_of
from events.places.joined import moved_on
from events.places.models import Place


@login_not_required
@require_GET
def place_list(request):
    """Places around a city somebody typed, around where they are, or around the viewer's home area."""
    return render(request, "events/places/list.html", places_near(request.viewer, request.GET))


@login_not_required
@require_GET
def place_map_data(request):
    """The same places for the part of the map that is shown."""
    try:
        return JsonResponse(map_data(request.viewer, request.GET))
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=400)


@login_not_required
@require_GET
def place_sheet(request, slug):
    """One page for print, without personal data for anybody."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer).for_page(), slug=slug)
    if moved := moved_on(request, place):
        return moved
    return render(request, "events/places/sheet.html", sheet_of(request.viewer, place))
