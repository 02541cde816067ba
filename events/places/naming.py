"""How places are called in addresses of pages and after the towns they lie in."""

from collections.abc import Iterable

from django.utils.text import slugify

from accounts.identifiers import new_public_id
from events.places.models import Place

RESERVED_SLUGS = frozenset({"new", "import", "how-we-check", "photos"})
LONGEST_PLAIN = 60
TAIL = 10


def free_slug(name: str) -> str:
    """A readable address; with a random tail if the plain one is taken or means something else."""
    return free_slugs([name])[0]


def free_slugs(names: Iterable[str]) -> list[str]:
    """An address for each name, no two alike; one query."""
    plain = [slugify(name)[:LONGEST_PLAIN] for name in names]
    taken = Place.objects.taken_slugs(set(plain)) | RESERVED_SLUGS | {""}
    slugs = []
    for slug in plain:
        slugs.append(_with_tail(slug) if slug in taken else slug)
        taken.add(slug)
    return slugs


def _with_tail(slug: str) -> str:
    tail = new_public_id()[:TAIL].lower().replace("_", "x").replace("-", "x")
    return f"{slug or 'place'}-{tail}"
