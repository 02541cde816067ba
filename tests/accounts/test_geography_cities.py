import gzip
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.geography import City, CityName, country_name, fold
from accounts.geography.cities import LAST_CHARACTER
from accounts.geography.gazetteer import COLUMNS, NAMES, load_cities, load_edition, read_cities

MUNICH, COLOGNE, VIENNA, ROME, PRAGUE = 2867714, 2886242, 2761369, 3169070, 3067696
ROME_GEORGIA, ROME_NEW_YORK, HEIDELBERG, HEIDELBERG_GAUTENG = 4219762, 5134295, 2907911, 997151
AARHUS, MOSCOW, TOKYO, SHANGHAI, MUNCIE = 2624652, 524901, 1850147, 1796236, 4924006
KNOWN = {
    MUNICH, COLOGNE, VIENNA, ROME, PRAGUE, ROME_GEORGIA, ROME_NEW_YORK, HEIDELBERG, HEIDELBERG_GAUTENG,
    AARHUS, MOSCOW, TOKYO, SHANGHAI, MUNCIE,
}  # fmt: skip


@pytest.fixture(scope="module")
def known_rows():
    return [row for row in read_cities() if int(row["id"]) in KNOWN]


@pytest.fixture
def cities(db, known_rows):
    load_cities(known_rows)


def found(text: str, **kwargs) -> list[int]:
    return [city.pk for city in City.objects.search(text, **kwargs)]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Munich", MUNICH),
        ("München", MUNICH),
        ("muenchen", MUNICH),
        ("MUNCHEN", MUNICH),
        ("  münch", MUNICH),
        ("Köln", COLOGNE),
        ("Koeln", COLOGNE),
        ("koln", COLOGNE),
        ("Cologne", COLOGNE),
        ("Wien", VIENNA),
        ("Vienna", VIENNA),
        ("Roma", ROME),
        ("Rome", ROME),
        ("Rom", ROME),
        ("Praha", PRAGUE),
        ("Prag", PRAGUE),
        ("Prague", PRAGUE),
        ("Aarhus", AARHUS),
        ("Århus", AARHUS),
        ("Москва", MOSCOW),
        ("Moskau", MOSCOW),
        ("東京", TOKYO),
    ],
)
def test_a_city_is_found_as_people_write_it(cities, text, city):
    assert found(text)[0] == city


def test_large_namesakes_come_first(cities):
    assert found("Rome") == [ROME, ROME_GEORGIA, ROME_NEW_YORK]


def test_a_beginning_is_enough(cities):
    assert found("heid") == [HEIDELBERG, HEIDELBERG_GAUTENG]


def test_a_name_we_show_comes_before_one_of_another_language(cities):
    CityName.objects.create(city_id=SHANGHAI, folded="muncie")
    assert found("muncie") == [MUNCIE, SHANGHAI]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Rome, Georgia", ROME_GEORGIA),
        ("Rome, Italien", ROME),
        ("Rome, Italy", ROME),
        ("Rome, New York, USA", ROME_NEW_YORK),
        ("heidelberg, za", HEIDELBERG_GAUTENG),
    ],
)
def test_what_follows_a_comma_tells_namesakes_apart(cities, text, city):
    assert found(text) == [city]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_label_finds_its_city(cities, language):
    for city in City.objects.all():
        assert found(city.long_label(language))[0] == city.pk


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ",",
        "%",
        "_",
        "\\",
        "'",
        "\0",
        "Atlantis",
        "Rome, Atlantis",
        "\u200b",
        "x" * 10_000,
        "\U0010ffff",
    ],
)
def test_what_is_no_city_finds_none(cities, text):
    assert found(text) == []


def test_a_list_is_as_long_as_asked(cities):
    assert found("Rome", limit=2) == [ROME, ROME_GEORGIA]


def test_search_is_one_query_by_the_index_of_names(cities, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(City.objects.search("Rome, Georgia"))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In so small a table the other index, which begins with the city, costs about the same.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_cityname DROP CONSTRAINT city_name_once")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
        names = CityName.objects.filter(folded__gte="mun", folded__lt="mun" + LAST_CHARACTER)
        assert "city_name_prefix" in names.explain()


def test_labels_speak_the_readers_language(cities):
    munich = City.objects.get(pk=MUNICH)
    assert [munich.label("en"), munich.label("de")] == ["Munich, Germany", "München, Deutschland"]
    assert City.objects.get(pk=ROME_GEORGIA).long_label("en") == "Rome, Georgia, United States"


def test_a_country_has_a_name_in_every_language():
    assert [country_name("AT", "de-at"), country_name("AT", "fr"), country_name("??")] == [
        "Österreich",
        "Austria",
        "??",
    ]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("St.-Denis", "st denis"),
        ("Łódź", "lodz"),
        ("İzmir", "izmir"),
        ("L’Aquila", "l aquila"),
    ],
)
def test_folding_leaves_what_spellings_share(text, folded):
    assert fold(text) == fold(folded) == folded


def row(pk: int, name: str, names: str = "") -> dict[str, str]:
    values = (str(pk), name, "", "DE", "", "50.0", "8.0", "20000", "Europe/Berlin", names)
    return dict(zip((*COLUMNS, NAMES), values, strict=True))


def write(path, *rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines("\t".join(row.values()) + "\n" for row in rows)
    return path


def test_an_edition_is_loaded_once(db, tmp_path, django_assert_num_queries):
    path = write(tmp_path / "cities.tsv.gz", row(1, "Aheim", "Altheim"), row(2, "Bheim"))
    assert load_edition(path)
    with django_assert_num_queries(2):
        assert not load_edition(path)
    assert [found("aheim"), found("altheim"), found("bheim")] == [[1], [1], [2]]


def test_a_new_edition_changes_names_and_removes_no_city(db, tmp_path):
    load_edition(write(tmp_path / "old.gz", row(1, "Aheim", "Altheim"), row(2, "Bheim")))
    assert load_edition(write(tmp_path / "new.gz", row(1, "Neuheim"), row(3, "Cheim")))
    assert list(City.objects.order_by("pk").values_list("pk", "name")) == [
        (1, "Neuheim"),
        (2, "Bheim"),
        (3, "Cheim"),
    ]
    assert [found("altheim"), found("neuheim"), found("bheim")] == [[], [1], []]


def test_the_database_refuses_a_point_beyond_the_globe(db):
    city = City(id=1, name="Nowhere", country="DE", population=0, time_zone="UTC", latitude=90.5, longitude=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        city.save()


def test_the_city_file_is_whole():
    rows = list(read_cities())
    assert len({row["id"] for row in rows}) == len(rows) == 34_006
    assert all(fold(row["name"]) for row in rows)
    assert all(country_name(row["country"]) != row["country"] for row in rows)
    assert {ZoneInfo(zone).key for zone in {row["time_zone"] for row in rows}}
    assert all(-90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180 for row in rows)
