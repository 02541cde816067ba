"""Pages of series."""

from datetime import date

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Refused
from events.meetups.actions import post_meetup
from events.meetups.choices import zones_near
from events.meetups.leading import people_of
from events.meetups.prefill import asked_for, fits_of
from events.meetups.rules import can_choose_people
from events.meetups.series.actions import add_day, end_series, leave_out_day, post_series
from events.meetups.series.changes import Changes, previewed
from events.meetups.series.editing import Scope, edit_series
from events.meetups.series.forms import DayForm, SeriesForm, VersionForm
from events.meetups.series.making import day_in_full
from events.meetups.series.models import Series
from events.meetups.series.page import differences, initial_of, page_of, was_sent_before
from events.meetups.series.parting import would_part
from events.meetups.series.rows import Stale, why_not_from
from events.meetups.series.rules import can_edit_series


@login_not_required
@require_GET
def series_detail(request, public_id):
    series = _series(request, public_id)
    return render(request, "events/meetups/series/detail.html", page_of(series, request.viewer))


@require_http_methods(["GET", "POST"])
@rate_limit(action="post")
def series_edit(request, public_id):
    """All dates ahead, or with ``?on=`` those from a day on. Who comes is seen before it is saved."""
    series, on = _editable(request, public_id), _day(request.GET.get("on"))
    if on and (sentence := why_not_from(series, on)):
        messages.warning(request, sentence)
        return redirect(series)
    initial = initial_of(series, people_of(series.group), on)
    form, context = filled_form(SeriesForm, request, series.group, initial), {"series": series, "on": on}
    if form.is_valid():
        try:
            if "show" in request.POST:
                context |= shown(form, lambda: _edit(request, series, on, form))
            else:
                return _saved(request, _edit(request, series, on, form).series)
        except Stale as refusal:
            now = _series(request, public_id)
            if was_sent_before(form, now, on):
                return _saved(request, now)
            context["theirs"] = _theirs(form, now, on)
            form.add_error(None, refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context |= {"form": form, "leave_out": days_to_tick(form, context)}
    return render(request, "events/meetups/series/edit.html", context)


@require_http_methods(["GET", "POST"])
@rate_limit(action="call_off")
def series_end(request, public_id):
    """Asks first, and says what becomes of each date."""
    series = _editable(request, public_id)
    form = VersionForm(request.POST or None, initial={"version": series.version})
    if form.is_valid():
        try:
            end_series(series, by=request.viewer, **form.cleaned_data)
        except Stale:
            words = _("Somebody else changed this series meanwhile. Look at what becomes of its dates now.")
            messages.warning(request, words)
            return redirect(request.path)
        messages.success(request, _("The series has ended. Dates with people stay as single ones."))
        return redirect(series)
    context = {"form": form, "series": series, "changes": Changes(tuple(would_part(series)))}
    return render(request, "events/meetups/series/end.html", context)


@require_POST
@rate_limit(action="call_off")
def series_leave_out(request, public_id):
    series = _editable(request, public_id)
    return _change_day(request, series, leave_out_day, _("There is no date on that day any more."))


@require_POST
@rate_limit(action="post")
def series_add(request, public_id):
    series = _editable(request, public_id)
    return _change_day(request, series, add_day, _("There is a date on that day now."))


def _series(request, public_id):
    return get_object_or_404(Series.objects.visible_to(request.viewer).for_page(), public_id=public_id)


def _editable(request, public_id):
    series = _series(request, public_id)
    if not can_edit_series(request.viewer, series):
        raise PermissionDenied
    return series


def _change_day(request, series, change, done):
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Pick a day."))
        return redirect(series)
    try:
        change(series, by=request.viewer, **form.cleaned_data)
    except Stale:
        words = _("Somebody else changed this series meanwhile. This is how it is now; %(day)s is as it was.")
        messages.warning(request, words % {"day": day_in_full(form.cleaned_data["day"])})
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect(series)


def filled_form(kind, request, group, initial):
    """With the zones as they suit what is filled in."""
    initial = initial | asked_for(request.GET)
    return kind(
        request.POST or None,
        initial=initial,
        group=group,
        choices=zones_near(group, request.viewer, fits=fits_of(request.POST or initial)),
        people=people_of(group),
        chooses_people=can_choose_people(request.viewer, group),
    )


def _saved(request, series):
    messages.success(request, _("Saved. We ask whoever comes where time or place changed."))
    return redirect(series)


def _theirs(form, now, on):
    """What the series says by now, where the form says otherwise; sent again, the form counts."""
    form.data = form.data.copy()
    form.data["version"] = now.version
    return differences(form, now, on)


def _day(text):
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None


def post(request, group, form):
    return post_series(group, by=request.viewer, **form.cleaned_data)


def posted(request, group, form):
    if "rule" in form.cleaned_data:
        made = post(request, group, form).series
        messages.success(request, _("Posted. Your group hears of the series once."))
    else:
        made = post_meetup(group, by=request.viewer, **form.cleaned_data)
        messages.success(request, _("Posted. Your group sees it now."))
    return redirect(made)


def _edit(request, series, on, form):
    scope = Scope.FOLLOWING if on else Scope.ALL
    return edit_series(series, by=request.viewer, scope=scope, on=on, **form.cleaned_data)


def shown(form, change):
    """What would be posted or saved, and the rule in words."""
    changes = previewed(change)
    return {"changes": changes, "words": changes.series.in_words}


def days_to_tick(form, context):
    changes = context.get("changes")
    days = [line.day for line in changes.lines if line.what != "vanishes"] if changes else []
    return form.days_to_leave_out(days) if form.is_bound else []
