"""Imports point one way: between apps, between concepts, and between the files of a concept."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.guards.violation import APPS, Violation, python_files, shown

RULE = "import-direction"

CONCEPTS = {
    "accounts": (
        ("identifiers", "contracts", "pagination", "cards", "editions"),
        ("permissions", "text", "images", "geography"),
        ("words",),
        ("jobs",),
        ("users",),
        ("consents",),
        ("notifications",),
        ("apart",),
        ("contact",),
        ("privacy",),
    ),
    "community": (("moderation",), ("groups",), ("guide",), ("stories",)),
    "events": (("places",), ("levels",), ("meetups",), ("incidents",)),
    "config": (),
}
"""The concepts of each app from the lowest to the highest; a row imports only itself and what is lower."""

LAYERS = ("querysets", "models", "rules", "notices", "tasks", "actions", "forms", "views", "urls")
"""The files of a concept, lowest first. A file of another name ranks as high as what it imports."""

COMPOSING = ("models", "answers", "apps", "management", "templatetags", "__init__")
"""Files of an app that may import all of its concepts."""


def import_direction(root: Path) -> list[Violation]:
    """Every import that points right."""
    modules = {_module(path, root): path for path in python_files(root)}
    imports = {module: sorted(set(_imports(path, modules))) for module, path in modules.items()}
    return sorted(
        Violation(shown(modules[importer], root), line, RULE, f"{importer} must not import {imported}")
        for importer, found in imports.items()
        for imported, line in found
        if not _may_import(importer, imported, imports)
    )


def _module(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, modules: dict[str, Path]) -> Iterator[tuple[str, int]]:
    for node in _walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            known = name if name in modules else name.rpartition(".")[0]
            if known.split(".")[0] in APPS:
                yield known, node.lineno


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _walk(node)


def _may_import(importer: str, imported: str, imports: dict[str, list[tuple[str, int]]]) -> bool:
    from_app, to_app = importer.split(".")[0], imported.split(".")[0]
    if from_app != to_app:
        return APPS.index(from_app) > APPS.index(to_app)
    if _is_composing(importer) or from_app == "config":
        return True
    if _is_composing(imported):
        return False
    here, there = importer.split(".")[1], imported.split(".")[1]
    if here != there:
        return _height(from_app, here) >= _height(to_app, there)
    return _layer(importer, imports) >= _layer(imported, imports)


def _is_composing(module: str) -> bool:
    parts = module.split(".")
    return len(parts) == 1 or parts[1] in COMPOSING


def _height(app: str, concept: str) -> int:
    for height, row in enumerate(CONCEPTS[app]):
        if concept in row:
            return height
    raise LookupError(f"{app}.{concept} is in no row of tests/guards/imports.py: say where it belongs")


def _layer(module: str, imports: dict[str, list[tuple[str, int]]]) -> int:
    @cache
    def layer(name: str) -> int:
        last = name.split(".")[-1]
        if last in LAYERS:
            return LAYERS.index(last)
        concept = name.split(".")[:2]
        below = [found for found, _line in imports.get(name, []) if found.split(".")[:2] == concept]
        return max((layer(found) for found in below if found != name), default=-1)

    return layer(module)
