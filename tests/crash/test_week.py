"""The simulated week once more, with the worker killed whenever somebody is told: nothing is lost."""

import json
from collections import Counter

import pytest

from tests.crash.site import Site
from tests.simulation.expected import BELLS, letters

SEED = 20261025
DEATHS_AT_LEAST = 2  # of 12, that interrupt work; about half of them come too late


@pytest.fixture
def site(tmp_path, make_database, mail_server):
    site = Site(tmp_path, make_database(tmp_path), mail_server.port)
    site.env |= {"LEASE_SECONDS": "300", "WORKER_LOST_SECONDS": "120"}  # on a clock that moves by itself
    for words in (("migrate", "--verbosity=0"), ("createcachetable",)):
        assert site.manage(*words) == 0, site.said()
    yield site
    site.close()


def test_nothing_is_lost_when_the_worker_is_killed_again_and_again(site, mail_server):
    assert site.run_module("tests.simulation.driver", str(site.folder), str(SEED)) == 0, site.said()
    died_at_work, kinds, bells = json.loads((site.folder / "told.json").read_text())
    assert died_at_work >= DEATHS_AT_LEAST
    assert {name: (unread, sorted(words)) for name, (unread, words) in bells.items()} == {
        name: (unread, sorted(words)) for name, (unread, words) in BELLS.items()
    }
    copies = mail_server.copies()
    told = Counter(
        (to.removesuffix("@example.org"), kinds[message_id.strip("<>").split("@")[0]])
        for to, message_id in copies
    )
    expected = Counter((who, kind) for _hour, who, kind, _about in letters())
    assert told == expected
    assert copies.total() - len(copies) <= died_at_work  # a death doubles at most the letter on its way
