"""Places from a map."""

from collections.abc import Callable
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from events.places.importing.batches import outcomes_of
from events.places.importing.outcomes import Imported, Outcome
from events.places.opendata import BrokenFile, Mapping, read_places
from events.places.rules import can_import_places


@transaction.atomic
@permitted(can_import_places)
def import_places(
    file: IO[bytes],
    *,
    by: Viewer,
    source: str = "",
    mapping: Mapping | None = None,
    is_rehearsal: bool = False,
    most: int | None = None,
    tell: Callable[[Outcome], None] = lambda outcome: None,
) -> Imported:
    """Make a draft of every place a GeoJSON file proposes and that is not here yet; all of it or nothing.

    ``tell`` hears what became of each feature, and of the paths that lent. A rehearsal keeps nothing. Raises
    Refused if the file breaks off, saying at which feature, and at more than ``most`` new places.
    """
    imported = Imported()
    try:
        for outcome in outcomes_of(read_places(file, source=source, mapping=mapping), added_by_id=by.pk):
            imported.count(outcome)
            if most is not None and imported.added > most:
                raise Refused(_too_many(most))
            tell(outcome)
    except BrokenFile as broken:
        raise Refused(broken.sentence) from broken
    except IntegrityError as error:
        raise Refused(
            _("Somebody imported the same places at this moment. Send the file once more.")
        ) from error
    if is_rehearsal:
        transaction.set_rollback(True)
    return imported


def _too_many(most: int) -> str:
    return _(
        "This file has more than %(most)d new places, so nothing was imported. Cut it to your town, or ask "
        "whoever runs this site to import it."
    ) % {"most": most}
