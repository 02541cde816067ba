"""Keeping places: what happens to them, their history, corrections, and two entries of one place."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.identifiers import renew_nonce
from accounts.pagination import CursorPage
from accounts.permissions import Refused
from events.places.joined import moved_on
from events.places.keeping.actions import retire_place
from events.places.keeping.correcting import accept_correction, decline_correction, propose_correction
from events.places.keeping.forms import CorrectionForm, DeclineForm, GiveUpForm, WhichForm
from events.places.keeping.merging import confirm_same, decline_same, say_same
from events.places.keeping.models import Correction, PlaceEvent, SamePlace
from events.places.keeping.moves import somebody_was_faster
from events.places.keeping.pages import correction_page, decide_page, keep_page, same_page
from events.places.keeping.rules import (
    can_confirm_same,
    can_correct_place,
    can_decide_correction,
    can_decide_same,
    can_keep_place,
    can_say_same,
)
from events.places.models import Place
from events.places.rules import can_see_checkers

LINES = 30


@login_not_required
@require_GET
def place_history(request, slug):
    """What happened to a place, on whose word, for everybody who may read the place."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if moved := moved_on(request, place):
        return moved
    lines = PlaceEvent.objects.of_place(place.pk, request.viewer)
    context = {
        "place": place,
        "page": CursorPage(lines, request.GET.get("after"), field="happened_at", size=LINES),
        "may_see_names": can_see_checkers(request.viewer, place),
    }
    return render(request, "events/places/keeping/history.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_keep(request, slug):
    """One form for each thing that can be done with the place as it is now."""
    place = _kept(request, slug)
    if request.method == "GET":
        return render(request, "events/places/keeping/keep.html", keep_page(request.viewer, place))
    context = keep_page(request.viewer, place, request.POST)
    offer = next((each for each in context["offers"] if each.form.is_bound), None)
    if offer is None:
        messages.error(request, somebody_was_faster(place.pk).sentence)
        return redirect("places:keep", slug)
    if _done(request, place, offer.form, offer.step.act):
        messages.success(request, offer.step.done)
        return redirect("places:detail", slug)
    return render(request, "events/places/keeping/keep.html", context | {"sent": offer})


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_retire(request, slug):
    """The second step before a place is given up for good."""
    place = _kept(request, slug)
    form = GiveUpForm(request.POST or None, initial={"seen": PlaceEvent.objects.stamp_of(place.pk)})
    if _done(request, place, form, retire_place):
        messages.success(request, _("Given up. Its checks and its history stay."))
        return redirect("places:detail", slug)
    return render(request, "events/places/keeping/retire.html", {"place": place, "form": form})


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_correct(request, slug):
    """The facts as they are, to be changed where they are wrong."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if moved := moved_on(request, place):
        return moved
    if not can_correct_place(request.viewer, place):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, place=place)
    if form.is_valid():
        try:
            propose_correction(place, by=request.viewer, **form.cleaned_data)
        except Refused as refused:
            form.show_anew(place)
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _thanks(request.viewer, place))
            return redirect("places:detail", slug)
    context = {"form": form, "place": place, "is_direct": can_keep_place(request.viewer, place)}
    return render(request, "events/places/keeping/correct.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_correction(request, slug, public_id):
    """What somebody says beside what stands there, to take over or to decline."""
    rows = Correction.objects.for_page(request.viewer)
    correction = get_object_or_404(rows, public_id=public_id, place__slug=slug)
    if not can_decide_correction(request.viewer, correction):
        raise PermissionDenied
    declines = "decline" in request.POST
    form = DeclineForm(request.POST if declines else None)
    if request.method == "POST" and not declines:
        accept_correction(correction, by=request.viewer, seen=request.POST.get("seen", ""))
        messages.success(request, _("Taken over. It stands on the page now."))
        return redirect("places:detail", slug)
    if form.is_valid():
        decline_correction(correction, by=request.viewer, **form.cleaned_data)
        messages.success(request, _("Declined. Who sent it is told why."))
        return redirect("places:keep", slug)
    context = correction_page(request.viewer, correction) | {"form": form}
    return render(request, "events/places/keeping/correction.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_same(request, slug):
    """Find the other entry of the same place, and say so."""
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if not can_say_same(request.viewer, place):
        raise PermissionDenied
    form = WhichForm(request.POST or None)
    context = same_page(request.viewer, place, request.GET.get("q", "").strip()[:100]) | {"form": form}
    if form.is_valid():
        places = Place.objects.visible_to(request.viewer)
        into = get_object_or_404(places, slug=form.cleaned_data["into"])
        try:
            say_same(place, by=request.viewer, nonce=form.cleaned_data["nonce"], into=into)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            renew_nonce(form)
        else:
            messages.success(request, _("Said. A second person who keeps places has to confirm it."))
            return redirect("places:keep", slug)
    return render(request, "events/places/keeping/same.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="keep")
def place_same_decide(request, slug, public_id):
    """Two entries side by side: a second person joins them, or says that they are two."""
    rows = SamePlace.objects.for_page(request.viewer)
    same = get_object_or_404(rows, public_id=public_id, place__slug=slug)
    if not can_decide_same(request.viewer, same):
        raise PermissionDenied
    if request.method == "GET":
        context = decide_page(request.viewer, same)
        return render(request, "events/places/keeping/same_decide.html", context)
    if "decline" in request.POST:
        decline_same(same, by=request.viewer)
        messages.success(request, _("They stay two places."))
        return redirect("places:keep", slug)
    if not can_confirm_same(request.viewer, same):
        raise PermissionDenied
    stays = confirm_same(same, by=request.viewer)
    messages.success(request, _("Joined. The old address leads here from now on."))
    return redirect("places:detail", stays.slug)


def _kept(request, slug):
    place = get_object_or_404(Place.objects.visible_to(request.viewer), slug=slug)
    if not can_keep_place(request.viewer, place):
        raise PermissionDenied
    return place


def _done(request, place, form, act):
    """Did it happen? If not, the form says why, and knows what has happened meanwhile."""
    if not form.is_valid():
        return False
    fields = {name: value for name, value in form.cleaned_data.items() if name not in ("step", "is_final")}
    try:
        act(place, by=request.viewer, **fields)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        form.data = form.data.copy()
        form.data["seen"] = PlaceEvent.objects.stamp_of(place.pk)
        return False
    return True


def _thanks(viewer, place):
    if can_keep_place(viewer, place):
        return _("Corrected. It stands in the history with your reason.")
    return _("Thank you. Somebody who keeps places looks at it, and we tell you what became of it.")
