"""The review queue: what waits, one version, one case. All for moderators but the reporter's own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Refused
from community.moderation import actions, people, reading, reading_people
from community.moderation.forms import DecisionForm, LeaveForm, PublishForm, ReasonedForm, RemoveForm
from community.moderation.models import Case, Decision, Revision
from community.moderation.rules import can_decide_case, can_review_anything
from community.moderation.states import RevisionState
from community.moderation.waiting import waiting_for


@require_GET
def queue(request):
    """What waits for this moderator, oldest first."""
    if not can_review_anything(request.viewer):
        raise PermissionDenied
    return render(request, "community/moderation/queue.html", {"waiting": waiting_for(request.viewer)})


@require_GET
def revision(request, public_id):
    """One version to read; once it is decided, only what happened."""
    found = get_object_or_404(Revision.objects.in_scope_of(request.viewer).with_author(), public_id=public_id)
    if found.state != RevisionState.PENDING:
        return _what_happened(request, found)
    return _revision_page(request, found, DecisionForm(initial={"version": found.version}))


@require_POST
def publish(request, public_id):
    return _decide(
        request, public_id, PublishForm, actions.publish, _("Published. The author has been told.")
    )


@require_POST
def send_back(request, public_id):
    return _decide(
        request, public_id, DecisionForm, actions.send_back, _("Sent back. The author has your words.")
    )


@require_POST
def reject(request, public_id):
    return _decide(
        request, public_id, DecisionForm, actions.reject, _("Not published. The author has your words.")
    )


@require_GET
def case(request, public_id):
    """Reports about one thing: open, or decided and perhaps to be undone. A private group's asks first."""
    found = get_object_or_404(Case.objects.in_scope_of(request.viewer).with_revision(), public_id=public_id)
    if not can_decide_case(request.viewer, found):
        return render(request, "community/moderation/ask.html", {"case": found})
    return _case_page(request, found)


@require_POST
def open_case(request, public_id):
    """A moderator of the site wants to read a private group's case; its organizers see who did."""
    found = get_object_or_404(Case.objects.in_scope_of(request.viewer).with_revision(), public_id=public_id)
    actions.open_private_case(found, by=request.viewer)
    return redirect("moderation:case", public_id)


@require_POST
def leave(request, public_id):
    steps = (LeaveForm, actions.leave_as_it_is), (LeaveForm, people.leave_alone)
    return _decide_case(request, public_id, *steps, _("It stays as it is."))


@require_POST
def remove(request, public_id):
    """A story, with its photos, or a message."""
    steps = (RemoveForm, actions.remove), (ReasonedForm, people.remove_message)
    return _decide_case(request, public_id, *steps, _("Removed. Nobody can read it or see its photos now."))


@require_POST
def ask(request, public_id):
    """Ask a reported person for a change; stories are sent back by other means."""
    steps = None, (ReasonedForm, people.ask_to_change)
    return _decide_case(request, public_id, *steps, _("Sent. The person has your words."))


@require_POST
def restore(request, public_id):
    """Undo a removal."""
    found = get_object_or_404(Case.objects.in_scope_of(request.viewer).with_revision(), public_id=public_id)
    undo = actions.restore if found.is_about_story else people.put_message_back
    undo(found, by=request.viewer)
    messages.success(request, _("It is back, as it was."))
    return redirect("moderation:case", public_id)


@require_GET
def report(request, public_id):
    """What a reader reported, and what became of it."""
    found = get_object_or_404(Case.objects.reported_by(request.viewer), public_id=public_id)
    own = found.reports.by_reporter(request.viewer)
    return render(request, "community/moderation/report.html", {"case": found, "report": own})


def _decide(request, public_id, form_class, action, done):
    """Decide on one version; when somebody was faster, say what happened and keep the words."""
    found = get_object_or_404(Revision.objects.in_scope_of(request.viewer).with_author(), public_id=public_id)
    form = form_class(request.POST)
    if not form.is_valid():
        return _revision_again(request, found, status=400)
    try:
        action(found, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return _revision_again(request, found, status=409)
    messages.success(request, done)
    return redirect("moderation:queue")


def _revision_again(request, found, *, status):
    """Show the version, or the one that replaced it, with what was typed."""
    found.refresh_from_db(fields=["state"])
    if found.state == RevisionState.PENDING:
        return _revision_page(request, found, DecisionForm(request.POST), status=status)
    newer = Revision.objects.reviewable_by(request.viewer).newer_than(found)
    if newer is None:
        return _what_happened(request, found, status=status)
    typed = {name: request.POST.get(name, "") for name in ("reason", "words")}
    form = DecisionForm(initial=typed | {"version": newer.version})
    return _revision_page(request, newer, form, since=found, status=status)


def _revision_page(request, found, form, *, since=None, status=200):
    read = reading.read_revision(found, since=since)
    form.fields["words"].label = _("Words to %(name)s") % {"name": found.author.get_full_name()}
    context = {
        "reading": read,
        "form": form,
        "as_readers": read.compared is None or request.GET.get("show") == "readers",
        "waiting": waiting_for(request.viewer),
    }
    return render(request, "community/moderation/revision.html", context, status=status)


def _what_happened(request, found, *, status=200):
    context = {
        "revision": found,
        "decision": Decision.objects.latest_on(found),
        "newer": Revision.objects.reviewable_by(request.viewer).newer_than(found),
        "words": request.POST.get("words", ""),
    }
    return render(request, "community/moderation/decided.html", context, status=status)


def _decide_case(request, public_id, on_story, on_other, done):
    """Decide on a case; each step is a form and what it does."""
    found = get_object_or_404(Case.objects.in_scope_of(request.viewer).with_revision(), public_id=public_id)
    step = on_story if found.is_about_story else on_other
    if step is None or not can_decide_case(request.viewer, found):
        raise PermissionDenied
    form_class, action = step
    form = form_class(request.POST)
    if not form.is_valid():
        return _case_page(request, found, _form_of(found)(request.POST), status=400)
    try:
        action(found, by=request.viewer, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        found.refresh_from_db(fields=["closed_at", "outcome"])
        return _case_page(request, found, _form_of(found)(initial=form.cleaned_data), status=409)
    messages.success(request, done)
    return redirect("moderation:case", public_id)


def _form_of(found):
    return RemoveForm if found.is_about_story else ReasonedForm


def _case_page(request, found, form=None, *, status=200):
    form = form or _form_of(found)()
    template = "community/moderation/case.html"
    if found.is_about_story:
        read = reading.read_case(found)
        form.initial["seen"] = read.revision.public_id
    else:
        read = reading_people.read_case(found, request.viewer)
        form.fields["words"].help_text = _("The person reads exactly this, with the reason.")
        template = "community/moderation/case_people.html"
    name = found.revision.author if found.is_about_story else found.about
    form.fields["words"].label = _("Words to %(name)s") % {"name": name}
    context = {"case": found, "reading": read, "form": form, "waiting": waiting_for(request.viewer)}
    return render(request, template, context, status=status)
