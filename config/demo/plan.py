"""What the demo holds: groups, places, dates and stories, as data written for it. The places are made up."""

from dataclasses import dataclass, field
from datetime import time

from config.demo.cast import (
    ANNA,
    GWEN,
    JONAS,
    KARIM,
    LEYLA,
    LUKAS,
    MIRA,
    OLGA,
    OWEN,
    PETRA,
    PRIYA,
    SAMI,
    Person,
)

TRACK_ANSWERS = {
    "surface": "synthetic_track",
    "evenness": "even",
    "walked_first": True,
    "gradient": 0,
    "gradient_direction": "level",
    "straight_length": 84,
    "curve": False,
    "clear_width": 4.9,
    "lanes_free": True,
    "clear_sight": 90,
    "blind_corner": False,
    "motor_traffic": "none",
    "kerb": "none",
    "obstacle": "movable",
    "drop": "none",
    "cyclists": "none",
    "dogs": "none",
    "crowding": 3,
    "event": False,
    "ground": "dry",
    "weather": "clear",
    "permission": "granted",
    "direction_rule": "Counterclockwise on lanes 1 and 2.",
    "phone_signal": True,
    "emergency_address": "Birkenweg 4, 69123 Heidelberg",
    "aed": "Clubhouse door, while the gate is open",
    "surroundings": "none",
    "is_step_free": True,
    "has_toilets": True,
    "has_seating": True,
    "has_shelter": False,
    "has_transport": True,
}
TRACK_MEASURES = {
    "crowding": "One extra spotter stands at the gate.",
    "obstacle": "Hurdles go behind the fence before the start.",
}
MEADOW_ANSWERS = TRACK_ANSWERS | {
    "surface": "short_grass",
    "straight_length": 60,
    "clear_width": 8,
    "lanes_free": False,
    "evenness": "minor",
    "obstacle": "none",
    "crowding": 1,
    "dogs": "on_lead",
    "permission": "not_needed",
    "direction_rule": "",
    "has_toilets": False,
    "emergency_address": "Fuchsrain 1, 69126 Heidelberg, at the small gate",
    "aed": "Tram stop, day and night",
}
QUAY_ANSWERS = MEADOW_ANSWERS | {"surface": "paving", "drop": "open", "clear_width": 3}
HALL_ANSWERS = TRACK_ANSWERS | {
    "surface": "indoor_floor",
    "straight_length": 40,
    "clear_width": 6,
    "clear_sight": 50,
    "obstacle": "none",
    "crowding": 0,
    "emergency_address": "Altmühlstraße 9, 69115 Heidelberg, side door",
    "aed": "In the corridor, whenever the hall is open",
}


@dataclass(frozen=True)
class HazardPlan:
    """What somebody saw there an hour ago, and who saw it too."""

    category: str
    severity: str
    words: str
    by: Person
    seen_too_by: tuple[Person, ...] = ()


@dataclass(frozen=True)
class PlacePlan:
    """A place, its zone, and what two people (or one, or nobody) found there."""

    name: str
    kind: str
    latitude: float
    longitude: float
    address: str
    zone: str
    where: str
    light: str = "none"
    lit_until: time | None = None
    answers: dict[str, object] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    checked_by: tuple[Person, ...] = ()
    shape: tuple[tuple[float, float], ...] = ()
    picture: str = ""
    hazard: HazardPlan | None = None


@dataclass(frozen=True)
class MeetupPlan:
    """A date: so many days from today at a local hour, at the group's n-th place. Below zero it is over."""

    title: str
    days: int
    start: time
    minutes: int
    place: int
    session: str
    stage: int
    lanes: int
    runners: tuple[Person, ...] = ()
    spotters: tuple[Person, ...] = ()
    description: str = ""
    eithers: tuple[Person, ...] = ()
    """Who runs and spots by turns."""
    back_in_line: tuple[Person, ...] = ()
    """Who gives their lane back once everybody has answered, and queues again behind whom it is offered to."""
    guests: tuple[Person, ...] = ()
    """If there are any, only they see it."""
    bring: str = ""
    access_note: str = ""


@dataclass(frozen=True)
class SeriesPlan:
    """The first of dates that come every so many weeks; the n-th of them may be called off."""

    first: MeetupPlan
    weeks: int = 1
    called_off: int | None = None
    because: str = ""


@dataclass(frozen=True)
class StoryPlan:
    """A story; without a reader who publishes it, it waits."""

    by: Person
    title: str
    text: str
    picture: str = ""
    description: str = ""
    audience: str = "public"
    published_by: Person | None = None
    days_ago: int = 1
    sent_back_by: Person | None = None
    words: str = ""
    edited: str = ""
    reported_by: Person | None = None


@dataclass(frozen=True)
class GroupPlan:
    founder: Person
    name: str
    city: str
    description: str
    members: tuple[Person, ...]
    moderators: tuple[Person, ...]
    spotters: tuple[Person, ...]
    places: tuple[PlacePlan, ...]
    meetups: tuple[MeetupPlan, ...]
    stories: tuple[StoryPlan, ...]
    series: tuple[SeriesPlan, ...] = ()


