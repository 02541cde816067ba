"""Pages about people: to report one or a message, what was decided about oneself, and to write about it."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.apart.people import are_apart
from accounts.contact.actions import open_thread, write
from accounts.contact.forms import MessageForm
from accounts.contact.models import Message, Thread, Topic
from accounts.contact.readers import readers_of
from accounts.contact.views import refuse_unless_within_limit
from accounts.permissions import Refused
from accounts.users.models import Profile
from accounts.users.second_factor import ask_for_second_factor
from community.moderation.forms import ReportForm
from community.moderation.models import Case
from community.moderation.people import report_message as report_one
from community.moderation.people import report_person as report_somebody
from community.moderation.reading_people import last_decision
from community.moderation.rules import can_report_message, can_report_person
from community.moderation.threads import matter_of


@require_http_methods(["GET", "POST"])
def report_person(request, public_id):
    """Tell the site's moderators what is wrong with somebody whose page one can see."""
    profiles = Profile.objects.visible_to(request.viewer).for_page()
    profile = get_object_or_404(profiles, user__public_id=public_id)
    if not can_report_person(request.viewer, profile.user):
        raise PermissionDenied
    context = {"profile": profile}
    return _report(request, "report_person.html", context, report_somebody, profile.user)


@require_http_methods(["GET", "POST"])
def report_message(request, public_id):
    """Tell the site's moderators what is wrong with a message one can read."""
    readable = Message.objects.visible_to(request.viewer).there().in_order()
    message = get_object_or_404(readable, public_id=public_id)
    if not can_report_message(request.viewer, message):
        raise PermissionDenied
    return _report(request, "report_message.html", {"message": message}, report_one, message)


@require_GET
def about_you(request, public_id):
    """What a moderator decided about the viewer, or about a message of theirs."""
    found = Case.objects.about_viewer(request.viewer, [public_id]).first()
    if found is None:
        raise Http404
    context = {"case": found, "decision": last_decision(found)}
    return render(request, "community/moderation/about_you.html", context)


@require_http_methods(["GET", "POST"])
def write_about(request, public_id):
    """The first message about a decision, by either side. Where there is a conversation, it goes on there."""
    matter = matter_of(public_id, request.viewer)
    if matter is None or are_apart(request.viewer, matter.person):
        raise Http404
    if matter.person.pk != request.viewer.pk:
        ask_for_second_factor(request.viewer)
    earlier = Thread.objects.visible_to(request.viewer)
    earlier = earlier.about(Topic.MODERATION, public_id, matter.person.pk).first()
    if earlier:
        return redirect("contact:thread", earlier.public_id)
    form = MessageForm(request.POST or None)
    if form.is_valid() and (made := _written(request, matter, form)):
        return redirect("contact:thread", made.public_id)
    thread = Thread(topic=Topic.MODERATION, group_id=matter.group_id, person=matter.person)
    context = {"matter": matter, "form": form, "readers": readers_of(thread, request.viewer)}
    return render(request, "accounts/contact/new.html", context)


def _written(request, matter, form):
    try:
        refuse_unless_within_limit(request)
        thread = open_thread(
            Topic.MODERATION,
            by=request.viewer,
            target=matter.target,
            person=matter.person,
            group_id=matter.group_id,
        )
        write(thread, by=request.viewer, **form.cleaned_data)
        return thread
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _report(request, template, context, action, subject):
    form = ReportForm(request.POST or None)
    form.fields["reason"].label = _("What is wrong?")
    form.fields["words"].help_text = _("Only moderators read this. Nobody else learns who reported.")
    if form.is_valid():
        try:
            if not consume(request, action="report"):
                raise Refused(_("You have sent many of these lately. Try again later."))
            case = action(subject, by=request.viewer, **form.cleaned_data)
            messages.success(request, _("Thank you. A moderator of this site will read it."))
            return redirect("moderation:report", case.public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, f"community/moderation/{template}", context | {"form": form})
