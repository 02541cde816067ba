"""Pages of stories: the feeds, one story, the author's own, the form, and the bytes of photos."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.images import CONTENT_TYPE, open_rendition
from accounts.images.models import PHOTO_SIZES
from accounts.pagination import CursorPage
from accounts.permissions import Refused
from community.groups.models import Group
from community.moderation.actions import report, withdraw
from community.moderation.forms import ReportForm
from community.moderation.rules import can_report_content
from community.moderation.waiting import waits_for_nobody
from community.stories import atom
from community.stories.actions import Shown, edit_story, keep_photo, tell_story
from community.stories.feed import FeedPage
from community.stories.forms import EditStoryForm, TellStoryForm
from community.stories.models import Photo, Story
from community.stories.rules import can_edit_story, can_tell_story


@login_not_required
@require_GET
def story_list(request):
    """What everybody may read; for members also the stories of their own groups."""
    after, viewer = request.GET.get("after"), request.viewer
    own = viewer.is_authenticated and request.GET.get("show") == "groups"
    stories = Story.objects.for_member_feed(viewer, after=after) if own else Story.objects.public_feed(viewer)
    context = {
        "page": FeedPage(stories, after),
        "show": "groups" if own else "",
        "groups": Group.objects.of_member(viewer) if viewer.is_authenticated else [],
    }
    return render(request, _page_or_feed(request, "community/stories/list.html"), context)


@login_not_required
@require_GET
def group_stories(request, slug):
    """The stories of one group, as far as the viewer may read them."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    after = request.GET.get("after")
    stories = Story.objects.visible_to(request.viewer).for_feed_of(request.viewer).in_group(group.pk)
    context = {
        "group": group,
        "page": FeedPage(stories, after),
        "may_tell": can_tell_story(request.viewer, group),
    }
    return render(request, _page_or_feed(request, "community/stories/group.html"), context)


@login_not_required
@require_GET
def group_atom(request, slug):
    """The newest public stories of a public group, the same for everybody who may know of it."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer).public(), slug=slug)
    stories = Story.objects.public_feed(request.viewer).in_group(group.pk).newest(atom.NEWEST)
    return HttpResponse(atom.feed_of(group, stories), content_type=atom.CONTENT_TYPE)


@login_not_required
@require_GET
def story_detail(request, public_id):
    """One published story. What waits is on the author's own page and in the queue, nowhere else."""
    story = get_object_or_404(Story.objects.visible_to(request.viewer).for_cards(), public_id=public_id)
    context = {"story": story, "may_report": can_report_content(request.viewer, story)}
    return render(request, "community/stories/detail.html", context)


@require_GET
def story_mine(request):
    """All the viewer has told, with what moderators answered."""
    stories = Story.objects.authored_by(request.viewer).for_author()
    context = {
        "page": CursorPage(stories, request.GET.get("after"), field="created_at"),
        "groups": Group.objects.of_member(request.viewer),
    }
    return render(request, "community/stories/mine.html", context)


@require_GET
def story_own(request, public_id):
    """One of the viewer's own, in whatever state."""
    story = get_object_or_404(Story.objects.authored_by(request.viewer).for_author(), public_id=public_id)
    context = {"story": story, "waits_for_nobody": story.waits and waits_for_nobody(story.newest)}
    return render(request, "community/stories/own.html", context)


