"""The job that makes dates is killed at each numbered point; the next one makes each date once."""

import signal

import pytest

from accounts.jobs.faults import Fault
from tests.crash import scene
from tests.crash.site import Site

BETWEEN_DATES = (Fault.SERIES_HELD, Fault.DATES_MADE, Fault.DATES_KEPT)
OF_SERIES = "FROM events_meetup m WHERE m.series_id IS NOT NULL"
MADE = f"SELECT count(*) {OF_SERIES}"
DAYS = f"SELECT count(*) FROM (SELECT DISTINCT series_id, occurrence_on {OF_SERIES}) t"
LED = f"SELECT count(*) FROM events_leading l WHERE l.meetup_id IN (SELECT m.id {OF_SERIES})"
LACKING = "SELECT count(*) FROM events_series WHERE made_until IS NULL"


@pytest.fixture(scope="module")
def planned(tmp_path_factory, make_database, built):
    """The site with more series than one transaction takes, of which no date is made."""
    folder = tmp_path_factory.mktemp("planned")
    site = Site(folder, make_database(folder, built.database), smtp_port=9)
    assert site.do("plan_series") == 0, site.said()
    yield site
    site.close()


@pytest.mark.parametrize("fault", BETWEEN_DATES, ids=lambda fault: fault.name.lower())
def test_after_a_crash_between_two_dates_each_is_made_once(fault, planned, copy_of):
    site = copy_of(planned)
    assert site.do("make_dates", fault=fault) == -signal.SIGKILL, site.said()
    assert (site.one(MADE) > 0) == (fault == Fault.DATES_KEPT)
    assert site.one(MADE) == site.one(LED)
    assert site.do("make_dates") == 0, site.said()
    assert site.one(MADE) == site.one(DAYS) == site.one(LED) == scene.SERIES * scene.DATES
    assert site.one(LACKING) == 0


def test_without_the_transaction_a_crash_loses_dates(planned, copy_of):
    """The negative control: what is noted as made is looked for by nobody."""
    site = copy_of(planned)
    assert site.do("make_dates_carelessly", fault=Fault.DATES_MADE) == -signal.SIGKILL, site.said()
    assert site.do("make_dates") == 0, site.said()
    assert (site.one(MADE), site.one(LACKING)) == (0, 0)
