"""What ``./run`` decides, apart from the processes it starts."""

import ast
import importlib.util
import os
import re
import socket
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
JUNIT = '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>'


def load_launcher():
    loader = SourceFileLoader("launcher", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


launcher = load_launcher()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty copy of the project: three locks and no virtual environment."""
    monkeypatch.setattr(launcher, "ROOT", tmp_path)
    monkeypatch.setattr(launcher, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launcher, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(launcher, "STAMP", tmp_path / ".venv" / "stamp.json")
    for name in launcher.LOCKS:
        (tmp_path / name).write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def installed(checkout, monkeypatch):
    """Which locks were installed, in order; a link to this Python stands for a virtual environment."""
    locks = []

    def install(lock):
        locks.append(lock)
        launcher.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        if not launcher.PYTHON.exists():
            launcher.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(launcher, "install", install)
    return locks


def part(key, *, found="here", variable="", value=""):
    return launcher.Part(key, key.title(), found, f"install {key}", variable, value)


def test_it_starts_under_python_3_8():
    ast.parse((ROOT / "run").read_text(), feature_version=(3, 8))


def test_every_command_says_in_one_line_what_it_does():
    for name, command in launcher.COMMANDS.items():
        assert command.__doc__, name
        assert "\n" not in command.__doc__, name


def test_alone_it_lists_the_commands(capsys):
    assert launcher.main([]) == 0
    listed = capsys.readouterr().out
    assert [name for name in launcher.COMMANDS if f"\n  {name} " not in listed] == []


def test_an_unknown_command_is_refused_in_words():
    with pytest.raises(SystemExit, match=r"there is no \./run dance"):
        launcher.main(["dance"])


# Which Python


def test_the_first_python_that_is_new_enough_is_taken():
    there = {"old": launcher.Python("/old", (3, 11)), "new": launcher.Python("/new", (3, 13))}
    python, too_old = launcher.find_python(["old", "absent", "new", "newer"], there.get)
    assert python == there["new"]
    assert too_old == [there["old"]]


def test_a_python_that_answers_to_two_names_is_named_once():
    old = launcher.Python("/usr/bin/python3.11", (3, 11))
    python, too_old = launcher.find_python(["python3", "python"], lambda name: old)
    assert python is None
    assert launcher.no_python(too_old) == (
        "Backstride needs Python 3.12 or newer (found 3.11 (/usr/bin/python3.11)). "
        "Install one, or uv, which fetches its own."
    )


def test_a_python_is_asked_for_its_version():
    assert launcher.ask_version(sys.executable).version == sys.version_info[:2]


def test_a_shim_that_fails_is_no_python(tmp_path):
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert launcher.ask_version(str(shim)) is None
    assert launcher.ask_version(str(tmp_path / "absent")) is None


# What is installed


def test_a_second_start_installs_nothing(installed):
    launcher.set_up(launcher.RUNTIME)
    launcher.set_up(launcher.RUNTIME)
    assert installed == ["requirements.txt"]


def test_the_larger_lock_serves_the_smaller(installed):
    launcher.set_up(launcher.E2E)
    launcher.set_up(launcher.DEV)
    launcher.set_up(launcher.RUNTIME)
    assert installed == ["requirements-e2e.txt"]


def test_a_larger_lock_is_added_to_what_is_there(installed):
    launcher.set_up(launcher.RUNTIME)
    (launcher.VENV / "kept").touch()
    launcher.set_up(launcher.DEV)
    assert installed == ["requirements.txt", "requirements-dev.txt"]
    assert (launcher.VENV / "kept").exists()


def test_a_changed_lock_is_installed_from_nothing(installed, checkout):
    launcher.set_up(launcher.DEV)
    (launcher.VENV / "left over").touch()
    (checkout / "requirements.txt").write_text("# another version\n")
    launcher.set_up(launcher.RUNTIME)
    assert installed == ["requirements-dev.txt", "requirements.txt"]
    assert not (launcher.VENV / "left over").exists()


def test_a_half_made_environment_is_made_anew(installed):
    launcher.set_up(launcher.RUNTIME)
    launcher.STAMP.unlink()
    launcher.set_up(launcher.RUNTIME)
    assert installed == ["requirements.txt"] * 2


def test_an_environment_whose_python_is_gone_is_made_anew(installed):
    launcher.set_up(launcher.RUNTIME)
    launcher.PYTHON.unlink()
    launcher.set_up(launcher.RUNTIME)
    assert installed == ["requirements.txt"] * 2


# Port and environment


def test_a_port_in_use_is_said_with_a_way_on():
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        sentence = f"port {taken} is in use. Take another one: PORT={taken + 1} ./run demo"
        with pytest.raises(SystemExit, match=sentence):
            launcher.refuse_taken_port(taken)
    launcher.refuse_taken_port(taken)


@pytest.mark.parametrize("given", ["abc", "0", "65536", "-1", "²"])
def test_a_port_that_is_none_is_refused_in_words(given):
    with pytest.raises(SystemExit, match=f"PORT={given} is no port"):
        launcher.port({"PORT": given})


@pytest.mark.parametrize(("environ", "expected"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "81"}, 81)])
def test_the_port_is_8000_unless_said(environ, expected):
    assert launcher.port(environ) == expected


def test_data_lies_under_var_unless_said(tmp_path):
    assert launcher.data_folder({}) == ROOT / "var"
    assert launcher.data_folder({"DATA_DIR": str(tmp_path)}) == tmp_path


def test_the_demo_passes_a_database_on():
    env = launcher.demo_environment({"DATABASE_URL": "postgresql://x/y", "SECRET_KEY": "k", "PORT": "81"})
    assert (env["DATABASE_URL"], env["BACKSTRIDE_DEMO"], env["PORT"]) == ("postgresql://x/y", "1", "81")


def test_the_demo_sends_no_mail_by_somebodys_real_site_and_does_not_answer_to_its_name():
    site = {
        "SITE_URL": "https://run.example.org",
        "SMTP_HOST": "mail.example.org",
        "MAIL_FROM": "a@b.example",
    }
    assert not launcher.demo_environment(site).keys() & site.keys()


def test_the_suite_inherits_no_variable_that_the_settings_read():
    asked = re.compile(r"""\b(?:self\.get|self\.env|env)(?:\.\w+)?\(\s*"([A-Z_]+)\"""")
    texts = [(ROOT / "config" / name).read_text() for name in ("environment.py", "settings.py")]
    names = {name for text in texts for name in asked.findall(text)}
    assert names - launcher.PERSONAL == {"DATA_DIR", "SHARED_DATA"}


def test_manage_has_the_settings_of_the_demo_but_not_on_a_real_site():
    assert launcher.app_environment({})["BACKSTRIDE_DEMO"] == "1"
    assert "BACKSTRIDE_DEMO" not in launcher.app_environment({"SECRET_KEY": "real"})


def test_the_suite_sees_nothing_of_a_persons_own_settings(tmp_path):
    mine = {"DATABASE_URL": "postgresql://x/y", "SECRET_KEY": "k", "DEBUG": "1", "PATH": "/bin"}
    env = launcher.test_environment(mine, [part("data"), part("chromium", found="")], tmp_path)
    assert env == {
        "PATH": "/bin",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BACKSTRIDE_MISSING": "chromium",
    }


def test_the_suite_is_told_where_a_part_is(tmp_path):
    chromium = part("chromium", variable="CHROMIUM", value="/usr/bin/chromium")
    assert launcher.test_environment({}, [chromium], tmp_path)["CHROMIUM"] == "/usr/bin/chromium"


# Parts and passes


def test_a_missing_part_is_an_error_where_all_is_required():
    with pytest.raises(SystemExit, match="Chromium is missing: install chromium"):
        launcher.show_parts([part("data"), part("chromium", found="")], {"REQUIRE_ALL": "1"})


def test_elsewhere_a_missing_part_is_named_with_the_way_to_get_it(capsys):
    launcher.show_parts([part("data", found="/data"), part("chromium", found="")], {})
    assert capsys.readouterr().out.splitlines() == [
        "Data        /data",
        "Chromium    missing, its tests are skipped: install chromium",
    ]


def test_a_given_database_is_named_without_its_password():
    found = launcher.postgresql_part({"DATABASE_URL": "postgresql://me:secret@db.example/site"}).found
    assert found == "DATABASE_URL (db.example)"


def test_the_folder_of_data_is_missing_if_it_is_not_there(tmp_path):
    assert launcher.data_part({"SHARED_DATA": str(tmp_path)}).found == str(tmp_path)
    assert launcher.data_part({"SHARED_DATA": str(tmp_path / "absent")}).found == ""


def fake_server(folder, version):
    folder.mkdir()
    (folder / "initdb").touch()
    (folder / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    (folder / "postgres").chmod(0o755)
    return folder


@pytest.mark.parametrize(("version", "number"), [("15.14 (Debian 15.14-1)", 15), ("17rc1", 0), ("9.6.1", 9)])
def test_a_server_is_asked_for_its_version(tmp_path, version, number):
    assert launcher.server_version(fake_server(tmp_path / "bin", version)) == number


def test_a_folder_without_a_server_is_none(tmp_path):
    assert launcher.server_version(tmp_path) == 0


def test_the_second_pass_leaves_out_what_no_database_changes():
    first, second = launcher.plan_passes([part("chromium")], "postgresql://x", "not long")
    assert (first.name, first.database) == ("SQLite", {})
    assert first.marks == "not long and not postgresql_only"
    assert (second.name, second.database) == ("PostgreSQL", {"DATABASE_URL": "postgresql://x"})
    assert second.marks == "not long and not once and not sqlite_only"


def test_without_postgresql_and_chromium_one_pass_is_left():
    (only,) = launcher.plan_passes([part("chromium", found="")], "", "not long")
    assert only.marks == "not long and not e2e and not postgresql_only"


def test_the_summary_counts_errors_as_failures(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(JUNIT)
    assert launcher.read_outcome(1, report) == launcher.Outcome(1, passed=3, failed=3, skipped=3)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([0, 1], 1), ([1, 0], 1), ([4], 4), ([0], 0)],
)
def test_any_failure_fails_and_an_empty_pass_alone_does_not(codes, expected):
    assert launcher.verdict([launcher.Outcome(code) for code in codes]) == expected


@pytest.mark.parametrize("key", ["postgresql", "chromium", "data"])
def test_every_part_is_there(key):
    """One skip for each missing part: its own tests are not run, or skipped one by one."""
    if key in os.environ.get("BACKSTRIDE_MISSING", "").split(","):
        (missing,) = [part for part in launcher.find_parts(os.environ) if part.key == key]
        pytest.skip(f"{missing.name} is missing: {missing.how}")
