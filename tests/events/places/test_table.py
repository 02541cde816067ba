"""The rubric as a table: one answer per line and verdict, judged through the checks of two people, and its
sentence as it stands on the page of the place."""

import html
import re
import tomllib

import pytest
from django.urls import reverse

from events.places.convention import SHIPPED
from events.places.models import Zone
from events.places.rubric_lines import LINE_BY_KEY, LINES
from tests.events.places.conftest import make_place, make_zone

OK, CAUTION, STOP, UNKNOWN = "ok", "caution", "stop", "unknown"
NOT_ANSWERED, NOT_MEASURED, NOT_WRITTEN = "Not answered yet.", "Not measured yet.", "Nobody wrote it down."

# line: {verdict: (what both people answer, the sentence on the page, what it makes of the zone)}
TABLE = {
    "surface": {
        OK: ({"surface": "asphalt"}, "Firm and even.", OK),
        CAUTION: ({"surface": "paving"}, "Edges and joints can catch a heel.", CAUTION),
        STOP: ({"surface": "gravel"}, "Loose stones roll under a heel.", STOP),
        UNKNOWN: ({"surface": None}, NOT_ANSWERED, UNKNOWN),
    },
    "evenness": {
        OK: ({"evenness": "even"}, "Nothing over 2 cm.", OK),
        CAUTION: ({"evenness": "minor"}, "Small bumps have to be marked with cones.", CAUTION),
        STOP: ({"walked_first": False}, "The zone has to be walked before it is judged.", STOP),
        UNKNOWN: ({"walked_first": None}, NOT_ANSWERED, UNKNOWN),
    },
    "gradient": {
        OK: ({"gradient": 1}, "Up to 1 % is fine.", OK),
        CAUTION: (
            {"gradient": 4, "gradient_direction": "up"},
            "A slope of over 3 %: uphill only, from stage 3.",
            CAUTION,
        ),
        STOP: ({"gradient": 2, "gradient_direction": "down"}, "No running backward downhill.", STOP),
        UNKNOWN: (
            {"gradient": 2, "gradient_direction": None},
            "Say whether running backward goes uphill or downhill.",
            UNKNOWN,
        ),
    },
    "straight_length": {
        OK: ({"straight_length": 50}, "50 m or more.", OK),
        CAUTION: ({"curve": True}, "Includes a curve: from stage 4 only.", CAUTION),
        STOP: ({"straight_length": 29}, "Less than 30 m.", STOP),
        UNKNOWN: ({"straight_length": None}, NOT_MEASURED, UNKNOWN),
    },
    "clear_width": {
        OK: ({"clear_width": 3.66}, "Own lane and an empty one on each side.", OK),
        CAUTION: ({"clear_width": 3, "lanes_free": False}, "Less than 4 m.", CAUTION),
        STOP: ({"clear_width": 2}, "Less than 2.5 m.", STOP),
        UNKNOWN: ({"clear_width": None}, NOT_MEASURED, UNKNOWN),
    },
    "clear_sight": {
        OK: ({"clear_sight": 50}, "50 m or more.", OK),
        CAUTION: ({"clear_sight": 40}, "Less than 50 m.", CAUTION),
        STOP: ({"blind_corner": True}, "Somebody can come out of a blind corner or a hedge gap.", STOP),
        UNKNOWN: ({"blind_corner": None}, NOT_ANSWERED, UNKNOWN),
    },
    "motor_traffic": {
        OK: ({"motor_traffic": "none"}, "No vehicle comes here.", OK),
        CAUTION: ({"motor_traffic": "barrier"}, "Vehicles pass behind a barrier.", CAUTION),
        STOP: ({"motor_traffic": "crossing"}, "Vehicles cross the zone.", STOP),
        UNKNOWN: ({"motor_traffic": None}, NOT_ANSWERED, UNKNOWN),
    },
    "kerb": {
        OK: ({"kerb": "none"}, "None within 1.5 m.", OK),
        CAUTION: ({"kerb": "flush"}, "Flush edges have to be marked.", CAUTION),
        STOP: ({"kerb": "raised"}, "A raised edge trips a heel.", STOP),
        UNKNOWN: ({"kerb": None}, NOT_ANSWERED, UNKNOWN),
    },
    "obstacle": {
        OK: ({"obstacle": "none"}, "None within 1.5 m.", OK),
        CAUTION: ({"obstacle": "movable"}, "Has to be moved before the start.", CAUTION),
        STOP: ({"obstacle": "fixed"}, "A fixed obstacle is too close.", STOP),
        UNKNOWN: ({"obstacle": None}, NOT_ANSWERED, UNKNOWN),
    },
    "drop": {
        OK: ({"drop": "none"}, "None within 5 m.", OK),
        CAUTION: ({"drop": "fenced"}, "Only a fence is in between.", CAUTION),
        STOP: ({"drop": "open"}, "Nothing stands between the runner and the drop.", STOP),
        UNKNOWN: ({"drop": None}, NOT_ANSWERED, UNKNOWN),
    },
    "cyclists": {
        OK: ({"cyclists": "none"}, "Nobody rides here.", OK),
        CAUTION: (
            {"cyclists": "rare"},
            "Somebody rides by now and then: not for beginners. From stage 3 only.",
            CAUTION,
        ),
        STOP: ({"cyclists": "frequent"}, "Too many ride here.", STOP),
        UNKNOWN: ({"cyclists": None}, NOT_ANSWERED, UNKNOWN),
    },
    "dogs": {
        OK: ({"dogs": "none"}, "No dogs here.", OK),
        CAUTION: ({"dogs": "on_lead"}, "A lead can cross the way of a runner.", CAUTION),
        STOP: ({"dogs": "off_lead_area"}, "A dog off its lead can run into a heel.", STOP),
        UNKNOWN: ({"dogs": None}, NOT_ANSWERED, UNKNOWN),
    },
    "crowding": {
        OK: ({"crowding": 1}, "Hardly anybody crosses at that hour.", OK),
        CAUTION: ({"crowding": 5}, "People cross the zone: one extra spotter.", CAUTION),
        STOP: (
            {"crowding": 6},
            "More than 5 people in 5 minutes: nobody runs then. Count again at a calmer hour.",
            STOP,
        ),
        # Unknown is not ok, and can be mended on the spot: a caution whose measure always stands.
        UNKNOWN: (
            {"crowding": None},
            "Nobody has counted who crosses. Do this: Count for five minutes before the start; with more "
            "than 5 people nobody runs.",
            CAUTION,
        ),
    },
    "light": {
        OK: ({"light": "full"}, "Lit all along after dusk.", OK),
        CAUTION: ({"light": "partial"}, "After dusk only walking drills, where it is lit.", CAUTION),
        # By day the sun shines on it.
        STOP: ({"light": "none"}, "Stop after dusk. By day only: a session ends before civil dusk.", OK),
        UNKNOWN: (
            {"light": None},
            "Nobody has seen it after dusk. Do this: By day only: end before civil dusk.",
            CAUTION,
        ),
    },
    "ground": {  # As it was on the day: never counted.
        OK: ({"ground": "dry"}, "Dry on the day.", OK),
        CAUTION: ({"ground": "damp"}, "Damp on the day: one step stricter with spotters.", OK),
        STOP: ({"ground": "ice"}, "Nobody runs backward on ice.", OK),
        UNKNOWN: ({"ground": None}, NOT_WRITTEN, OK),
    },
    "weather": {
        OK: ({"weather": "clear"}, "Calm and clear on the day.", OK),
        CAUTION: ({"weather": "wind"}, "Wind swallows calls and pushes sideways.", OK),
        STOP: ({"weather": "lightning"}, "Everybody goes inside.", OK),
        UNKNOWN: ({"weather": None}, NOT_WRITTEN, OK),
    },
    "permission": {
        OK: (
            {"permission": "granted", "direction_rule": "Lane 6 only"},
            "Whoever runs it said yes. Posted: “Lane 6 only”",
            OK,
        ),
        CAUTION: ({"permission": "not_asked"}, "Open to everybody; nobody has asked.", CAUTION),
        STOP: ({"permission": "refused"}, "Whoever runs it said no.", STOP),
        UNKNOWN: ({"permission": None}, NOT_ANSWERED, UNKNOWN),
    },
    "help": {
        OK: ({"aed": "Clubhouse"}, "Phone signal, an address and an AED.", OK),
        CAUTION: ({"aed": None}, "The nearest AED is not known.", CAUTION),
        STOP: (
            {"phone_signal": False, "can_send": False},
            "No phone signal and nobody to send for help.",
            STOP,
        ),
        UNKNOWN: ({"phone_signal": None}, "Nobody has tried whether a phone works here.", UNKNOWN),
    },
    "surroundings": {
        OK: ({"surroundings": "none"}, "Nothing of that kind is close.", OK),
        CAUTION: ({"surroundings": "near"}, "Children or a ball can come from there.", CAUTION),
        STOP: ({"surroundings": "in_use"}, "Throws or a ball game are under way.", STOP),
        UNKNOWN: ({"surroundings": None}, NOT_ANSWERED, UNKNOWN),
    },
    "access": {  # It informs: there is nothing to be careful about, and nothing to stop.
        OK: ({"has_toilets": False}, "It informs and decides nothing.", OK),
        UNKNOWN: ({"is_step_free": None}, NOT_WRITTEN, OK),
    },
}
# Of what is not known to be fine, the page says caution: there is a measure to take.
SHOWN_AS_CAUTION = {("crowding", UNKNOWN), ("light", UNKNOWN)}
MEASURE = "Two cones at each end."


