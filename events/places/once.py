"""What a form makes is made once, however often it is sent."""

from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from accounts.permissions import Refused


def made_once[Row: models.Model](rows: models.QuerySet[Row], **fields: Any) -> tuple[Row, bool]:
    """The row a form has made before, or a new one; a form may have been sent from another account."""
    try:
        return rows.get_or_create(**fields)
    except IntegrityError:
        raise Refused(_("This form was sent from another account before. Send it once more.")) from None
