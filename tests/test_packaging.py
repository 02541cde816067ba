"""What is installed and deployed: locks, their security and licences, the image, the Compose stack."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from accounts.jobs.models import Heartbeat

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("requirements", "requirements-dev", "requirements-e2e")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^ ;]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

# Package, the first version without the flaw, the flaw. Without a network nobody can ask for more.
FLOORS = [
    ("brotli", "1.2.1", "CVE-2026-111497: write out of bounds while decompressing"),
    ("django", "6.1.1", "CVE-2026-15920: script in a URLField's value"),
    ("django-allauth", "65.19.4", "CVE-2026-97764: limits on failed sign-ins evaded by accents"),
    ("gunicorn", "22.0.0", "CVE-2024-1135: request smuggling"),
    ("pillow", "12.3.0", "CVE-2026-59199: write out of bounds in paste and crop"),
    ("requests", "2.33.0", "CVE-2026-25645: malicious file replacement in a temporary folder"),
    ("sqlparse", "0.6.0", "CVE-2026-71491: quadratic time in comments"),
    ("urllib3", "2.6.3", "CVE-2026-21441: decompression bombs behind redirects"),
]

FREE = (
    "MIT",
    "BSD",
    "Apache",
    "MPL",
    "Mozilla Public",
    "ISC",
    "PSF",
    "Python Software Foundation",
    "HPND",
    "0BSD",
)
LESSER = {"psycopg", "psycopg-binary", "psycopg-pool"}  # LGPL: fine as a dependency that we do not change

SITE = {
    "SITE_URL": "https://backstride.example",
    "SECRET_KEY": "not-a-secret",
    "POSTGRES_PASSWORD": "not-a-password",
    "MAIL_FROM": "hello@backstride.example",
}


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(lock)}


def read_lock(level: str, folder: Path = ROOT) -> dict[str, str]:
    return pins((folder / f"{level}.txt").read_text())


def installed_here(level: str) -> list[str]:
    """What of a lock belongs on this system: some lines are for others only."""
    lines = re.findall(r"^([A-Za-z0-9][^\\\n]*?) *\\?$", (ROOT / f"{level}.txt").read_text(), re.MULTILINE)
    here = [each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate()]
    return sorted({canonicalize_name(each.name) for each in here})


def wanted(level: str, folder: Path = ROOT) -> list[Requirement]:
    lines = (line.split(" #")[0].strip() for line in (folder / f"{level}.in").read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def out_of_step(folder: Path = ROOT) -> list[str]:
    """What the .in files ask for and the locks do not give; what one lock has and the next has not."""
    faults, before = [], {}
    for level in LEVELS:
        lock = read_lock(level, folder)
        for each in wanted(level, folder):
            version = lock.get(canonicalize_name(each.name))
            if version is None or not each.specifier.contains(version, prereleases=True):
                faults.append(f"{level}.txt: {each} is locked at {version}")
        faults += [f"{level}.txt: {name} differs" for name in before if before[name] != lock.get(name)]
        before = lock
    return faults


def below_floor(lock: dict[str, str]) -> list[str]:
    return [
        f"{name} {lock[name]}: {flaw}"
        for name, floor, flaw in FLOORS
        if name in lock and Version(lock[name]) < Version(floor)
    ]


def licence_of(name: str) -> str:
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    return about.get("License-Expression") or " ".join(classifiers) or about.get("License", "")


def tool(name: str) -> str:
    """A tool of the lock for browser and deployment, or a skip: it is there whenever Chromium is."""
    beside_python = Path(sys.executable).parent / name
    if beside_python.exists():
        return str(beside_python)
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} comes with requirements-e2e.txt: install Chromium, then ./run test")


def run(*arguments, cwd: Path = ROOT, **environ) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), **environ}
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """A copy to plant a fault in."""
    for path in [*ROOT.glob("requirements*"), ROOT / "Dockerfile", ROOT / "docker-compose.yml"]:
        shutil.copy(path, tmp_path)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# Locks


def test_locks_are_in_step_with_what_is_asked_for():
    assert out_of_step() == []


def test_a_forgotten_lock_is_noticed(copy):
    replace(copy / "requirements.in", "gunicorn>=27", "gunicorn>=99")
    assert out_of_step(copy) == ["requirements.txt: gunicorn<28,>=99 is locked at 27.0.1"]


def test_a_lock_that_differs_from_the_one_before_is_noticed(copy):
    replace(copy / "requirements-dev.txt", "polib==", "polib==0.")
    assert "requirements-dev.txt: polib differs" in out_of_step(copy)


@pytest.mark.parametrize("level", LEVELS)
def test_every_pin_has_hashes_and_names_no_index(level):
    text = (ROOT / f"{level}.txt").read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block.split(" ")[0] for block in blocks if not HASH.search(block)] == []
    assert re.findall(r"https?://|--\w*index|--find-links", text) == []


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_locked_below_its_security_floor(level):
    assert below_floor(read_lock(level)) == []


def test_a_version_below_its_floor_is_named():
    assert below_floor({"pillow": "12.2.0", "django": "6.1.3"}) == [
        "pillow 12.2.0: CVE-2026-59199: write out of bounds in paste and crop"
    ]


@pytest.mark.parametrize("name", installed_here("requirements"))
def test_what_we_run_on_has_a_free_licence(name):
    allowed = (*FREE, "LGPL") if name in LESSER else FREE
    licence = licence_of(name)
    assert any(word in licence for word in allowed), licence


# The image


def test_the_image_has_no_lint():
    done = run(tool("hadolint"), "Dockerfile")
    assert done.stdout + done.stderr == ""


def test_a_careless_image_is_linted(copy):
    replace(copy / "Dockerfile", "FROM python:3.13-slim-bookworm AS build", "FROM python AS build")
    assert "DL3006" in run(tool("hadolint"), "Dockerfile", cwd=copy).stdout


def test_the_image_runs_as_nobody_in_particular():
    last_stage = (ROOT / "Dockerfile").read_text().rsplit("\nFROM ", 1)[1]
    assert re.findall(r"^USER (.+)", last_stage, re.MULTILINE) == ["10001:10001"]


# The stack


def compose(*arguments, cwd: Path = ROOT, **environ) -> subprocess.CompletedProcess:
    return run(tool("docker-compose"), "config", *arguments, cwd=cwd, **environ)


def schema_faults(folder: Path) -> str:
    done = run(
        tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml", cwd=folder
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def careless(stack: dict) -> list[str]:
    """What a service of the stack may do and need not."""
    faults = []
    for name, service in stack["services"].items():
        if service.get("cap_drop") != ["ALL"]:
            faults.append(f"{name}: keeps capabilities")
        if "no-new-privileges:true" not in service.get("security_opt", []):
            faults.append(f"{name}: may gain privileges")
        if name != "migrate" and service.get("restart") != "unless-stopped":
            faults.append(f"{name}: does not come back")
        if name != "web" and service.get("ports"):
            faults.append(f"{name}: can be reached from outside")
    return faults


def test_the_stack_is_what_compose_understands():
    assert compose("--quiet", **SITE).stderr == ""
    assert schema_faults(ROOT) == ""


def test_a_key_that_compose_does_not_know_is_noticed(copy):
    replace(copy / "docker-compose.yml", "stop_grace_period: 1m", "stop_grace: 1m")
    assert "stop_grace" in compose("--quiet", cwd=copy, **SITE).stderr
    assert "stop_grace" in schema_faults(copy)


@pytest.mark.parametrize("name", sorted(SITE))
def test_the_stack_does_not_start_without(name):
    done = compose("--quiet", **{key: value for key, value in SITE.items() if key != name})
    assert done.returncode != 0
    assert f"Set {name} to" in done.stderr


def test_no_service_may_do_what_it_need_not():
    assert careless(json.loads(compose("--format=json", **SITE).stdout)) == []


def test_a_careless_service_is_named(copy):
    replace(copy / "docker-compose.yml", "    user: valkey\n", '    ports: ["6379:6379"]\n')
    stack = json.loads(compose("--format=json", cwd=copy, **SITE).stdout)
    assert careless(stack) == ["valkey: can be reached from outside"]


def test_the_worker_is_asked_for_its_heartbeat_in_the_table_it_is_kept_in():
    stack = json.loads(compose("--format=json", **SITE).stdout)
    assert f" FROM {Heartbeat._meta.db_table} " in stack["services"]["worker"]["healthcheck"]["test"][-1]


def test_the_site_is_served_to_this_machine_only():
    stack = json.loads(compose("--format=json", **SITE).stdout)
    assert [port["host_ip"] for port in stack["services"]["web"]["ports"]] == ["127.0.0.1"]
