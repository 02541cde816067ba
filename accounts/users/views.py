"""A person's own pages, and allauth's pages for joining with what we add to them."""

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.views import email_verification_sent
from allauth.account.views import signup as allauth_signup
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.geography import City
from accounts.users.actions import remove_home, set_home, too_young
from accounts.users.first_run import self_check, step
from accounts.users.forms import CityForm, PositionForm, says_too_young


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def signup(request):
    """The year of birth is looked at before anything else, and alone: too young leaves no trace."""
    if (
        request.method == "POST"
        and not request.viewer.is_authenticated
        and says_too_young(request.POST.get("birth_year"))
    ):
        return render(request, "accounts/users/too_young.html", {"sentence": too_young()})
    return allauth_signup(request)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def code(request):
    """The code from the mail. Without a code to wait for: why, and what to do."""
    was_waiting = EMAIL_VERIFICATION_CODE_SESSION_KEY in request.session
    if EmailVerificationProcess.resume(request) is None:
        return _nothing_to_confirm(request, has_run_out=was_waiting)
    try:
        return email_verification_sent(request)
    except ImmediateHttpResponse:
        messages.error(
            request, _("We sent a code a moment ago. Look for it, or ask again after three minutes.")
        )
        return redirect("account_email_verification_sent")


def _nothing_to_confirm(request, *, has_run_out):
    if request.viewer.is_authenticated:
        messages.info(request, _("Your address is confirmed. There is nothing more to type."))
        return redirect("home")
    if has_run_out:
        messages.error(request, _("This code has run out. Sign in, and we send you a new one."))
    else:
        messages.error(
            request,
            _("No code is waited for here. Sign in: if your address needs confirming, we send a new one."),
        )
    return redirect("account_login")


@require_GET
def me(request):
    """What we know of you, what others see of it, and the ways to your things."""
    return render(request, "accounts/users/me.html", {"profile": request.viewer.user.profile})


@require_http_methods(["GET", "POST"])
def home_area(request):
    """Choose the city of your home area, or send the 10 km cell you are in; a step of the first run."""
    profile, is_first_run = request.viewer.user.profile, "first_run" in request.GET
    here = PositionForm(request.POST if "latitude" in request.POST else None)
    form = CityForm(request.POST if request.POST and not here.is_bound else None)
    if here.is_valid() and (nearest := City.objects.nearest_to(*here.position)):
        set_home(profile, by=request.viewer, city=nearest, position=here.position)
    elif form.is_valid():
        set_home(profile, by=request.viewer, city=form.cleaned_data["city"])
    else:
        context = {"form": form, "here": here, "profile": profile, "is_first_run": is_first_run}
        context |= {"back": step("users:welcome"), "onward": self_check() if is_first_run else ""}
        return render(request, "accounts/users/home_area.html", context)
    if is_first_run:
        return redirect(self_check())
    messages.success(request, _("Saved. We keep the 10 km around it, not a point."))
    return redirect("users:me")


@require_POST
def home_area_remove(request):
    remove_home(request.viewer.user.profile, by=request.viewer)
    messages.success(request, _("Removed. We no longer know where you run."))
    return redirect("users:me")
