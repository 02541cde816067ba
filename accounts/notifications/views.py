"""The bell's pages, how one is told, and the page behind the link that ends a kind of letter."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.jobs.rules import can_look_after_jobs
from accounts.notifications import actions
from accounts.notifications.bell import lines, matters
from accounts.notifications.contracts import scopes_of
from accounts.notifications.forms import (
    FailureForm,
    KindsForm,
    MarkReadForm,
    MarkTheseForm,
    MomentForm,
    MuteForm,
    PresetForm,
    number_of,
)
from accounts.notifications.models import FailingAddress, Mute, Notification
from accounts.notifications.operating import overview
from accounts.notifications.preferences import wishes_of
from accounts.notifications.unsubscribe import read_token
from accounts.pagination import CursorPage
from accounts.permissions import Refused, Viewer


@require_GET
def bell(request):
    """What the viewer was told of, by what it is about, newest first."""
    rows = Notification.objects.visible_to(request.viewer)
    after = request.GET.get("after")
    page = CursorPage(rows, after, field="created_at")
    shown = lines(page.items, request.viewer)
    context = {
        "matters": matters(shown),
        "gone": len(page) - len(shown),
        "newest": page.items[0].public_id if page.items and not after else "",
        "page": page,
        "just_read": _just_read(request),
    }
    return render(request, "accounts/notifications/bell.html", context)


def _just_read(request):
    """What the viewer marked a moment ago: how many lines, and the moment for taking it back."""
    form = MomentForm(request.GET) if "read" in request.GET else None
    if form is None or not form.is_valid():
        return None
    count = Notification.objects.read_together(request.viewer, form.cleaned_data["read"]).count()
    return {"number": count, "form": form} if count else None


@require_POST
def mark_read(request):
    form = MarkReadForm(request.POST)
    if not form.is_valid():
        return redirect("notifications:list")
    return _with_undo(actions.mark_lines_read(by=request.viewer, **form.cleaned_data))


@require_POST
def mark_these(request):
    """The lines of one matter that stood on the page."""
    form = MarkTheseForm(request.POST)
    if not form.is_valid():
        return redirect("notifications:list")
    return _with_undo(actions.mark_these_read(by=request.viewer, lines=form.cleaned_data["line"]))


def _with_undo(moment):
    """To the bell, which says what was marked and offers to take it back."""
    return redirect(f"{reverse('notifications:list')}?read={number_of(moment)}")


@require_POST
def mark_new(request):
    form = MomentForm(request.POST)
    if form.is_valid():
        count = actions.take_back_reading(by=request.viewer, at=form.cleaned_data["read"])
        sentence = ngettext("%(n)d notice is new again.", "%(n)d notices are new again.", count)
        messages.success(request, sentence % {"n": count})
    return redirect("notifications:list")


@require_POST
def open_line(request, line):
    """Mark one line as read, and on to what it is about."""
    row = get_object_or_404(Notification.objects.visible_to(request.viewer), public_id=line)
    actions.mark_these_read(by=request.viewer, lines=[row.public_id])
    if shown := lines([row], request.viewer):
        return redirect(shown[0].url)
    messages.info(request, _("What it was about has changed since, and can no longer be read."))
    return redirect("notifications:list")


@require_http_methods(["GET", "POST"])
def settings(request):
    """How much one hears, of which groups, and whether letters arrive."""
    viewer = request.viewer
    wishes = wishes_of(viewer.pk)
    form = PresetForm(request.POST or None, initial={"preset": wishes.preset})
    if form.is_valid():
        actions.choose_preset(by=viewer, **form.cleaned_data)
        messages.success(request, _("Saved. It holds for what comes from now on."))
        return redirect("notifications:settings")
    muted = Mute.objects.scopes_of(viewer.pk)
    context = {
        "form": form,
        "wishes": wishes,
        "groups": [(slug, each.name, each.scope in muted) for slug, each in _mutable(viewer).items()],
        "address": FailingAddress.objects.paused(viewer.user.email),
        "profile": viewer.user.profile,
    }
    return render(request, "accounts/notifications/settings.html", context)


def _mutable(viewer):
    """What the viewer can mute, by its slug."""
    return {slug: each for answer in scopes_of(viewer.pk) for slug, each in answer.items()}


@require_POST
def mute_group(request):
    mutable = _mutable(request.viewer)
    form = MuteForm(request.POST, slugs=mutable)
    if not form.is_valid():
        messages.warning(request, _("You are not in this group any more, so it tells you nothing."))
        return redirect("notifications:settings")
    act = actions.mute if form.cleaned_data["is_muted"] else actions.unmute
    act(mutable[form.cleaned_data["group"]].scope, by=request.viewer)
    return redirect(f"{reverse('notifications:settings')}#groups")


@require_POST
@rate_limit(action="address")
def address_again(request):
    if actions.try_address_again(by=request.viewer):
        messages.success(request, _("The next letter goes to your address again."))
    return redirect("notifications:settings")


@require_http_methods(["GET", "POST"])
def kinds(request):
    """One choice for each kind."""
    wishes = wishes_of(request.viewer.pk)
    form = KindsForm(request.POST or None, wishes=wishes, viewer=request.viewer)
    if form.is_valid():
        actions.choose_kinds(by=request.viewer, channels=form.cleaned_data)
        messages.success(request, _("Saved. It holds for what comes from now on."))
        return redirect("notifications:kinds")
    return render(request, "accounts/notifications/kinds.html", {"form": form, "wishes": wishes})


@require_POST
def kinds_forget(request):
    actions.forget_choices(by=request.viewer)
    messages.success(request, _("Everything follows your choice of how much again."))
    return redirect("notifications:kinds")


@login_not_required
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """What a link in a letter ends. GET shows it; POST does it, by hand or by a mail program (RFC 8058)."""
    found = read_token(token)
    if found is None:
        return _kept_to_oneself(render(request, "accounts/notifications/link_unknown.html", status=404))
    user, kind = found
    if request.method == "POST":
        act = actions.take_letters_again if "again" in request.POST else actions.stop_letters
        act(kind, by=Viewer(user))
    channel = wishes_of(user.pk).channel(kind)
    with translation.override(user.profile.language):
        context = {"kind": kind, "channel": channel, "is_done": request.method == "POST"}
        response = render(request, "accounts/notifications/unsubscribe.html", context)
        response["Content-Language"] = translation.get_language()
    return _kept_to_oneself(response)


def _kept_to_oneself(response):
    """Whoever has the address can act on it: no other site hears of it, and no search engine lists it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# ---- For operators ----


@never_cache
@require_GET
def letters(request):
    """What became of telling people: what is owed, and what failed for good."""
    if not can_look_after_jobs(request.viewer, None):
        raise PermissionDenied
    return render(request, "accounts/notifications/letters.html", overview(timezone.now()))


@require_POST
def letters_again(request):
    return _look_after(request, actions.try_failure_again, _("It is tried again now."))


@require_POST
def letters_put_away(request):
    done = _("Put away. At the end of this page you can take it back.")
    return _look_after(request, actions.put_failure_away, done)


@require_POST
def letters_take_back(request):
    return _look_after(request, actions.take_failure_back, _("It is back in the list."))


def _look_after(request, action, done):
    """One action on what failed alike; when somebody was faster, say so."""
    if not can_look_after_jobs(request.viewer, None):
        raise PermissionDenied
    form = FailureForm(request.POST)
    if form.is_valid():
        try:
            action(**form.cleaned_data, by=request.viewer)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, done)
    return redirect("letters:index")
