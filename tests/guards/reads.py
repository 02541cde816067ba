"""What is moderated is read through a few doors; each asks who is looking."""

import ast
import re
from pathlib import Path

from tests.guards.violation import Violation, python_files, shown

RULE = "content-read"

DOORS = {
    "Story": {"visible_to", "authored_by", "public_feed", "for_member_feed"},
    "Photo": {"visible_to", "reusable_by"},
    "Revision": {"reviewable_by", "in_scope_of", "authored_by"},
    "Case": {"reviewable_by", "in_scope_of", "readable_by", "reported_by", "about_viewer"},
    "Decision": {"to_author", "of_cases"},
    "Report": set(),
    "RevisionPhoto": set(),
}
"""The first call after ``.objects`` by which each model may be read anywhere."""

BEHIND = {
    "community/moderation/actions.py": "writes; every function asks a rule first",
    "community/moderation/cases.py": "writes, for actions that asked a rule",
    "community/moderation/content.py": "hands rows to moderation only",
    "community/moderation/models.py": "moves the state of a revision it holds",
    "community/moderation/privacy.py": "a person's own rows, for their export and when they go",
    "community/moderation/people.py": "writes; every function asks a rule first",
    "community/moderation/querysets.py": "the doors themselves",
    "community/moderation/reading.py": "about a revision or case that a door gave",
    "community/moderation/reading_people.py": "about a case that a door gave",
    "community/stories/actions.py": "writes; every function asks a rule first",
    "community/stories/privacy.py": "a person's own rows, for their export and when they go",
    "community/stories/querysets.py": "the doors themselves",
    "config/demo/seed.py": "gives the demo's stories their days",
}
"""Files that may use other ways, and why."""

PARTS = {
    "community/answers.py": {"Story.keep_to_group"},  # a group becomes private
    "community/moderation/views.py": {"Decision.latest_on"},  # on a revision that a door gave
    "community/stories/notices.py": {"Story.published"},  # only in which group, to tell its members
}
"""Single calls elsewhere."""

BY_NAME = re.compile(rf"""get_model\(\s*['"]community['"],\s*['"]({"|".join(DOORS)})['"]""")


def content_read(root: Path) -> list[Violation]:
    """Every read of moderated content that starts at no door."""
    return [
        Violation(shown(path, root), line, RULE, f"start {model} at one of its doors, not at {call}")
        for path in python_files(root)
        if shown(path, root) not in BEHIND
        for line, model, call in sorted(_reads(path.read_text()))
        if f"{model}.{call}" not in PARTS.get(shown(path, root), ())
    ]


def _reads(code: str) -> set[tuple[int, str, str]]:
    tree = ast.parse(code)
    found = set()
    opened = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (model := _manager(node.value)):
            opened.add(node.value)
            if node.attr not in DOORS[model]:
                found.add((node.lineno, model, node.attr))
    for node in ast.walk(tree):
        if (model := _manager(node)) and node not in opened:
            found.add((node.lineno, model, "the manager itself"))  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and (named := BY_NAME.match(ast.unparse(node).removeprefix("apps."))):
            found.add((node.lineno, named[1], "get_model"))
    return found


def _manager(node: ast.AST) -> str | None:
    """The model, if this is ``Model.objects`` or one of its other names."""
    if not isinstance(node, ast.Attribute) or node.attr not in (
        "objects",
        "_default_manager",
        "_base_manager",
    ):
        return None
    name = ast.unparse(node.value).split(".")[-1]
    return name if name in DOORS else None
