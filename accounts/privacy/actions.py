"""Take one's data along; delete the account."""

from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from accounts.privacy.archive import archive_storage
from accounts.privacy.erasing import forget_exports
from accounts.privacy.everything import give_back, why_stay
from accounts.privacy.letters import tell
from accounts.privacy.models import Export, ExportState
from accounts.privacy.rules import can_delete_account, can_take_data
from accounts.privacy.tasks import build_archive
from accounts.users.models import User

GRACE = timedelta(days=14)


@transaction.atomic
@permitted(can_take_data)
def ask_for_archive(*, by: Viewer) -> Export:
    """Have an archive of the viewer's data put together. While one waits, that one is meant.

    An earlier one that is ready stays until it runs out.
    """
    mine = Export.objects.visible_to(by)
    mine.filter(state=ExportState.FAILED).delete()
    try:
        with transaction.atomic():
            export = Export.objects.create(user_id=by.person_pk)
    except IntegrityError:
        return mine.waiting().get()
    transaction.on_commit(lambda: build_archive.enqueue(export.public_id))
    return export


@permitted(can_take_data)
def open_archive(*, by: Viewer) -> File | None:
    """The newest archive of the viewer's that is ready, as an open file; None if it ran out."""
    export = Export.objects.visible_to(by).ready(timezone.now()).newest()
    try:
        return archive_storage().open(export.file) if export else None
    except FileNotFoundError:
        return None


@transaction.atomic
@permitted(can_delete_account)
def delete_account(user: User, *, by: Viewer, without_texts: bool) -> datetime:
    """Give back what others wait for and sign out everywhere. Return when everything personal is erased.

    Until then signing in brings the account back.
    """
    User.objects.hold([user.pk])
    if sentences := why_stay(user.pk):
        raise Refused(" ".join(sentences))
    leaving_at = timezone.now() + GRACE
    here = User.objects.filter(pk=user.pk, leaving_at__isnull=True, erased_at__isnull=True)
    if not here.update(leaving_at=leaving_at, leaves_without_texts=without_texts):
        raise Refused(_("You have asked for this already. Our mail says until when you can come back."))
    give_back(user.pk)
    forget_exports(user.pk)
    tell(user, "account_leaving", at=leaving_at)
    return leaving_at