@require_http_methods(["GET", "POST"])
def story_new(request, slug):
    """Tell a story in one group."""
    group = get_object_or_404(Group.objects.visible_to(request.viewer), slug=slug)
    if not can_tell_story(request.viewer, group):
        raise PermissionDenied
    if request.method == "GET":
        return _form_page(request, TellStoryForm(is_private=group.is_private), group)
    earlier = Story.objects.authored_by(request.viewer).sent_with(request.POST.get("nonce", "")).first()
    if earlier:
        return redirect("stories:own", earlier.public_id)
    form = _checked(request, TellStoryForm, group)
    if form.is_valid():
        try:
            story = tell_story(group, by=request.viewer, photos=_shown(form), **form.cleaned_data)
            return redirect("stories:own", story.public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _form_page(request, form, group)


@require_http_methods(["GET", "POST"])
def story_edit(request, public_id):
    """Write a next version; readers go on seeing the published one."""
    story = get_object_or_404(Story.objects.authored_by(request.viewer).for_author(), public_id=public_id)
    if not can_edit_story(request.viewer, story):
        raise PermissionDenied
    if request.method == "GET":
        return _form_page(request, _filled(story), story.group, story=story)
    form = _checked(request, EditStoryForm, story.group)
    if form.is_valid():
        try:
            edit_story(story, by=request.viewer, photos=_shown(form), **form.cleaned_data)
            return redirect("stories:own", public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return _both_texts(request, form, public_id)
    return _form_page(request, form, story.group, story=story)


@require_POST
def story_withdraw(request, public_id):
    """Take back what waits."""
    story = get_object_or_404(Story.objects.authored_by(request.viewer), public_id=public_id)
    withdraw(story, by=request.viewer)
    messages.success(request, _("Taken back. No moderator reads it any more."))
    return redirect("stories:own", public_id)


@require_http_methods(["GET", "POST"])
def story_report(request, public_id):
    """Tell the moderators what is wrong with a story one can read."""
    story = get_object_or_404(Story.objects.visible_to(request.viewer).for_cards(), public_id=public_id)
    if not can_report_content(request.viewer, story):
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            _refuse_unless_within(request, "report")
            report(story, by=request.viewer, **form.cleaned_data)
            messages.success(
                request, _("Thank you. A moderator will read it; you find our answer under your notices.")
            )
            return redirect("stories:detail", public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "community/stories/report.html", {"story": story, "form": form})


@login_not_required
@require_GET
def photo(request, public_id, size):
    """The bytes of one copy, after asking who is looking. Only a stranger's photos may be kept by caches."""
    photos = Photo.objects.visible_to(request.viewer).with_publicity()
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


def _bytes(found, size):
    try:
        with open_rendition(found.key, PHOTO_SIZES[size]) as file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except FileNotFoundError:
        raise Http404 from None


def _page_or_feed(request, template):
    """The whole page, or only the next stories for htmx."""
    return "community/stories/_feed.html" if request.htmx and request.GET.get("after") else template


def _filled(story):
    draft = story.draft
    initial = {name: getattr(draft, name) for name in ("title", "text", "audience")}
    photos = [(use.photo, use.description) for use in draft.photos.all()]
    initial |= {"base": story.newest.version}
    return EditStoryForm(initial=initial, photos=photos, is_private=story.group.is_private)


def _checked(request, form_class, group):
    """Validate, and keep each photo that was accepted, whatever else is wrong."""
    allowed = all(consume(request, action="upload") for _file in request.FILES)
    files = request.FILES if allowed else None
    form = form_class(request.POST, files, is_private=group.is_private)
    form.is_valid()
    if not allowed:
        form.add_error(
            None, _("You have sent many photos this hour. Wait a little, or go on without new ones.")
        )
    wanted = [place.kept_id for place in form.places]
    own = {kept.public_id: kept for kept in Photo.objects.reusable_by(request.viewer).among(wanted)}
    for place in form.places:
        try:
            fresh = keep_photo(by=request.viewer, photo=place.new_file) if place.new_file else None
        except Refused as refusal:
            place.add_error("file", refusal.sentence)
            fresh = None
        place.show(fresh or own.get(place.kept_id))
    if form.is_valid() and not consume(request, action="story"):
        form.add_error(None, _("You have sent many stories this hour. Wait a little, then send this one."))
    return form


def _shown(form):
    return [Shown(photo, description) for photo, description in form.shown]


def _refuse_unless_within(request, action):
    if not consume(request, action=action):
        raise Refused(_("You have sent many of these lately. Try again later."))


def _both_texts(request, form, public_id):
    """Show what was typed beside what there is now; sending again is then meant."""
    story = get_object_or_404(Story.objects.authored_by(request.viewer).for_author(), public_id=public_id)
    form.data = form.data.copy()
    form.data["base"] = story.newest.version
    return _form_page(request, form, story.group, story=story, other=story.draft, status=409)


def _form_page(request, form, group, *, story=None, other=None, status=200):
    context = {"form": form, "group": group, "story": story, "other": other}
    return render(request, "community/stories/form.html", context, status=status)