def lines_on(text):
    """``{label: (verdict, words)}`` of the rubric's lines on a page."""
    rows = re.findall(r'<li class="v-(\w+)">.*?<div class="t">(.*?)<span>(.*?)</li>', text, re.DOTALL)
    plain = lambda words: html.unescape(" ".join(re.sub(r"<[^>]+>", " ", words).split()))  # noqa: E731
    return {plain(label): (verdict, plain(words)) for verdict, label, words in rows}


@pytest.fixture
def page_of(client_of, look, organizer, member, outsider):
    """Let two people answer the same, and read the page: ``page_of({"kerb": "flush"}, measures)``."""

    def read(answers, measures, kind="park"):
        place = make_place("Birkenwiese", added_by=outsider, kind=kind)
        zone = make_zone(place, outsider)
        look(organizer, zone, measures=measures, **answers)
        look(member, zone, measures=measures, **answers)
        text = client_of(outsider).get(reverse("places:detail", args=[place.slug])).text
        return lines_on(text), Zone.objects.get(pk=zone.pk).verdict

    return read


@pytest.mark.parametrize(
    ("key", "verdict"), [(key, verdict) for key, row in TABLE.items() for verdict in row]
)
def test_every_line_says_on_the_page_what_each_answer_comes_to(page_of, key, verdict):
    answers, sentence, of_the_zone = TABLE[key][verdict]
    has_measure = verdict == CAUTION and LINE_BY_KEY[key].takes_measure
    lines, stored = page_of(answers, {key: MEASURE} if has_measure else {})
    shown, words = lines[str(LINE_BY_KEY[key].label)]

    assert sentence in words
    assert shown == (CAUTION if (key, verdict) in SHOWN_AS_CAUTION else verdict)
    assert (MEASURE in words) is has_measure
    assert stored == of_the_zone
    assert len(lines) == 20


