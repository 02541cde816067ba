"""Old addresses of a place that was joined with another lead to the same page of the one that stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from events.places.models import Place


def moved_on(request: HttpRequest, place: Place) -> HttpResponse | None:
    """The way to the same page of the place that stays, or None if this one was not joined."""
    match = request.resolver_match
    if place.merged_into_id is None or match is None or request.method not in ("GET", "HEAD"):
        return None
    places = Place.objects.visible_to(request.viewer)  # type: ignore[attr-defined]
    stays = get_object_or_404(places, pk=place.merged_into_id)
    return redirect(match.view_name, permanent=True, **match.kwargs | {"slug": stays.slug})
