"""Calendars that a program fetches by an address, and the page of one's addresses."""

from hashlib import sha256

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.feeds.actions import MOST, make_feed, remove_feed, reset_feed
from events.meetups.feeds.content import calendar_of
from events.meetups.feeds.models import CalendarFeed
from events.places.models import Place


@login_not_required
@require_safe
def feed(request, secret):
    """Whoever sends the address is taken for its owner, signed in or not."""
    limited = rate_limit(action="calendar", key=secret, limit_get=True)
    return _kept_to_oneself(limited(_answer)(request, secret))


def _answer(request, secret):
    found = CalendarFeed.objects.opened_by(secret).first()
    body = _written(found) if found else None
    if body is None:
        return HttpResponse(status=404, content_type="text/plain")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Language"] = found.user.profile.language
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _written(found):
    """In the language of whose calendar it is; None if they may not read any more what it is about."""
    with translation.override(found.user.profile.language):
        calendar = calendar_of(found, Viewer(found.user), timezone.now())
        return calendar.to_ical() if calendar else None


def _kept_to_oneself(response):
    """Whoever has the address reads the calendar: no cache keeps it, no other site hears of it, no search
    engine lists it. The ETag is for the program that has the dates already, not for a cache."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_GET
def feed_list(request):
    feeds = CalendarFeed.objects.by_person(request.viewer)
    return render(request, "events/meetups/feeds/list.html", {"feeds": feeds, "most": MOST})


@require_POST
@rate_limit(action="calendar_address")
def feed_of_mine(request):
    return _new(request, None)


@require_POST
@rate_limit(action="calendar_address")
def feed_of_group(request, slug):
    return _new(request, get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug))


@require_POST
@rate_limit(action="calendar_address")
def feed_of_place(request, slug):
    return _new(request, get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug))


@require_POST
@rate_limit(action="calendar_address")
def feed_reset(request, public_id):
    found = _own(request, public_id)
    return _show(request, found, reset_feed(found, by=request.viewer))


@require_POST
def feed_remove(request, public_id):
    remove_feed(_own(request, public_id), by=request.viewer)
    messages.success(request, _("Removed. Whoever still asks by that address finds nothing."))
    return redirect("calendars:list")


def _own(request, public_id):
    return get_object_or_404(CalendarFeed.objects.by_person(request.viewer), public_id=public_id)


def _new(request, of):
    made, secret = make_feed(of, by=request.viewer, nonce=request.POST.get("nonce", ""))
    return _show(request, made, secret)


def _show(request, made, secret):
    """The only page that ever shows the address: it is in no session, message or log."""
    address = settings.SITE_URL + reverse("calendars:feed", args=[secret])
    webcal = "webcal:" + address.partition(":")[2]
    context = {"feed": made, "address": address, "webcal": webcal}
    return _kept_to_oneself(render(request, "events/meetups/feeds/made.html", context))
