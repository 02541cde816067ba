"""A person's page, as each reader sees it, and the pages on which its owner fills it in."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.images import CONTENT_TYPE, open_rendition
from accounts.permissions import Refused
from accounts.users.actions import PHOTO_SIZES, change_photo, edit_profile, remove_photo
from accounts.users.adapter import keep_language
from accounts.users.first_run import self_check
from accounts.users.models import Profile, SeenBy
from accounts.users.profile_forms import EmergencyForm, LanguageForm, PersonForm, PhotoForm, RunningForm
from accounts.users.visibility import may_see, reader_of, shown_to


@require_GET
def profile(request, handle):
    """What this reader may see of a person; the person may look with the eyes of others."""
    found = get_object_or_404(
        Profile.objects.visible_to(request.viewer).for_page(), handle=handle.removeprefix("@").lower()
    )
    own = reader_of(found, request.viewer)
    wanted = request.GET.get("as", own)
    reader = SeenBy(wanted) if own == SeenBy.ME and wanted in SeenBy.values else own
    context = {
        "profile": found,
        "shown": shown_to(found, reader),
        "is_own": own == SeenBy.ME,
        "reader": reader,
        "readers": SeenBy.choices,
        "is_hidden": reader == SeenBy.PEOPLE and not found.is_of_age,
        "years": found.birth_year and timezone.now().year - found.birth_year,
    }
    return render(request, "accounts/users/profile.html", context)


@require_GET
def photo(request, photo_id, size):
    """The bytes of one copy, for whoever may see the photo now."""
    found = get_object_or_404(
        Profile.objects.visible_to(request.viewer).for_page(), photo_id=photo_id, photo_key__gt=""
    )
    if size not in PHOTO_SIZES or not may_see(found, "photo", reader_of(found, request.viewer)):
        raise Http404
    try:
        with open_rendition(found.photo_key, PHOTO_SIZES[size]) as file:
            response = HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "POST"])
def edit(request):
    """Name, handle, about me, and who sees age and home area."""
    form = PersonForm(request.POST or None, profile=request.viewer.user.profile)
    if _is_saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("users:me")
    return render(request, "accounts/users/edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
def running(request):
    """Stage, goal, pace and languages; the last step of the first run."""
    is_first_run = "first_run" in request.GET
    form = RunningForm(request.POST or None, profile=request.viewer.user.profile, is_first_run=is_first_run)
    if _is_saved(request, form):
        if is_first_run:
            return _all_set(request)
        messages.success(request, _("Saved."))
        return redirect("users:me")
    context = {"form": form, "is_first_run": is_first_run, "back": self_check()}
    return render(request, "accounts/users/running.html", context)


def _all_set(request):
    messages.success(request, _("You are all set. This is what runs near you."))
    return redirect("near")


@require_http_methods(["GET", "POST"])
def own_photo(request):
    """Send a photo of yourself, and say who sees it."""
    person = request.viewer.user.profile
    allowed = not request.FILES or consume(request, action="upload")
    sent = (request.POST, request.FILES if allowed else None) if request.method == "POST" else ()
    form = PhotoForm(*sent, profile=person)
    if not allowed:
        form.add_error("photo", _("You have sent many photos this hour. Wait a little, then try again."))
    if form.is_valid() and _is_photo_kept(request, form):
        messages.success(request, _("Saved."))
        return redirect("users:photo")
    return render(request, "accounts/users/photo.html", {"form": form, "profile": person})


def _is_photo_kept(request, form):
    person, fresh = request.viewer.user.profile, form.cleaned_data["photo"]
    try:
        edit_profile(person, by=request.viewer, photo_seen_by=form.cleaned_data["photo_seen_by"])
        if fresh:
            change_photo(person, by=request.viewer, photo=fresh)
    except Refused as refusal:
        form.add_error("photo", refusal.sentence)
        return False
    return True


@require_POST
def own_photo_remove(request):
    remove_photo(request.viewer.user.profile, by=request.viewer)
    messages.success(request, _("Removed. We have deleted its copies."))
    return redirect("users:photo")


@require_http_methods(["GET", "POST"])
def emergency(request):
    """Whom to call, and whether photos are fine."""
    form = EmergencyForm(request.POST or None, profile=request.viewer.user.profile)
    if _is_saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("users:me")
    return render(request, "accounts/users/emergency.html", {"form": form})


@require_http_methods(["GET", "POST"])
def language(request):
    """The language of pages and mail, on this device and elsewhere."""
    form = LanguageForm(request.POST or None, profile=request.viewer.user.profile)
    if not _is_saved(request, form):
        return render(request, "accounts/users/language.html", {"form": form})
    chosen = form.cleaned_data["language"]
    response = redirect("users:me")
    keep_language(response, chosen, secure=request.is_secure())
    with translation.override(chosen):
        messages.success(request, _("Saved."))
    return response


def _is_saved(request, form):
    """Keep what was typed, or say in the form why not."""
    if not form.is_valid():
        return False
    person = request.viewer.user.profile
    said = {name: form.cleaned_data[name] for name in form.names}
    try:
        edit_profile(person, by=request.viewer, base=form.cleaned_data["base"], **said)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.rebase(Profile.objects.visible_to(request.viewer).of_person(person.user_id))
        return False
    return True
