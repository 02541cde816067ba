"""Cities from the file we ship."""

import pytest

from accounts.geography.gazetteer import load_cities, read_cities

HEIDELBERG, MANNHEIM, MUNICH = 2907911, 2873891, 2867714


@pytest.fixture
def cities(db):
    """Every city called Heidelberg, Mannheim, Munich or Springfield, with all its names."""
    names = {"Heidelberg", "Mannheim", "Munich", "Springfield"}
    load_cities(row for row in read_cities() if row["name"] in names)
