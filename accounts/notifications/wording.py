"""Templates that are no HTML."""

from collections.abc import Mapping
from typing import Any

from django.template import Context, Engine


def plain(template: str, context: Mapping[str, Any]) -> str:
    """Render text that is no HTML: nothing is escaped."""
    return Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False))
