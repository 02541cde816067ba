"""What every case has in common, whatever it is about: reports collect in it, and one decision closes it."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from community.moderation import notices
from community.moderation.contracts import moderators_of
from community.moderation.models import Case, Outcome, ReasonCode, Report


def open_case(case: Case) -> Case:
    """Find the open case about the same thing or open this one, and hold it until this transaction ends."""
    Case.objects.bulk_create([case], ignore_conflicts=True)
    open_cases = Case.objects.open().filter(kind=case.kind, item_id=case.item_id)
    if not open_cases.update(report_count=F("report_count") + 1):
        raise Refused(_("A moderator decided about this a moment ago. Look again before you report it."))
    return open_cases.select_related("revision", "about__profile").get()


def add_report(case: Case, *, by: Viewer, reason: ReasonCode, words: str) -> Report:
    """Keep one report, tell who may decide, and give the reporter a receipt."""
    made = Report.objects.create(case=case, reporter_id=by.person_pk, reason=reason, words=words)
    notify(notices.REPORTED, to=who_may_decide(case.group_id, case.concerned_id), target=case.public_id)
    notify(notices.REPORT_RECEIVED, to=[by.person_pk], target=case.public_id)
    return made


def refuse_if_reported(is_reported: bool) -> None:
    if is_reported:
        raise Refused(_("You have reported this already. You find our answer under your notices."))


def close_case(case: Case, outcome: Outcome) -> None:
    """Close it, if nobody was faster."""
    if not Case.objects.open().filter(pk=case.pk).update(closed_at=timezone.now(), outcome=outcome):
        raise Refused(_("Somebody decided about this a moment ago. Nothing is left to decide."))
    settle(notices.REPORTED, target=case.public_id)


def tell_reporters(case: Case) -> None:
    reporters = case.reports.values_list("reporter_id", flat=True)
    notify(notices.REPORT_DECIDED, to=reporters, target=case.public_id)


def who_may_decide(group_id: int | None, concerned_id: int | None) -> set[int]:
    """The group's moderators without whom it is about; where that leaves nobody, the site's."""
    answers = moderators_of(group_id) if group_id is not None else []
    others = {pk for answer in answers for pk in answer} - {concerned_id}
    active = set(User.objects.there().filter(pk__in=others).values_list("pk", flat=True))
    if active:
        return active
    of_site = User.objects.there().filter(is_site_moderator=True).exclude(pk=concerned_id)
    return set(of_site.values_list("pk", flat=True))
