"""The settings of a group on one page, for its organizers, and the bytes of its cover."""

from allauth.core.ratelimit import consume
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.images import CONTENT_TYPE, open_rendition
from accounts.permissions import Refused
from accounts.text import render_markdown
from community.groups.models import COVER_SIZES, Group, Visibility
from community.groups.rules import can_edit_group
from community.groups.running.actions import (
    announce_opening,
    archive_group,
    close_group,
    edit_group,
    remove_cover,
    revive_group,
    set_cover,
    set_policy,
    take_back_opening,
)
from community.groups.running.forms import ArchiveForm, CoverForm, PolicyForm, VisibilityForm, WordsForm


@require_http_methods(["GET", "POST"])
def group_edit(request, slug):
    """All settings; what is sent here are the words. A look at them first changes nothing."""
    group = _own(request, slug)
    if request.method == "GET":
        return _page(request, group)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, group, words=form)
    if "preview" in request.POST:
        texts = {name: render_markdown(form.cleaned_data[name]) for name in ("description", "rules")}
        return _page(request, group, words=form, preview=texts)
    try:
        edit_group(group, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        return _not_so(request, group, form, refusal, words=form, words_now=True)
    messages.success(request, _("Saved. Everybody sees it now."))
    return redirect("groups:detail", group.slug)


@require_POST
def group_policy(request, slug):
    """Who comes in, and what holds for dates and stories."""
    group, form = _own(request, slug), PolicyForm(request.POST)
    if not form.is_valid():
        return _page(request, group, policy=form)
    try:
        set_policy(group, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        return _not_so(request, group, form, refusal, policy=form, policy_now=True)
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("groups:edit", group.slug)


@require_POST
def group_cover(request, slug):
    """Another photo, other words about it, or the drawing again."""
    group = _own(request, slug)
    if "remove" in request.POST:
        remove_cover(group, by=request.viewer)
        messages.success(request, _("The photo is gone. The drawing stands there again."))
        return redirect("groups:edit", group.slug)
    allowed = all(consume(request, action="upload") for _file in request.FILES)
    form = CoverForm(request.POST, request.FILES if allowed else None, has_cover=bool(group.cover_id))
    if not form.is_valid() or not allowed:
        if not allowed:
            form.add_error(None, _("You have sent many photos this hour. Wait a little, then send this one."))
        return _page(request, group, cover=form)
    photo, words = form.cleaned_data["file"], form.cleaned_data["description"]
    try:
        set_cover(group, by=request.viewer, base=form.cleaned_data["base"], photo=photo, description=words)
    except Refused as refusal:
        return _not_so(request, group, form, refusal, cover=form)
    messages.success(request, _("Saved. This is how the group looks now."))
    return redirect("groups:edit", group.slug)


@require_POST
@rate_limit(action="group")
def group_visibility(request, slug):
    """Private at once, or public in seven days."""
    group, form = _own(request, slug), VisibilityForm(request.POST)
    if not form.is_valid():
        return _no_button(request, group)
    steps = {
        VisibilityForm.CLOSE: (close_group, _("Private from now on: for others the group does not exist.")),
        VisibilityForm.OPEN: (announce_opening, _("Announced. We tell the members today.")),
        VisibilityForm.STAY: (take_back_opening, _("The group stays private.")),
    }
    act, sentence = steps[form.cleaned_data["step"]]
    if act(group, by=request.viewer):
        messages.success(request, sentence)
    else:
        messages.info(request, _("It was so already."))
    return redirect("groups:edit", group.slug)


@require_POST
@rate_limit(action="group")
def group_archive(request, slug):
    """Let the group rest, or go on."""
    group, form = _own(request, slug), ArchiveForm(request.POST)
    if not form.is_valid():
        return _no_button(request, group)
    rests = form.cleaned_data["step"] == ArchiveForm.ARCHIVE
    try:
        (archive_group if rests else revive_group)(group, by=request.viewer)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The group rests.") if rests else _("The group goes on."))
    return redirect("groups:edit", group.slug)


@login_not_required
@require_GET
def cover(request, slug, cover_id, size):
    """The bytes of one copy, for who may see the group. Only a public group's may be kept by caches."""
    groups = Group.objects.visible_to(request.viewer)
    group = get_object_or_404(groups.with_cover(slug, cover_id))
    if size not in COVER_SIZES:
        raise Http404
    is_public = group.visibility == Visibility.PUBLIC
    etag = f'"{group.cover_id}-{size}"' if is_public else None
    response = get_conditional_response(request, etag=etag) or _bytes(group.cover_key, COVER_SIZES[size])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    if etag:
        response["ETag"] = etag
    return response


def _bytes(key, size):
    try:
        with open_rendition(key, size) as file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except FileNotFoundError:
        raise Http404 from None


def _own(request, slug):
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_edit_group(request.viewer, group):
        raise PermissionDenied
    return group


def _page(request, group, *, status=200, **forms):
    """The page with every form as it stands; ``forms`` are those somebody has just sent."""
    filled = {"words": WordsForm, "policy": PolicyForm, "cover": CoverForm}
    context = {name: form_class.filled(group) for name, form_class in filled.items()}
    context |= {"group": group, "preview": None, "words_now": False, "policy_now": False} | forms
    return render(request, "community/groups/edit.html", context, status=status)


def _not_so(request, group, form, refusal, **context):
    """What was typed beside what there is now; sending it again is then meant."""
    group.refresh_from_db()
    form.add_error(None, refusal.sentence)
    form.renew_base(group)
    return _page(request, group, status=409, **context)


def _no_button(request, group):
    messages.error(request, _("Choose one of the buttons on this page."))
    return redirect("groups:edit", group.slug)
