"""What stands above everything else on the page of a place."""

import pytest

from events.places.hazards.banners import banner_of
from events.places.hazards.models import Hazard


def hazard(severity, confirmations=0):
    return Hazard(severity=severity, confirmations=confirmations)


@pytest.mark.parametrize(
    ("hazards", "kind", "shown"),
    [
        ([], None, 0),
        ([("info", 9)], None, 0),
        ([("caution", 0), ("caution", 0), ("caution", 0)], None, 0),
        ([("caution", 1)], None, 0),
        ([("caution", 1), ("caution", 0)], None, 0),
        ([("caution", 1), ("caution", 1)], "caution", 2),
        ([("caution", 2)], "caution", 1),
        ([("caution", 2), ("caution", 0)], "caution", 1),
        ([("stop", 0)], "stop", 1),
        ([("stop", 0), ("caution", 5), ("stop", 1)], "stop", 2),
    ],
)
def test_one_stop_or_cautions_that_others_confirmed(hazards, kind, shown):
    banner = banner_of([hazard(*each) for each in hazards])
    assert (banner and banner.kind, len(banner.hazards) if banner else 0) == (kind, shown)
