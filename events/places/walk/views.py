"""Pages of the walk: a check card by card, its draft, and pictures of places."""

from allauth.core.ratelimit import consume
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identifiers import renew_nonce
from accounts.images import CONTENT_TYPE, open_rendition
from accounts.images.models import PHOTO_SIZES
from accounts.permissions import Refused
from events.places.check_form import CheckForm
from events.places.joined import moved_on
from events.places.models import Place, Zone
from events.places.rules import can_check_zone
from events.places.walk.actions import hand_in, keep_place_photo, save_draft, take_down_photo
from events.places.walk.forms import DRAFT_MOST, PlacePhotoForm, draft_of
from events.places.walk.models import PlacePhoto
from events.places.walk.pages import mark_of, result_of, thanks_for, walk_page
from events.places.walk.rules import can_add_place_photo, can_decide_on_photo, can_take_down_photo


@require_http_methods(["GET", "POST"])
@rate_limit(action="check")
def zone_check(request, slug, public_id):
    """The rubric, walked card by card with a phone, or filled in as one long form."""
    zone = _zone_to_check(request, slug, public_id)
    if _is_of_another(request, zone):
        return _not_yours(request)
    form = CheckForm(request.POST or None, place=zone.place)
    if form.is_valid():
        try:
            hand_in(zone, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, thanks_for(zone))
            return _gone_to(request, reverse("places:detail", args=[slug]))
    return render(request, "events/places/check.html", walk_page(request.viewer, zone, form))


@require_POST
def check_draft(request, slug, public_id):
    """Keep what was typed so far, and say what it comes to."""
    zone = _zone_to_check(request, slug, public_id)
    if _is_of_another(request, zone):
        return _not_yours(request)
    if int(request.headers.get("Content-Length") or 0) > DRAFT_MOST:
        return render(request, "413.html", status=413)
    form = CheckForm(request.POST, place=zone.place)
    try:
        saved_at = save_draft(zone, by=request.viewer, answers=draft_of(form, request.POST))
    except ValidationError as error:
        return render(request, "400.html", {"sentence": error.message}, status=400)
    if not _wants_json(request):
        messages.success(request, _("Saved. Open this page again on any device and go on."))
        return redirect("places:check", slug, public_id)
    result = render_to_string("events/places/_walk_result.html", result_of(form), request)
    return JsonResponse({"saved_at": saved_at and saved_at.isoformat(), "result": result})


@require_http_methods(["GET", "POST"])
def photo_new(request, slug):
    """Send a picture of a place, from its page or on the way through a check."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if moved := moved_on(request, place):
        return moved
    if not can_add_place_photo(request.viewer, place):
        raise PermissionDenied
    zones = Zone.objects.visible_to(request.viewer).of_place(place.pk)
    within = request.method == "GET" or not request.FILES or consume(request, action="upload")
    form = PlacePhotoForm(request.POST or None, (request.FILES or None) if within else None, zones=zones)
    if not within:
        form.add_error(None, _("You have sent many photos this hour. Wait a little, then go on."))
    if form.is_valid():
        try:
            photo = keep_place_photo(place, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _kept(request, photo)
    if form.is_bound and _wants_json(request):
        return JsonResponse({"sentence": form.in_one_sentence()}, status=400 if within else 429)
    return render(request, "events/places/photo_new.html", {"form": form, "place": place})


@login_not_required
@require_GET
def photo(request, public_id, size):
    """The bytes of one copy, after asking who is looking. Only what strangers see may be kept by caches."""
    photos = PlacePhoto.objects.visible_to(request.viewer).with_publicity()
    found = get_object_or_404(photos, public_id=public_id)
    if size not in PHOTO_SIZES:
        raise Http404
    etag = f'"{found.public_id}-{size}"' if found.is_public else None
    response = get_conditional_response(request, etag=etag) or _bytes(found, size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, no-cache" if found.is_public else "private, no-store"
    if etag:
        response["ETag"] = etag
    return response


@require_http_methods(["GET", "POST"])
def photo_remove(request, public_id):
    """Take a picture down: in one step for whoever is on it, for good for whoever may decide."""
    found = get_object_or_404(PlacePhoto.objects.visible_to(request.viewer).with_place(), public_id=public_id)
    if not can_take_down_photo(request.viewer, found):
        raise PermissionDenied
    decides = can_decide_on_photo(request.viewer, found)
    sentence = ""
    if request.method == "POST":
        if decides or consume(request, action="report"):
            take_down_photo(found, by=request.viewer)
            messages.success(request, _("Taken down. Nobody sees this photo any more."))
            return redirect("places:detail", found.place.slug)
        sentence = _("You have taken down many photos today. Write to whoever runs this site.")
    context = {"photo": found, "place": found.place, "decides": decides, "sentence": sentence}
    return render(request, "events/places/photo_remove.html", context)


def _zone_to_check(request, slug, public_id):
    zones = Zone.objects.visible_to(request.viewer).with_place()
    zone = get_object_or_404(zones, public_id=public_id, place__slug=slug)
    if not can_check_zone(request.viewer, zone):
        raise PermissionDenied
    return zone


def _is_of_another(request, zone):
    """Was this form begun by somebody else in this browser?"""
    mark = request.POST.get("walker")
    return bool(mark) and mark != mark_of(request.viewer, zone)


def _not_yours(request):
    sentence = _(
        "These answers were begun under another account. Sign in with that one to send them; a second person "
        "looks and answers for themselves."
    )
    return render(request, "409.html", {"sentence": sentence}, status=409)


def _wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _gone_to(request, url):
    """Where to go on: as a redirect, or in words that the page's own script reads."""
    return JsonResponse({"url": url}) if _wants_json(request) else redirect(url)


def _kept(request, photo):
    if _wants_json(request):
        remove = reverse("places:photo_remove", args=[photo.public_id])
        return JsonResponse({"url": photo.url("small"), "remove": remove}, status=201)
    messages.success(request, _("Thank you. Your photo is on the page now."))
    return redirect("places:detail", photo.place.slug)


def _bytes(found, size):
    try:
        with open_rendition(found.key, PHOTO_SIZES[size]) as file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except FileNotFoundError:
        raise Http404 from None