HEIDELBERG = GroupPlan(
    founder=PETRA,
    name="Neckar Heelfirsts",
    city="Heidelberg",
    description=(
        "We meet on weekdays after work and on Saturday mornings. First-timers walk a few lengths with a spotter"
        " before anybody jogs. Afterwards there is tea from a flask that has seen better days."
    ),
    members=(LEYLA, MIRA, JONAS, KARIM),
    moderators=(JONAS,),
    spotters=(LEYLA, JONAS),
    places=(
        PlacePlan(
            "Birkenwiese track",
            "track",
            49.4159,
            8.6735,
            "Gate at Birkenweg 4, open until 21:00",
            "Home straight",
            "84 m in lanes 3 and 4, towards the clubhouse",
            "full",
            time(21, 0),
            TRACK_ANSWERS,
            TRACK_MEASURES,
            (PETRA, LEYLA),
            ((49.41556, 8.67408), (49.41556, 8.67292)),
            "dusk",
        ),
        PlacePlan(
            "Fuchsrain meadow",
            "park",
            49.3981,
            8.7102,
            "From the tram stop through the small gate",
            "East line",
            "60 m along the birches, away from the playground",
            "none",
            None,
            MEADOW_ANSWERS,
            {
                "evenness": "Cones on the two bumps near the middle.",
                "dogs": "Runners walk while a dog passes.",
            },
            (PETRA, JONAS),
            ((49.39795, 8.71005), (49.39847, 8.71027)),
            "meadow",
            HazardPlan(
                "surface",
                "caution",
                "A new rabbit hole beside the third birch, as wide as a hand.",
                LEYLA,
                (JONAS,),
            ),
        ),
        PlacePlan(
            "Altmühl sports hall",
            "hall",
            49.4041,
            8.6812,
            "Side door, ring twice",
            "Long wall",
            "40 m along the wall, mats at both ends",
            "full",
            time(22, 0),
            HALL_ANSWERS,
            {"straight_length": "Walk the last ten metres.", "clear_sight": "One person at the door."},
            (LEYLA,),
            ((49.40405, 8.68095), (49.40405, 8.6815)),
        ),
        PlacePlan(
            "Old quay",
            "path",
            49.4109,
            8.6967,
            "Behind the boat house",
            "Water side",
            "Along the edge of the quay",
            "partial",
            None,
            QUAY_ANSWERS,
            {
                "surface": "Stay off the joints.",
                "clear_width": "One pair at a time.",
                "dogs": "Runners walk while a dog passes.",
            },
            (JONAS, PETRA),
            ((49.41085, 8.6962), (49.41095, 8.6972)),
        ),
        PlacePlan(
            "Weiher field",
            "field",
            49.3874,
            8.6689,
            "Car-free lane from the south",
            "Touchline",
            "The long side towards the trees",
        ),
    ),
    meetups=(
        MeetupPlan(
            "Last week's lengths",
            -5,
            time(17, 0),
            60,
            0,
            "walking_drill",
            0,
            6,
            (MIRA, KARIM),
            (LEYLA, JONAS),
        ),
        MeetupPlan(
            "First steps",
            1,
            time(10, 0),
            60,
            0,
            "walking_drill",
            0,
            6,
            (MIRA, KARIM),
            (),
            "Walk first. Bring a warm layer.",
        ),
        MeetupPlan("Straights on grass", 4, time(11, 0), 60, 1, "straight", 1, 6, (KARIM, MIRA), (LEYLA,)),
        MeetupPlan("Lunchtime lengths", 6, time(12, 15), 45, 0, "straight", 1, 4, (MIRA,), (LEYLA, JONAS)),
        MeetupPlan(
            "Two lanes at noon",
            8,
            time(12, 15),
            45,
            0,
            "straight",
            1,
            2,
            (KARIM, LEYLA, MIRA),
            (JONAS,),
            "Lanes 3 and 4 are ours, the school has the others.",
            back_in_line=(KARIM,),
        ),
        MeetupPlan(
            "Calls in the fog",
            10,
            time(15, 0),
            60,
            0,
            "training",
            0,
            4,
            spotters=(LEYLA,),
            description="Three of us try the calls from 4 m behind, then we write down what we heard.",
            guests=(LEYLA, JONAS),
        ),
    ),
    stories=(
        StoryPlan(
            MIRA,
            "Ten metres without looking round",
            "I was sure I would veer off. Leyla said **EASY** twice, I shortened my steps, and the line just went on."
            " My calves know about it today.",
            "toes",
            "Two pairs of shoes toe to toe on a red lane",
            "public",
            JONAS,
            3,
        ),
        StoryPlan(
            LEYLA,
            "What I see when I spot",
            "Mostly dogs, far away and getting nearer. Today two, both on a lead, both more interested in tea.",
            "meadow",
            "A meadow from above with a line of plum cones",
            "public",
            PETRA,
            6,
        ),
        StoryPlan(
            JONAS,
            "Fog on the path",
            "We could not see 50 m, so we walked forwards and called it a walk. Nobody minded.",
            "fog",
            "A pale path between trees in fog",
            "group",
            PETRA,
            9,
        ),
        StoryPlan(
            MIRA,
            "Tea after the straights",
            "The flask was empty before I had my shoes off.",
            published_by=JONAS,
            days_ago=2,
            edited="The flask was empty before I had my shoes off. Next time I bring a second one.",
        ),
        StoryPlan(
            KARIM,
            "My knees and the stairs",
            "Walking backwards fixes your knees, everybody should do it.",
            sent_back_by=PETRA,
            words="Lovely that stairs are easier. Could you say it as your own experience? Nobody has shown it for all.",
        ),
        StoryPlan(
            KARIM,
            "My first eight lengths",
            "Eight times 50 m, and I only stopped once because a ball came over the fence.",
            "dusk",
            "Lanes running towards a low sun",
        ),
    ),
    series=(
        SeriesPlan(
            MeetupPlan(
                "After-work drills",
                2,
                time(18, 30),
                60,
                0,
                "walking_drill",
                1,
                6,
                description="Walking under the floodlights, every call out loud. Afterwards there is tea.",
                eithers=(LEYLA, JONAS),
                bring="A head torch, a warm layer, water.",
                access_note="Step-free from the gate. Toilets until 21:00.",
            ),
            called_off=2,
            because="The floodlights are being repaired",
        ),
    ),
)


