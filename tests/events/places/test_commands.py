import csv
import io

import pytest
from django.core.management import CommandError, call_command

from events.places.models import Place


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_places", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue()


def test_it_lists_every_skip_with_its_reason_and_sums_up(db, shared_data):
    out = run(shared_data / "geo" / "monaco_venues.geojson")

    assert out.count("left out: ") == 78
    assert "left out: way/88875704 Jardins de Saint-Martin: It is not a track" in out
    assert "86 features read, 8 drafts added, 78 left out." in out
    assert Place.objects.count() == 8


def test_again_it_adds_nothing(db, shared_data):
    run(shared_data / "geo" / "monaco_venues.geojson")

    assert "0 drafts added, 86 left out." in run(shared_data / "geo" / "monaco_venues.geojson")


def test_the_report_goes_to_a_file(db, shared_data, tmp_path):
    report = tmp_path / "skips.csv"
    out = run(shared_data / "geo" / "dc_recreation_facilities.geojson", "--report", report)

    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert "left out: " not in out
    assert len(rows) + Place.objects.count() == 134
    assert {row["code"] for row in rows} >= {"closed", "not_for_running"}
    assert all(row["reason"] and row["ref"] for row in rows)


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
