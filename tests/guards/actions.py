"""An action asks a rule."""

import ast
from pathlib import Path

from tests.guards.violation import Violation, python_files, shown

RULE = "action-without-rule"

OPEN = {
    "accounts/notifications/actions.py:notify": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:forget_reminders": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:look_again": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:renew": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:remind": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:repeat": "called by other actions, in their transaction",
    "accounts/notifications/actions.py:settle": "called by other actions, in their transaction",
    "accounts/users/actions.py:too_young": "a sentence; changes nothing",
}


def action_without_rule(root: Path) -> list[Violation]:
    """Every public function of an ``actions.py`` that changes something without ``@permitted(rule)``."""
    found = []
    for path in python_files(root):
        if path.name != "actions.py":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                where = shown(path, root)
                if f"{where}:{node.name}" not in OPEN and not _is_permitted(node):
                    found.append(
                        Violation(where, node.lineno, RULE, f"guard {node.name} with @permitted(rule)")
                    )
    return found


def _is_permitted(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "permitted"
        for decorator in node.decorator_list
    )
