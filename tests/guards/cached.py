"""What is kept in the cache is listed in ``config/surfaces.py``, by what builds its key."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from tests.guards.violation import Violation, python_files, shown, template_files

RULE = "unlisted-cache-key"
SURFACES = "config/surfaces.py"
CACHES = ("cache", "caches")
IN_TEMPLATE = re.compile(r"[{]%\s*cache\s+\S+\s+(\S+)[^%]*%[}]")
WHOLE_PAGES = re.compile(r"\b(cache_page|UpdateCacheMiddleware|FetchFromCacheMiddleware)\b")


def unlisted_cache_key(root: Path) -> list[Violation]:
    """Every use of the cache whose key is not registered with its audience, and every stale entry."""
    listed, used = _listed(root), set()
    found = []
    for where, line, key in [*_in_code(root), *_in_templates(root)]:
        used.add(f"{where}:{key}")
        if f"{where}:{key}" not in listed:
            found.append(Violation(where, line, RULE, f'list "{where}:{key}" in {SURFACES}'))
    found += [
        Violation(SURFACES, listed[entry], RULE, f'"{entry}" is used nowhere: remove it')
        for entry in listed.keys() - used
    ]
    return sorted(found)


def _listed(root: Path) -> dict[str, int]:
    return {
        ast.literal_eval(key): key.lineno
        for node in ast.parse((root / SURFACES).read_text()).body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "CACHE_KEYS"
        for key in getattr(node.value, "keys", ())
    }


def _in_code(root: Path) -> Iterator[tuple[str, int, str]]:
    for path in python_files(root):
        code, where = path.read_text(), shown(path, root)
        tree = ast.parse(code)
        names = _names_of_caches(tree)
        for node in ast.walk(tree):
            if _asks(node, names):
                yield where, node.lineno, _key(node.args[0])
        for number, line in enumerate(code.splitlines(), 1):
            if whole := WHOLE_PAGES.search(line):
                yield where, number, whole[1]


def _asks(node: ast.AST, names: set[str]) -> TypeGuard[ast.Call]:
    """Says whether this calls a method of a cache with a key."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    return ast.unparse(node.func.value).split("[")[0] in names


def _names_of_caches(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.core.cache"
        for alias in node.names
        if alias.name in CACHES
    }


def _key(node: ast.expr) -> str:
    """The text of a constant key, or the name of what makes it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ast.unparse(node)


def _in_templates(root: Path) -> Iterator[tuple[str, int, str]]:
    for path in template_files(root):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for match in IN_TEMPLATE.finditer(line):
                yield shown(path, root), number, match[1]
