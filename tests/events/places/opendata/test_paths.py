import pytest

from events.places.opendata.paths import paths_here


@pytest.mark.parametrize(
    ("lent", "facts"),
    [
        ([], {}),
        ([{"surface": "asphalt"}, {"surface": "gravel"}, {"surface": "gravel"}], {"surface": "gravel"}),
        ([{"surface": "gravel"}, {"surface": "asphalt"}], {"surface": "asphalt"}),
        ([{"evenness": "uneven"}, {"evenness": "even"}], {"evenness": "uneven"}),
        ([{"kerb": "flush"}, {"kerb": "none"}], {"kerb": "flush"}),
        ([{"gradient": 3.0}, {"gradient": 15.0}, {"gradient": 0.0}], {"gradient": 15.0}),
        ([{"clear_width": 3.0}, {"clear_width": 0.8}], {"clear_width": 0.8}),
        ([{"lit": True}, {"lit": False}], {"lit": False}),
        ([{"lit": True}, {}], {"lit": True}),
    ],
)
def test_the_commonest_surface_and_else_the_worst(lent, facts):
    assert paths_here(lent) == facts
