"""The demo's cast: made-up people, plainly so, and what they do there."""

from dataclasses import dataclass

PASSWORD = "walk-before-you-run"


@dataclass(frozen=True)
class Person:
    """One made-up person. The address ends in .example, which belongs to nobody."""

    name: str
    does: str
    city: str
    birth_year: int = 1988
    language: str = "en"
    is_operator: bool = False
    is_site_moderator: bool = False
    is_new: bool = False
    stage: int | None = None
    speaks: tuple[str, ...] = ()
    about: str = ""
    totp_secret: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@backstride.example"


PETRA = Person(
    "Petra",
    "organizer of Neckar Heelfirsts",
    "Heidelberg",
    stage=4,
    speaks=("de", "en"),
    about="I founded the Heelfirsts, and I still walk the line before each hour.",
)
LEYLA = Person(
    "Leyla",
    "spotter in Heidelberg",
    "Heidelberg",
    1979,
    stage=2,
    speaks=("de", "tr", "en"),
    about="I would rather see for you than run.",
)
MIRA = Person(
    "Mira",
    "runner, three weeks in",
    "Heidelberg",
    1996,
    stage=1,
    speaks=("de", "en"),
    about="Three weeks in, and I still giggle at every STOP.",
)
JONAS = Person("Jonas", "moderator of Neckar Heelfirsts", "Heidelberg", 1984)
KARIM = Person("Karim", "runner with a story that waits", "Heidelberg", 1990)
GWEN = Person("Gwen", "organizer of Harbour Backpacers", "Bristol", 1972)
OWEN = Person("Owen", "spotter in Bristol", "Bristol", 1968)
PRIYA = Person("Priya", "runner in Bristol", "Bristol", 2001)
ANNA = Person("Anna", "Organisatorin der Isar-Rückwärts, auf Deutsch", "Munich", 1981, "de")
LUKAS = Person("Lukas", "Begleiter in München, auf Deutsch", "Munich", 1986, "de")
NELE = Person("Nele", "new: has not read the safety text yet", "Heidelberg", 1999, is_new=True)
SAMI = Person(
    "Sami",
    "site moderator",
    "Bristol",
    1977,
    is_site_moderator=True,
    totp_secret="MRSW23ZAMRSW23ZAMRSW23ZAMRSW23ZA",
)
OLGA = Person(
    "Olga",
    "operator",
    "Heidelberg",
    1970,
    is_operator=True,
    is_site_moderator=True,
    totp_secret="OB2XE4DMMUQG243OB2XE4DMMUQG243O5",
)

EVERYBODY = (PETRA, LEYLA, MIRA, JONAS, KARIM, GWEN, OWEN, PRIYA, ANNA, LUKAS, NELE, SAMI, OLGA)
