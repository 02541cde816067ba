"""A person's own data: what we keep, the archive of it, and the way out."""

from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Refused
from accounts.privacy.actions import ask_for_archive, delete_account, open_archive
from accounts.privacy.everything import consequences, why_stay
from accounts.privacy.forms import DeleteForm
from accounts.privacy.models import Export


@require_GET
def index(request):
    """What we keep, and how far the archive of it is."""
    mine = Export.objects.visible_to(request.viewer)
    context = {"newest": mine.newest(), "ready": mine.ready(timezone.now()).newest()}
    return render(request, "accounts/privacy/index.html", context)


@require_POST
@reauthentication_required
@rate_limit(action="export")
def ask(request):
    """Two a day: each reads everything there is about a person."""
    ask_for_archive(by=request.viewer)
    messages.success(request, _("We put it together and write to you when it is ready."))
    return redirect("privacy:index")


@never_cache
@require_POST
@reauthentication_required
def fetch(request):
    """The archive itself. A form asks for it, so no link to it lies in a history, a log or a mail."""
    file = open_archive(by=request.viewer)
    if file is None:
        messages.warning(request, _("This archive has run out. Ask for a new one."))
        return redirect("privacy:index")
    name = f"backstride-{timezone.localdate().isoformat()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def delete(request):
    """What it means and what to do first; then the account is gone until its owner signs in again."""
    form = DeleteForm(request.POST or None)
    reasons = why_stay(request.viewer.pk)
    if form.is_valid() and not reasons:
        try:
            return _gone(
                request, delete_account(request.user, by=request.viewer, without_texts=form.without_texts)
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {"form": form, "reasons": reasons, "consequences": consequences(request.viewer.pk)}
    return render(request, "accounts/privacy/delete.html", context)


def _gone(request, leaving_at):
    zone = ZoneInfo(request.user.profile.time_zone)
    logout(request)
    day = date_format(timezone.localtime(leaving_at, zone), "DATE_FORMAT")
    sentence = _("Your account will be deleted on %(day)s. Until then, signing in brings it back.") % {
        "day": day
    }
    messages.success(request, sentence)
    return redirect("home")
