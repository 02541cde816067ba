"""The viewer's conversations, and one of them."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.contact.actions import close_thread, write
from accounts.contact.forms import MessageForm
from accounts.contact.models import Message, Thread
from accounts.contact.readers import readers_of, subjects_of
from accounts.pagination import CursorPage
from accounts.permissions import Refused
from accounts.users.second_factor import ask_for_second_factor


@require_GET
def thread_list(request):
    """All conversations the viewer takes part in, the newest first."""
    threads = Thread.objects.written_in(request.viewer).for_list()
    page = CursorPage(threads, request.GET.get("after"), field="last_at")
    subjects = subjects_of(page.items, request.viewer)
    rows = [(each, subjects[each.public_id]) for each in page]
    return render(request, "accounts/contact/list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def thread(request, public_id):
    """One conversation, and at its end the next message."""
    found = _thread(request, public_id)
    form = MessageForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            refuse_unless_within_limit(request)
            write(found, by=request.viewer, **form.cleaned_data)
            return redirect("contact:thread", public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            found.refresh_from_db(fields=["closed_at"])
            status = 409
    elif form.is_bound:
        status = 400
    return _page(request, found, form, status)


@require_POST
def close(request, public_id):
    """Nothing is left to settle."""
    found = _thread(request, public_id)
    close_thread(found, by=request.viewer)
    messages.success(request, _("Closed. You can still read it."))
    return redirect("contact:thread", public_id)


def refuse_unless_within_limit(request):
    """So many an hour; who is refused keeps what was typed."""
    if not consume(request, action="message"):
        raise Refused(_("You have written a lot this hour. Your words are kept; send them a little later."))


def _thread(request, public_id):
    """Who is none of the two reads and answers because of a role."""
    found = get_object_or_404(Thread.objects.visible_to(request.viewer).for_list(), public_id=public_id)
    if request.viewer.pk not in (found.person_id, found.other_id):
        ask_for_second_factor(request.viewer)
    return found


def _page(request, found, form, status):
    context = {
        "thread": found,
        "subject": subjects_of([found], request.viewer)[found.public_id],
        "readers": readers_of(found, request.viewer),
        "written": Message.objects.visible_to(request.viewer).in_thread(found).in_order(),
        "form": form,
    }
    return render(request, "accounts/contact/thread.html", context, status=status)
