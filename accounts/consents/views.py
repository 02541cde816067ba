"""The public documents, the first run of a newcomer, and the operator's editor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.consents.actions import acknowledge, publish_document
from accounts.consents.forms import PREFIX, AcknowledgeForm, DocumentForm
from accounts.consents.models import Document, DocumentKind
from accounts.consents.rules import can_edit_document
from accounts.consents.sections import sections
from accounts.permissions import Refused
from accounts.users.afterwards import afterwards
from accounts.users.first_run import step


@login_not_required
@require_GET
def page(request, slug):
    """A document as it holds today."""
    document = _current_or_404(slug)
    can_edit = can_edit_document(request.viewer, document.kind)
    return render(request, "accounts/consents/page.html", {"document": document, "can_edit": can_edit})


@require_http_methods(["GET", "POST"])
def welcome(request):
    """The first step of the first run: read the safety text. Whoever has read it may read it again."""
    document = _current_or_404(DocumentKind.SAFETY)
    form = AcknowledgeForm(request.POST or None, document=document)
    if form.is_valid():
        was_here = request.viewer.user.profile.home
        acknowledge(document, by=request.viewer)
        return redirect(afterwards(request) or ("home" if was_here else step("users:home_area")))
    context = {"document": document, "form": form, "onward": step("users:home_area")}
    return render(request, "accounts/consents/welcome_safety.html", context)


@require_http_methods(["GET", "POST"])
def edit(request, slug):
    """Write the next version: look at it first, then publish."""
    kind = _kind_or_404(slug)
    if not can_edit_document(request.viewer, kind):
        raise PermissionDenied
    form = DocumentForm(request.POST or None, kind=kind, initial=_newest(kind))
    preview = []
    if form.is_valid():
        if "publish" in request.POST and _published(request, kind, form):
            return redirect("consents:page", kind)
        preview = [(language, sections(text)) for language, text in form.texts.items()]
    return render(request, "accounts/consents/edit.html", {"kind": kind, "form": form, "preview": preview})


def _published(request, kind, form):
    fields = {
        name: form.cleaned_data[name] for name in ("replaces", "asks_again") if name in form.cleaned_data
    }
    try:
        version = publish_document(kind, by=request.viewer, texts=form.texts, **fields)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.rebase(Document.objects.newest_version(kind))
        return False
    messages.success(request, _("Version %(version)d is published.") % {"version": version})
    return True


def _newest(kind):
    texts = {PREFIX + language: text for language, text in Document.objects.newest_texts(kind).items()}
    return texts | {"replaces": Document.objects.newest_version(kind)}


def _kind_or_404(slug):
    try:
        return DocumentKind(slug)
    except ValueError:
        raise Http404 from None


def _current_or_404(slug):
    try:
        return Document.objects.current(_kind_or_404(slug), get_language())
    except Document.DoesNotExist:
        raise Http404 from None
