"""How to begin, what is known, and the spotter quiz."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from community.guide.actions import pass_quiz
from community.guide.calls import CALLS
from community.guide.forms import QuizForm
from community.guide.quiz import NEEDED, QUESTIONS
from community.guide.rules import can_take_quiz


@login_not_required
@require_GET
def guide(request):
    """How to begin, the calls, and what is known with its limits."""
    return render(request, "community/guide/index.html", {"calls": CALLS})


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
