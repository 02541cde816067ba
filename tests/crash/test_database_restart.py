"""PostgreSQL goes down without a word while a worker is at work, and comes back."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.conftest import MISSING
from tests.crash import scene
from tests.crash.facts import SWEEP, UNFINISHED, assert_told, is_quiet, let_time_pass, sent
from tests.crash.scene import runner
from tests.crash.site import PostgresqlDatabase, Site
from tests.test_launcher import launcher

pytestmark = pytest.mark.postgresql_only
LETTERS = scene.letters()


class Cluster:
    """A PostgreSQL of its own, which a test may take down."""

    def __init__(self, programs: Path, url: str) -> None:
        self.url = url
        self.home = Path(parse_qs(urlsplit(url).query)["host"][0])
        self.control = [str(programs / "pg_ctl"), "-D", str(self.home / "data"), "-w", "-s"]
        self.options = ["-l", str(self.home / "log"), "-o", f"-k {self.home} -h '' -F"]

    def stop(self) -> None:
        """As a power cut would."""
        launcher.as_server(self.home, [*self.control, "stop", "-m", "immediate"])

    def start(self) -> None:
        launcher.as_server(self.home, [*self.control, "start", *self.options])


@pytest.fixture
def cluster():
    programs = launcher.server_folder()
    if programs is None:
        pytest.skip(MISSING["postgresql"])
    with launcher.postgresql(programs) as url:
        with psycopg.connect(url, autocommit=True) as admin:  # test servers forget what they kept last
            admin.execute("ALTER ROLE ALL SET synchronous_commit = on")
        yield Cluster(programs, url)


@pytest.fixture
def site(cluster, tmp_path, mail_server):
    site = Site(tmp_path, PostgresqlDatabase(cluster.url), mail_server.port)
    try:
        assert site.do("build") == 0, site.said()
        assert site.do("call_off") == 0, site.said()
        yield site
    finally:
        site.close()


def test_a_worker_outlives_its_database_and_tells_everybody(cluster, site, mail_server):
    """It goes down while the mail server is about to take a letter: that one is noted nowhere."""
    with mail_server.holding(runner(0)):
        worker = site.start_worker()
        mail_server.wait_for(lambda: mail_server.asked[runner(0)])
        cluster.stop()
    mail_server.wait_for(lambda: mail_server.received)
    site.wait_until(lambda: "failed: OperationalError" in site.said())
    cluster.start()
    site.wait_until(lambda: not let_time_pass(site, SWEEP) and sent(site) == LETTERS.total())
    site.wait_until(lambda: is_quiet(site) and not site.one(UNFINISHED))
    assert_told(site, mail_server, lines=scene.lines(), letters=LETTERS, in_flight=1)
    assert worker.poll() is None
    site.stop(worker)
