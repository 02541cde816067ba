"""The content policy forbids inline style and script. Data in JSON is no script: browsers run none of it."""

import re
from pathlib import Path

from tests.guards.violation import Violation, shown, template_files

RULE = "inline-style-or-script"
ALLOWED = ("mail/", "account/email/")
"""Mail has no style sheet of ours, and no script anyway."""

INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script(?![^>]*(?:\bsrc=|type="application/(?:ld\+)?json"))[^>]*>|\son[a-z]+\s*=\s*["']|javascript:""",
    re.I,
)


def inline_style_or_script(root: Path) -> list[Violation]:
    """Every place in a template that the browser would refuse."""
    templates = root / "templates"
    return [
        Violation(shown(path, root), number, RULE, f"move it to static/: {match[0].strip()}")
        for path in template_files(root)
        if not path.relative_to(templates).as_posix().startswith(ALLOWED)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for match in INLINE.finditer(line)
    ]
