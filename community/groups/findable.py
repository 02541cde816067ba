"""The words by which a group is found."""

from django.conf import settings

from accounts.geography import City
from accounts.words import folded_words


def words_of_group(name: str, description: str, *, city: City | None, city_label: str) -> str:
    """Its name, its city as each of our languages calls it, and what it says of itself, folded for search."""
    cities = [city.label(code) for code, _name in settings.LANGUAGES] if city else [city_label]
    return folded_words(name, *cities, description)
