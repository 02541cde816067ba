"""Queries live in querysets: views call them by name, templates never ask."""

import ast
import re
from pathlib import Path

from tests.guards.violation import Violation, python_files, shown, template_files

RULE_VIEW = "query-in-view"
RULE_TEMPLATE = "query-in-template"

BUILDING = frozenset(
    """
    filter exclude annotate aggregate order_by select_related prefetch_related values values_list only defer
    create get_or_create update_or_create bulk_create bulk_update raw execute union
    """.split()  # noqa: SIM905
)
IN_TEMPLATE = re.compile(
    r"[{][{%][^}]*?(?<!forloop)\.(objects|all|count|exists|first|last|\w+_set)\b[^}]*?[}%][}]"
)


def query_in_view(root: Path) -> list[Violation]:
    """A view that builds a query, or writes a row by itself."""
    found = []
    for path in python_files(root):
        if path.name != "views.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _builds(node.func):
                advice = f"move .{node.func.attr}() into a queryset method or an action"
                found.append(Violation(shown(path, root), node.lineno, RULE_VIEW, advice))
    return sorted(found)


def _builds(function: ast.Attribute) -> bool:
    if function.attr in BUILDING:
        return True
    return function.attr in {"get", "save", "delete", "update"} and ".objects" in ast.unparse(function.value)


def query_in_template(root: Path) -> list[Violation]:
    """A template that walks to a manager or counts rows."""
    return [
        Violation(shown(path, root), number, RULE_TEMPLATE, f"load it in the view: {match[0]}")
        for path in template_files(root)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for match in IN_TEMPLATE.finditer(line)
    ]
