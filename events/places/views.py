"""Pages of places."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Refused
from events.places.forms import ImportForm
from events.places.importing.actions import import_places
from events.places.importing.report import ImportReport
from events.places.joined import moved_on
from events.places.models import Place
from events.places.pages import place_page
from events.places.rubric_page import kinds_shown, lines_shown, months_shown
from events.places.rules import can_import_places

MOST_PER_UPLOAD = 500


@login_not_required
@require_GET
def place_detail(request, slug):
    """What a place is like, line by line, and who looked; a joined one leads to the one that stays."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer).for_page(), slug=slug)
    if moved := moved_on(request, place):
        return moved
    return render(request, "events/places/detail.html", place_page(request.viewer, place))


@login_not_required
@require_GET
def how_we_check(request):
    """The rubric itself: what is looked at, and where our limits lie."""
    shown = {"lines": lines_shown(), "kinds": kinds_shown(), "months": months_shown()}
    return render(request, "events/places/rubric.html", shown)


@require_http_methods(["GET", "POST"])
@rate_limit(action="import")
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
