"""A day reads otherwise in each language: its order and its dots come from ``config/formats``, by name."""

import ast
import re
from pathlib import Path

from tests.guards.violation import Violation, python_files, shown, template_files

RULE = "fixed-date-format"
IN_TEMPLATE = re.compile(r"""\|\s*(?:date|time):\s*(["'])(.*?)\1""")
FORMATTERS = {"date_format", "time_format", "format", "strftime", "date", "time"}
FOR_MACHINES = {"c", "U", "r", "Y-m-d"}
NAME = re.compile(r"[A-Z]+(_[A-Z]+)+")
DAY_BESIDE_MORE = re.compile(r"(?=.*[djSz])(?=.*[FMNnmbElDYyoHGgiA])")
"""The number of a day with a weekday, month, year or clock: their order is not everybody's."""

IN_STRFTIME = re.compile(r"(?=.*%-?[de])(?=.*%-?[aAbBmyYHI])")
ISO = re.compile(r"%Y-?%m-?%d")


def fixed_date_format(root: Path) -> list[Violation]:
    """Every format of a day that is the same in all languages, though people read it."""
    in_templates = [
        Violation(shown(path, root), number, RULE, f"use a name of config/formats: {found[2]}")
        for path in template_files(root)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for found in IN_TEMPLATE.finditer(line)
        if is_fixed(found[2])
    ]
    return in_templates + [
        Violation(shown(path, root), node.lineno, RULE, f"use a name of config/formats: {node.value}")
        for path in python_files(root)
        for node in _formats(ast.parse(path.read_text()))
        if is_fixed(node.value)
    ]


def is_fixed(format_: str) -> bool:
    if "%" in format_:
        return bool(IN_STRFTIME.match(format_)) and not ISO.search(format_)
    is_name = NAME.fullmatch(format_) or format_ in FOR_MACHINES
    return not is_name and bool(DAY_BESIDE_MORE.match(format_))


def _formats(tree: ast.AST) -> list[ast.Constant]:
    """What is handed to a formatter, and what stands behind the colon in an f-string."""
    given = [
        argument
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in FORMATTERS
        for argument in [*call.args, *(word.value for word in call.keywords)]
    ]
    specs = [
        part
        for value in ast.walk(tree)
        if isinstance(value, ast.FormattedValue) and isinstance(value.format_spec, ast.JoinedStr)
        for part in value.format_spec.values
    ]
    parts = [leaf for node in given for leaf in ast.walk(node)]
    strings = [
        node for node in (*parts, *specs) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [node for node in strings if _is_format(node.value)]


def _is_format(text: str) -> bool:
    """Not a sentence: letters of formats, one by one, or directives."""
    return bool(re.search(r"%-?[a-zA-Z]", text)) or not re.search(r"[A-Za-z]{2}", text)
