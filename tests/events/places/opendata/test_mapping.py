import pytest
from django.conf import settings

from events.places.opendata.mapping import BrokenMapping, read_mapping, shipped
from events.places.opendata.proposals import LeftOut, Reason

MAPPING = """
source = "open_data_heim"
attribution = "City of Heim, CC BY 4.0"
data_set = "parks"
known_by = ["GREEN_ID", "GREEN_TYPE"]
id = "GREEN_ID"
name = "NAME"
address = "STREET"

[kind]
column = "GREEN_TYPE"
values = { "Park" = "park", "running track" = "track" }

[[leave_out]]
column = "GREEN_TYPE"
is = ["Median"]
reason = "traffic_island"

[[leave_out]]
column = "NAME"
has_word = ["pool"]
contains = ["(closed"]
reason = "closed"

[[leave_out]]
column = "STATUS"
is_not = ["open"]
reason = "private"

[facts.surface]
column = "COVER"
values = { "grass" = "short_grass" }

[facts.lit]
column = "LAMPS"
values = { "yes" = true, "no" = false }

[facts.clear_width]
column = "WIDTH_M"

[facts.gradient]
column = "SLOPE"
"""
ROW = {
    "GREEN_ID": 7,
    "GREEN_TYPE": " park ",
    "NAME": "Birkenwiese",
    "STATUS": "Open",
    "STREET": "Birkenweg 4",
    "COVER": "Grass",
    "LAMPS": "No",
    "WIDTH_M": "2,5",
    "SLOPE": "3 %",
}


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "heim.toml"
        path.write_text(text, encoding="utf-8")
        return read_mapping(path)

    return read


def test_a_row_in_the_words_of_the_rubric(read):
    mapping = read(MAPPING)

    assert mapping.fits(ROW)
    assert not mapping.fits({"GREEN_ID": 7})
    assert mapping.ref_of(ROW) == "parks/7"
    assert (mapping.name_of(ROW), mapping.address_of(ROW)) == ("Birkenwiese", "Birkenweg 4")
    assert mapping.kind_of(ROW) == "park"
    assert mapping.facts_of(ROW) == {
        "surface": "short_grass",
        "lit": False,
        "clear_width": 2.5,
        "gradient": 3.0,
    }


@pytest.mark.parametrize(
    ("column", "value", "reason", "detail"),
    [
        ("GREEN_TYPE", "MEDIAN", Reason.TRAFFIC_ISLAND, "median"),
        ("GREEN_TYPE", "cemetery", Reason.NOT_FOR_RUNNING, "cemetery"),
        ("GREEN_TYPE", None, Reason.NOT_FOR_RUNNING, ""),
        ("NAME", "Outdoor Pool", Reason.CLOSED, "pool"),
        ("NAME", "Meadow (closed 2020)", Reason.CLOSED, "(closed"),
        ("STATUS", "members", Reason.PRIVATE, "members"),
        ("STATUS", None, Reason.PRIVATE, ""),
    ],
)
def test_what_is_left_out_and_why(read, column, value, reason, detail):
    with pytest.raises(LeftOut) as left_out:
        read(MAPPING).kind_of(ROW | {column: value})
    assert (left_out.value.reason, left_out.value.detail) == (reason, detail)


def test_a_word_is_a_whole_word(read):
    assert read(MAPPING).kind_of(ROW | {"NAME": "Poolesville Park"}) == "park"


@pytest.mark.parametrize("given", [None, "", " ", True, 7.5, [7]])
def test_what_is_no_id_is_none(read, given):
    assert read(MAPPING).ref_of(ROW | {"GREEN_ID": given}) == ""


@pytest.mark.parametrize("number", [None, "", "wide", "nan", -1, True, [2]])
def test_what_is_no_number_is_no_fact(read, number):
    facts = read(MAPPING).facts_of(ROW | {"WIDTH_M": number})
    assert facts.get("clear_width") in (None, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('source = "open_data_heim"', "", "“source” is missing"),
        ("open_data_heim", "openstreetmap", "a short name of your own"),
        ("open_data_heim", "Heim Open Data", "a short name of your own"),
        ("open_data_heim", "x" * 21, "a short name of your own"),
        ('known_by = ["GREEN_ID", "GREEN_TYPE"]', "known_by = []", "“known_by” is missing"),
        ('known_by = ["GREEN_ID", "GREEN_TYPE"]', 'known_by = "GREEN_ID"', "“known_by” is a list"),
        ('id = "GREEN_ID"', "id = 7", "“id” is missing"),
        ('attribution = "City of Heim, CC BY 4.0"', "", "“attribution” is missing"),
        (
            '"Park" = "park"',
            '"Park" = "garden"',
            "“garden” is none of what “kind.values” may be: track, park",
        ),
        ('reason = "closed"', 'reason = "ugly"', "“ugly” is none of what “leave_out.reason” may be"),
        ('is = ["Median"]', "", "A “leave_out” says when"),
        ('"short_grass"', '"lawn"', "“lawn” is none of what “facts.surface.values” may be: synthetic_track"),
        ("[facts.lit]", "[facts.lamps]", "We know no fact “lamps”. There are: surface, evenness, kerb, lit"),
        ("[kind]", "[kind]\ncolor = 'green'", "“kind” is not written as the docs show it"),
        ("[kind]", "[kind", "cannot be read as TOML"),
    ],
)
def test_a_mapping_with_a_mistake_says_what_to_mend(read, old, new, sentence):
    assert old in MAPPING
    with pytest.raises(BrokenMapping) as broken:
        read(MAPPING.replace(old, new))
    assert sentence in str(broken.value)


def test_a_mapping_that_is_not_there_says_so(tmp_path):
    with pytest.raises(BrokenMapping, match="cannot be read"):
        read_mapping(tmp_path / "nothing.toml")


def test_those_of_washington_come_with_the_site():
    assert {mapping.data_set for mapping in shipped()} == {"parks", "centers", "fields"}
    assert {mapping.source for mapping in shipped()} == {"open_data_dc"}


def test_the_example_of_the_docs_is_a_mapping(read):
    page = (settings.BASE_DIR / "docs/places-data.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]

    assert read(example).kind_of({"GREEN_TYPE": "Running track", "STATUS": "open"}) == "track"


def test_the_docs_name_every_reason_a_mapping_may_give():
    page = (settings.BASE_DIR / "docs/places-data.md").read_text(encoding="utf-8")
    told = page.split("Reasons: ")[1].split(". ")[0]

    assert [part.strip("` ") for part in told.split(",")] == [
        "closed",
        "private",
        "playground",
        "traffic_island",
        "not_for_running",
        "other_sport",
        "no_sport",
        "motor_traffic",
        "cyclists",
        "steps",
        "surface",
        "uneven",
        "steep",
        "narrow",
        "short",
    ]
    assert all(Reason(part.strip("` ")) for part in told.split(","))
