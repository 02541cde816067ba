import csv
import io

import pytest
from django.core.management import CommandError, call_command

from events.places.models import Place
from tests.events.places.importing.conftest import feature, square, written


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_places", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue()


def test_it_lists_every_skip_with_its_reason_and_sums_up(db, shared_data):
    out = run(shared_data / "geo" / "monaco_venues.geojson")

    assert out.count("left out: ") == 78
    assert "left out: way/88875704 Jardins de Saint-Martin: It is not a track" in out
    assert "86 features read, 8 drafts added, 0 merged, 78 left out" in out
    assert Place.objects.count() == 8


def test_again_it_adds_nothing(db, shared_data):
    run(shared_data / "geo" / "monaco_venues.geojson")

    assert "0 drafts added, 0 merged, 86 left out" in run(shared_data / "geo" / "monaco_venues.geojson")


def test_the_report_goes_to_a_file(db, shared_data, tmp_path):
    report = tmp_path / "skips.csv"
    out = run(shared_data / "geo" / "dc_recreation_facilities.geojson", "--report", report)

    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert "left out: " not in out
    assert len(rows) + Place.objects.count() == 134
    assert {row["code"] for row in rows} >= {"closed", "not_for_running"}
    assert all(row["reason"] and row["ref"] for row in rows)


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_a_name_on_a_map_is_no_formula_in_the_report(db, tmp_path, first):
    report, file = tmp_path / "skips.csv", tmp_path / "map.geojson"
    file.write_bytes(written(feature("way/1", square(), leisure="playground", name=f"{first}1+1")))
    run(file, "--report", report)

    [row] = csv.DictReader(report.read_text(encoding="utf-8").splitlines())
    assert row["name"] == f"'{first}1+1"


def test_a_dry_run_keeps_nothing(db, shared_data):
    out = run(shared_data / "geo" / "monaco_venues.geojson", "--dry-run")

    assert "8 drafts would be added" in out
    assert not Place.objects.exists()


def test_another_source_is_left_out(db, shared_data):
    out = run(shared_data / "geo" / "monaco_venues.geojson", "--source", "open_data_dc")

    assert "0 drafts added" in out
    assert "another source" in out


def test_a_broken_file_ends_in_a_sentence_and_leaves_nothing(db, shared_data, tmp_path):
    broken = tmp_path / "broken.geojson"
    whole = (shared_data / "geo" / "monaco_venues.geojson").read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CommandError, match=r"after feature \d+, so nothing was imported"):
        run(broken)
    assert not Place.objects.exists()


def test_a_missing_file_ends_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.geojson")


MAPPING = """
source = "open_data_heim"
attribution = "City of Heim, CC BY 4.0"
data_set = "parks"
known_by = ["GREEN_ID", "KIND"]
id = "GREEN_ID"
name = "NAME"

[kind]
column = "KIND"
values = { meadow = "park" }
"""


def test_a_city_file_comes_in_by_a_mapping_and_its_source_is_named(db, tmp_path, client):
    row = {"GREEN_ID": 7, "KIND": "Meadow", "NAME": "Birkenwiese"}
    file, mapping = tmp_path / "heim.geojson", tmp_path / "heim.toml"
    file.write_bytes(written({"type": "Feature", "properties": row, "geometry": square()}))
    mapping.write_text(MAPPING, encoding="utf-8")

    assert "1 drafts added" in run(file, "--mapping", mapping)

    place = Place.objects.get()
    assert (place.source, place.source_ref, place.kind) == ("open_data_heim", "parks/7", "park")
    assert "City of Heim, CC BY 4.0" in client.get(f"/places/{place.slug}/").text
    assert "0 drafts added" in run(file, "--mapping", mapping)


def test_a_mapping_with_a_mistake_ends_in_a_sentence(db, shared_data, tmp_path):
    mapping = tmp_path / "heim.toml"
    mapping.write_text(MAPPING.replace('"park"', '"garden"'), encoding="utf-8")

    with pytest.raises(CommandError, match="“garden” is none of what “kind"):
        run(shared_data / "geo" / "monaco_venues.geojson", "--mapping", mapping)


def test_it_says_now_and_then_how_far_it_is(db, tmp_path):
    file, err = tmp_path / "town.geojson", io.StringIO()
    gardens = [feature(f"way/{n}", square(), leisure="garden") for n in range(2_000)]
    file.write_bytes(written(*gardens))
    call_command("import_places", str(file), stdout=io.StringIO(), stderr=err)

    lines = err.getvalue().splitlines()
    assert [line.split(" features read")[0] for line in lines] == ["1,000", "2,000"]
    assert all(line.endswith("a second …") for line in lines)


def test_what_is_merged_is_listed(db, shared_data):
    out = run(shared_data / "geo" / "baltimore_venues.geojson")

    assert "merged: way/80318086 Madison Square: It is the same place. [Madison Square]" in out
    assert "36 drafts added, 2 merged, 104 left out" in out