@pytest.mark.parametrize("kind", ["track", "hall", "field"])
def test_where_not_everybody_may_walk_in_somebody_has_to_ask(page_of, kind):
    lines, stored = page_of({"permission": "not_asked"}, {"permission": MEASURE}, kind)
    shown, words = lines["Permission and posted rules"]

    assert (shown, stored) == (UNKNOWN, UNKNOWN)
    assert "Not open to everybody like a park: ask whoever runs it." in words


def test_the_table_the_code_the_file_and_the_page_have_the_same_lines(client_of, db):
    data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    page = client_of(None).get(reverse("places:rubric")).text
    headings = [html.unescape(found) for found in re.findall(r"<h2>(\d+\. .*?)</h2>", page)]

    assert list(TABLE) == list(LINE_BY_KEY)
    assert data["verdicts"].keys() | data["limits"].keys() == LINE_BY_KEY.keys()
    assert headings == [f"{line.number}. {line.label}" for line in LINES]


@pytest.mark.parametrize("key", TABLE)
def test_every_line_has_a_value_for_every_verdict_it_can_have(key):
    assert set(TABLE[key]) == ({OK, UNKNOWN} if key == "access" else {OK, CAUTION, STOP, UNKNOWN})


def test_the_page_of_the_rubric_says_what_its_limits_are_worth(client_of, db):
    text = client_of(None).get(reverse("places:rubric")).text

    assert "All limits are convention, not science." in text


@pytest.mark.parametrize(
    ("answers", "measures", "words"),
    [
        ({}, {}, "all stages; walking drills, straights"),
        ({"cyclists": "rare"}, {"cyclists": MEASURE}, "stage 3 and up; walking drills, straights"),
        ({"curve": True}, {"straight_length": MEASURE}, "stage 4 and up; walking drills, straights"),
    ],
)
def test_a_zone_says_whom_and_what_it_is_good_for(
    client_of, zone, look, organizer, member, answers, measures, words
):
    for person in (organizer, member):
        look(person, zone, measures=measures, **answers)
    text = client_of(None).get(reverse("places:detail", args=[zone.place.slug])).text

    assert f"Good for: {words}" in " ".join(re.sub(r"<[^>]+>", " ", text).split())
