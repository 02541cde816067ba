"""Pages about all three domains, and the ones that run the site."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from config import letters, mail, pages
from config.demo.cast import EVERYBODY
from config.demo.codes import code_of
from config.health import database_answers, dead_letters, oldest_letter_seconds, stale_jobs, workers_seen
from config.search import found


@login_not_required
@require_safe
def home(request):
    """The claim and what is near for a stranger; the next date, the asks and the feed for a member."""
    viewer = request.viewer
    if not viewer.is_authenticated:
        return render(request, "home/stranger.html", pages.stranger_home(viewer))
    if not viewer.is_ready:
        return redirect("users:welcome")
    return render(request, "home/member.html", pages.member_home(viewer, request.GET.get("after")))


@login_not_required
@require_safe
def near(request):
    """Meetups, groups or places near a city somebody typed, or near the viewer's home area."""
    return render(request, "near/index.html", pages.near(request.viewer, request.GET))


@login_not_required
@require_safe
def search(request):
    """Groups, places and pages of the guide, by words."""
    return render(request, "search/index.html", found(request.viewer, request.GET.get("q", "")))


@login_not_required
@require_GET
def style(request):
    """Every component in every state, to look at."""
    return render(request, "style/index.html", {"notices": letters.previews()})


@login_not_required
@require_GET
@csp_override(letters.LETTER_POLICY)
def style_notice(request, kind):
    """A made-up letter of one kind, as a mail program shows it."""
    return HttpResponse(letters.html_of(letters.sample_or_404(kind)))


@login_not_required
@require_GET
def style_notice_text(request, kind):
    """The same letter for whom reads text."""
    return HttpResponse(letters.sample_or_404(kind).body, content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """The process can do its work: the database answers."""
    if not database_answers():
        return JsonResponse({"database": "does not answer"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"database": "ok"})


@login_not_required
@never_cache
@require_safe
def health_jobs(request):
    """The background work is done: a worker runs, no job is stale. For who watches, not for a load balancer.

    What failed for good, and how long letters wait, is said as well and makes nothing fail.
    """
    if not database_answers():
        return JsonResponse({"database": "does not answer"}, status=503, headers={"Retry-After": "5"})
    workers, stale = workers_seen(), stale_jobs()
    found = {
        "workers": workers,
        "stale": stale,
        "dead_letters": dead_letters(),
        "oldest_letter_seconds": oldest_letter_seconds(),
    }
    return JsonResponse(found, status=200 if workers and not stale else 503)


@login_not_required
@csrf_exempt
@require_POST
def csp_report(request):
    """Browsers tell here what the content policy stopped. Nothing of it is kept: it may name a person."""
    return HttpResponse(status=204)


@login_not_required
@never_cache
@require_safe
def demo_mail(request):
    """The demo sends no mail; this page shows what it would have sent."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/mail.html", {"letters": mail.letters(settings.DATA_DIR / "mail")})


@login_not_required
@never_cache
@require_safe
def demo_codes(request):
    """What the apps of the demo's staff show now: nobody has them on a phone."""
    if not settings.DEMO:
        raise Http404
    people = [(each, code_of(each)) for each in EVERYBODY if each.totp_secret]
    return render(request, "demo/codes.html", {"people": people})


@login_not_required
@never_cache
@require_safe
@csp_override(letters.LETTER_POLICY)
def demo_letter(request, name):
    """One of these letters as a mail program shows it."""
    letter = mail.letter(settings.DATA_DIR / "mail", name) if settings.DEMO else None
    if letter is None or not letter.html:
        raise Http404
    return HttpResponse(letter.html)
