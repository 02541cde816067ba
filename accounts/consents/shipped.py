"""The texts we ship: version 1 of each document, which an operator goes on from."""

from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"


def load_initial_documents(document_model: Any) -> int:
    """Store version 1 of each kind of which nothing is stored yet; return how many rows were made.

    Takes the model as an argument so that a migration can give its historical one.
    """
    loaded = set(document_model.objects.values_list("kind", flat=True).distinct())
    rows = [
        document_model(kind=kind, language=language, version=1, text=path.read_text(encoding="utf-8").strip())
        for path in sorted(TEXTS.glob("*.md"))
        for kind, language in [path.stem.split(".")]
        if kind not in loaded
    ]
    document_model.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
