"""Pages that find a date."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import Refused
from events.meetups.finding import pages
from events.meetups.finding.mapped import map_data


@login_not_required
@require_GET
def meetup_list(request):
    """What lies ahead, by day; near a city, the home area or a position, nearest first."""
    context = {"tab": "agenda", **pages.agenda(request.viewer, request.GET)}
    return render(request, "events/meetups/list.html", context)


@login_not_required
@require_GET
def meetup_month(request):
    context = {"tab": "month", **pages.month(request.viewer, request.GET)}
    return render(request, "events/meetups/month.html", context)


@login_not_required
@require_GET
def meetup_map(request):
    context = {"tab": "map", **pages.on_map(request.viewer, request.GET)}
    return render(request, "events/meetups/map.html", context)


@login_not_required
@require_GET
def meetup_map_data(request):
    """The same dates for the part of the map that is shown."""
    try:
        return JsonResponse(map_data(request.viewer, request.GET))
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=400)


@require_GET
def meetups_mine(request):
    """What the viewer goes to, waits for or leads; nobody else reads it."""
    context = {"tab": "mine", **pages.mine(request.viewer, request.GET)}
    return render(request, "events/meetups/mine.html", context)