BRISTOL = GroupPlan(
    founder=GWEN,
    name="Harbour Backpacers",
    city="Bristol",
    description=(
        "Slow, cheerful and never on the road. We walk backwards on the field behind the rugby club, and the ones"
        " who like it jog. Children may watch, dogs stay on the lead."
    ),
    members=(OWEN, PRIYA, SAMI),
    moderators=(),
    spotters=(OWEN,),
    places=(
        PlacePlan(
            "Ashcombe field",
            "field",
            51.4427,
            -2.6311,
            "Through the club gate, past the shed",
            "Far touchline",
            "60 m from the corner flag to the hedge gate",
            "none",
            None,
            MEADOW_ANSWERS
            | {"emergency_address": "Ashcombe Road 12, Bristol BS3", "aed": "Club shed, day and night"},
            {"evenness": "Cones on the worn patch.", "dogs": "Runners walk while a dog passes."},
            (GWEN, OWEN),
            ((51.4429, -2.6315), (51.4429, -2.63064)),
        ),
        PlacePlan(
            "Quarry lane",
            "path",
            51.4689,
            -2.5912,
            "Lower entrance",
            "Straight by the wall",
            "From the bench to the lamp",
        ),
    ),
    meetups=(
        MeetupPlan("Walk it backwards", 3, time(10, 30), 60, 0, "walking_drill", 0, 8, (PRIYA,), (OWEN,)),
        MeetupPlan("Jog, heels first", 7, time(11, 0), 75, 0, "straight", 2, 6),
    ),
    stories=(
        StoryPlan(
            PRIYA,
            "I laughed for an hour",
            "Nothing hurts, nobody was fast, and I learnt that a hedge is a fine landmark for IN.",
            "dusk",
            "Lanes running towards a low sun",
            "public",
            GWEN,
            2,
        ),
    ),
)

MUNICH = GroupPlan(
    founder=ANNA,
    name="Isar Rückwärts",
    city="München",
    description=(
        "Wir gehen und laufen rückwärts, immer zu zweit und nie an der Straße. Wer neu ist, geht die ersten Male"
        " nur. Danach gibt es Brezen."
    ),
    members=(LUKAS, OLGA),
    moderators=(),
    spotters=(LUKAS,),
    places=(
        PlacePlan(
            "Erlenpark, lange Wiese",
            "park",
            48.1189,
            11.5634,
            "Vom Spielplatz aus links",
            "Lange Gerade",
            "70 m auf kurzem Gras, weg vom Weg",
            "none",
            None,
            MEADOW_ANSWERS
            | {"emergency_address": "Erlenweg 3, 81371 München", "aed": "U-Bahnhof, Tag und Nacht"},
            {
                "evenness": "Hütchen auf die zwei Mulden.",
                "dogs": "Wer läuft, geht, solange ein Hund vorbeikommt.",
            },
            (ANNA, LUKAS),
            ((48.1186, 11.5631), (48.1192, 11.5634)),
        ),
    ),
    meetups=(MeetupPlan("Erste Schritte", 5, time(10, 0), 60, 0, "walking_drill", 0, 6),),
    stories=(
        StoryPlan(
            LUKAS,
            "Begleiten ist auch Sport",
            "Eine Stunde vorwärts, immer den Blick am Läufer vorbei. Abends war ich müder als nach zehn Kilometern.",
            "meadow",
            "Eine Wiese von oben mit einer Reihe Hütchen",
            "public",
            ANNA,
            4,
            reported_by=OLGA,
            words="Das Foto ist von unserem letzten Treffen, ich wurde nicht gefragt.",
        ),
    ),
)

GROUPS = (HEIDELBERG, BRISTOL, MUNICH)
