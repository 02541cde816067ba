"""What the papers say is there: variables, commands, files, links and dependencies."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
CODE = ("accounts", "community", "events", "config", "run")
READERS = re.compile(r"(self\.)?env(\.\w+)?|self\.get|(os\.)?environ\.(get|pop)|os\.getenv")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
IN_TABLE = re.compile(r"^\| `([^`]+)`", re.MULTILINE)
IN_COMPOSE = re.compile(r"\$\{([A-Z0-9_]+)")
READ_BY_OTHERS = {"WEB_CONCURRENCY"}
"""What gunicorn reads by itself; the Dockerfile sets it."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\./run ([a-z]+)(?: ([a-z_]+))?")


def papers() -> list[Path]:
    """Every page written for people who read this repository."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "accounts/data/README.md",
    ]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def variables_read(code: str) -> set[str]:
    """Names of environment variables that a module asks for."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        asked: ast.AST | None = None
        if isinstance(node, ast.Call) and node.args and READERS.fullmatch(ast.unparse(node.func)):
            asked = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            asked = node.slice
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith("environ"):
            asked = node.left
        if isinstance(asked, ast.Constant) and VARIABLE.fullmatch(str(asked.value)):
            found.add(str(asked.value))
    return found


def code_files() -> Iterator[Path]:
    for name in CODE:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def broken_links(path: Path, text: str) -> list[str]:
    """Links to files that are not there, or to headings they do not have."""
    faults = []
    for target in LINK.findall(FENCE.sub("", text)):
        name, _hash, heading = target.partition("#")
        if name.startswith(("https://", "http://", "mailto:")):
            continue
        there = (path.parent / name).resolve() if name else path
        if not there.exists():
            faults.append(f"{shown(path)}: there is no {target}")
        elif heading and heading not in headings(there.read_text()):
            faults.append(f"{shown(path)}: {name} has no heading #{heading}")
    return faults


def headings(text: str) -> set[str]:
    """The anchors that GitHub and others make of headings."""
    lines = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def missing_files(path: Path, text: str) -> list[str]:
    """Files and folders named in ``code`` that are not there; NAME, <name> and … stand for any."""
    faults = []
    tops = {entry.name for entry in ROOT.iterdir()}
    for span in CODE_SPAN.findall(FENCE.sub("", text)):
        name = span.split(" ")[0].split("::")[0]
        if name.split("/")[0] not in tops - {"var"} or "/" not in name or re.search(r"[<…{(]|[A-Z]{4}", name):
            continue
        if not any(ROOT.glob(name.rstrip("/"))):
            faults.append(f"{shown(path)}: there is no {name}")
    return faults


def launcher_commands() -> set[str]:
    tree = ast.parse((ROOT / "run").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name for node in functions if "command" in map(ast.unparse, node.decorator_list)}


def unknown_commands(text: str) -> list[str]:
    """What is to be typed and does not exist."""
    faults = []
    for name, argument in COMMAND.findall(text):
        if name not in launcher_commands():
            faults.append(f"./run {name}")
        elif name == "manage" and argument and argument not in get_commands():
            faults.append(f"./run manage {argument}")
    return faults


def wanted(level: str) -> set[str]:
    """The packages that one of the .in files asks for."""
    lines = [line.split(" #")[0].strip() for line in (ROOT / f"{level}.in").read_text().splitlines()]
    return {
        canonicalize_name(Requirement(line).name)
        for line in lines
        if line and not line.startswith(("#", "-"))
    }


def vendored() -> set[str]:
    found = sorted((ROOT / "static/vendor").rglob("vendor.json"))
    return {json.loads(path.read_text())["name"] for path in found}


def test_every_variable_the_code_reads_is_explained_and_no_other():
    read = set().union(*(variables_read(path.read_text()) for path in code_files()))
    read |= set(IN_COMPOSE.findall((ROOT / "docker-compose.yml").read_text())) | READ_BY_OTHERS
    assert set(IN_TABLE.findall((ROOT / "docs/configure.md").read_text())) == read


@pytest.mark.parametrize(
    "code",
    [
        "x = env('NEW_ONE', default='')",
        "x = env.bool('NEW_ONE')",
        "class A:\n    def a(self): return self.get('NEW_ONE')",
        "class A:\n    def a(self): return self.env.int('NEW_ONE', default=1)",
        "import os\nx = os.environ.get('NEW_ONE')",
        "import os\nx = os.environ['NEW_ONE']",
        "x = 'NEW_ONE' not in environ",
    ],
)
def test_a_new_variable_is_noticed(code):
    assert variables_read(code) == {"NEW_ONE"}


@pytest.mark.parametrize("path", papers(), ids=shown)
def test_links_lead_somewhere(path):
    assert broken_links(path, path.read_text()) == []


def test_a_link_that_leads_nowhere_is_noticed():
    text = "[a](docs/gone.md) [b](docs/configure.md#gone) [c](https://example.org)"
    assert broken_links(ROOT / "README.md", text) == [
        "README.md: there is no docs/gone.md",
        "README.md: docs/configure.md has no heading #gone",
    ]


@pytest.mark.parametrize("path", papers(), ids=shown)
def test_files_that_are_named_are_there(path):
    assert missing_files(path, path.read_text()) == []


def test_a_file_that_is_named_and_gone_is_noticed():
    text = "`config/gone.py`, `config/*.py`, `templates/<app>/x.html`, `config/settings.py`"
    assert missing_files(ROOT / "README.md", text) == ["README.md: there is no config/gone.py"]


@pytest.mark.parametrize("path", papers(), ids=shown)
def test_commands_that_are_named_exist(path):
    assert unknown_commands(path.read_text()) == []


def test_a_command_that_does_not_exist_is_noticed():
    text = "./run demo, ./run dance, ./run manage doctor, ./run manage dance"
    assert unknown_commands(text) == ["./run dance", "./run manage dance"]


def test_every_page_under_docs_can_be_reached_from_the_readme():
    reached, next_ones = set(), [ROOT / "README.md"]
    while next_ones:
        path = next_ones.pop()
        reached.add(path)
        links = [target.partition("#")[0] for target in LINK.findall(path.read_text())]
        found = {
            (path.parent / link).resolve() for link in links if link.endswith(".md") and "://" not in link
        }
        next_ones += found - reached
    assert set(papers()) - reached == set()


def test_every_dependency_says_why_it_is_here_and_no_other():
    explained = {
        canonicalize_name(name) for name in IN_TABLE.findall((ROOT / "docs/dependencies.md").read_text())
    }
    levels = ("requirements", "requirements-dev", "requirements-e2e")
    asked = set().union(*map(wanted, levels)) | {canonicalize_name(name) for name in vendored()}
    assert explained == asked


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
