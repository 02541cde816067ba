"""A process is killed at each numbered point; whoever comes after it tells everybody all the same."""

import signal

import pytest

from accounts.jobs.faults import Fault
from tests.crash import scene
from tests.crash.facts import assert_told, is_quiet, sent
from tests.crash.smtp import PATIENCE
from tests.crash.test_series import BETWEEN_DATES

LOST_BY_REQUEST = [Fault.CHANGE_COMMITTED]
TELLING = [fault for fault in Fault if fault not in BETWEEN_DATES]
IN_FLIGHT = {Fault.MAIL_TAKEN: 1}  # what the mail server took and nobody noted comes twice


@pytest.fixture
def crashed(copy_of, built, called_off):
    """``crashed(fault)``: a site on which a process has died there."""

    def crash(fault):
        if fault in LOST_BY_REQUEST:
            site = copy_of(built)
            assert site.do("call_off", fault=fault) == -signal.SIGKILL, site.said()
            return site
        site = copy_of(called_off)
        worker = site.start_worker(fault=fault)
        assert worker.wait(timeout=PATIENCE) == -signal.SIGKILL, site.said()
        return site

    return crash


@pytest.mark.parametrize("fault", TELLING, ids=lambda fault: fault.name.lower())
def test_whoever_comes_after_a_crash_tells_everybody(fault, crashed, mail_server):
    site, letters = crashed(fault), scene.letters()
    site.start_worker()
    site.wait_until(lambda: sent(site) == letters.total() and is_quiet(site))
    in_flight = IN_FLIGHT.get(fault, 0)
    assert_told(site, mail_server, lines=scene.lines(), letters=letters, in_flight=in_flight)
