"""The guide's pages, the self-check and the spotter quiz."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.consents.actions import keep_self_check_read
from accounts.users.first_run import step
from community.guide import pages
from community.guide.actions import pass_quiz
from community.guide.forms import QuizForm, ReadForm, SelfCheckForm
from community.guide.quiz import NEEDED, QUESTIONS
from community.guide.rules import can_take_quiz
from community.guide.self_check import SELF_CHECK


@login_not_required
@require_GET
def guide(request):
    """The way through the guide, in order."""
    return render(request, "community/guide/index.html", {"path": pages.path_pages()})


@login_not_required
@require_GET
def page(request, slug):
    """One page, and where the way goes on."""
    shown = pages.page_of(slug)
    if shown is None:
        raise Http404
    context = {"page": shown, "path": pages.path_pages(), "next": pages.page_after(slug)}
    return render(request, "community/guide/page.html", context)


@login_not_required
@require_GET
def faq(request):
    """What people ask."""
    context = {"answers": pages.answers(), "path": pages.path_pages()}
    return render(request, "community/guide/faq.html", context)


@login_not_required
@require_GET
def summary(request):
    """All that is needed on the grass: one printed page."""
    return render(request, "community/guide/summary.html", {"page": pages.page_of("summary")})


@login_not_required
@cache_control(private=True, no_store=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def self_check(request):
    """Is it for me? Answers are worked out on the spot and forgotten."""
    if "read" in request.POST:
        return _keep_that_it_was_read(request)
    form = SelfCheckForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "result": form.result() if form.is_valid() else None,
        "version": SELF_CHECK.version,
        "onward": _onward(request),
        "back": step("users:home_area"),
    }
    return render(request, "community/guide/self_check.html", context)


def _keep_that_it_was_read(request):
    form = ReadForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(form.errors["read"]))
        return redirect(request.get_full_path())
    keep_self_check_read(form.cleaned_data["read"], by=request.viewer, language=get_language())
    messages.success(request, _("We keep that you read it, and nothing of what you answered."))
    return redirect(_onward(request) or "guide:index")


def _onward(request):
    """The last step of the first run, where this is the one before it."""
    return step("users:running") if "first_run" in request.GET else ""


@require_http_methods(["GET", "POST"])
def quiz(request):
    """Ten questions. Who does not pass sees why, and may try again at once."""
    if not can_take_quiz(request.viewer, None):
        return redirect("users:welcome")
    form = QuizForm(request.POST or None)
    result = form.result() if form.is_valid() else None
    if result and result.is_passed:
        pass_quiz(by=request.viewer)
        messages.success(request, _("Passed. Now somebody who knows you can declare you a spotter."))
        return redirect("levels:index")
    context = {"form": form, "result": result, "needed": NEEDED, "total": len(QUESTIONS)}
    return render(request, "community/guide/quiz.html", context)
