import io
import json

import pytest
from django.core.management import CommandError, call_command

from events.places.models import Place
from tests.events.places.conftest import make_place
from tests.events.places.importing.conftest import park, path, point, square, written


def run(*arguments):
    out = io.StringIO()
    call_command("export_places", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def imported(db, tmp_path):
    """A park with a path through it, a path with a name, a point, and a place of a person."""
    through = ((8.699, 49.4005), (8.702, 49.4005))
    file = tmp_path / "town.geojson"
    file.write_bytes(
        written(
            park("way/1", square(), name="Birken­wiese"),
            path("way/2", *through, name="Allmendpfad", surface="asphalt"),
            park("node/3", point(8.8, 49.5), name="حديقة"),
        )
    )
    call_command("import_places", str(file), verbosity=0, stdout=io.StringIO())
    make_place("Meadow of Mira")


def test_the_part_from_openstreetmap_with_our_changes(imported, tmp_path):
    Place.objects.filter(source_ref="way/1").update(name="Birkenwiese South", light="full", has_toilets=True)

    assert "3 places of openstreetmap" in run(tmp_path / "out.geojson", "--source", "openstreetmap")

    data = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert data["metadata"]["licence"].startswith("Open Data Commons Open Database License")
    assert data["metadata"]["attribution"] == "© OpenStreetMap contributors"
    node, area, way = data["features"]
    assert [one["id"] for one in data["features"]] == ["node/3", "way/1", "way/2"]
    assert (node["geometry"], node["properties"]["name"]) == (point(8.8, 49.5), "حديقة")
    assert area["geometry"]["type"] == "Polygon"
    assert area["geometry"]["coordinates"][0][:2] == [[8.7, 49.4], [8.701, 49.4]]
    assert way["geometry"]["type"] == "LineString"
    assert area["properties"] == {
        "name": "Birkenwiese South",
        "kind": "park",
        "state": "draft",
        "light": "full",
        "has_toilets": True,
        "proposed": {"map_name": "Birkenwiese", "length_m": 367, "paths": {"way/2": {"surface": "asphalt"}}},
    }


def test_what_was_merged_names_what_it_went_into(imported, tmp_path):
    stays = Place.objects.get(source_ref="way/1")
    Place.objects.filter(source_ref="node/3").update(merged_into=stays, state="retired")
    run(tmp_path / "out.geojson")

    node = json.loads((tmp_path / "out.geojson").read_text())["features"][0]
    assert (node["properties"]["state"], node["properties"]["merged_into"]) == ("retired", "way/1")


def test_one_query_however_many_places(imported, tmp_path, django_assert_num_queries):
    with django_assert_num_queries(2):  # how many, and the rows
        run(tmp_path / "out.geojson")


@pytest.mark.parametrize("source", ["person", "open_data_dc", "nobody"])
def test_a_source_nothing_came_from_says_so_and_writes_nothing(imported, tmp_path, source):
    with pytest.raises(CommandError, match="No place came from"):
        run(tmp_path / "out.geojson", "--source", source)
    assert not (tmp_path / "out.geojson").exists()


def test_a_file_that_cannot_be_written_says_so(imported, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(tmp_path / "nowhere" / "out.geojson")


def test_a_source_of_ones_own_names_whom_its_mapping_names(db, tmp_path):
    make_place(
        "Birkenwiese", source="open_data_heim", source_ref="parks/7", proposed={"attribution": "City of Heim"}
    )
    run(tmp_path / "out.geojson", "--source", "open_data_heim")

    about = json.loads((tmp_path / "out.geojson").read_text())["metadata"]
    assert (about["source"], about["attribution"]) == ("open_data_heim", "City of Heim")
