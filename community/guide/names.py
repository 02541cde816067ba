"""What the sport is called elsewhere, so that a search finds it in any of these words."""

SPORT_NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "en",
        (
            "backward running",
            "backwards running",
            "running backwards",
            "reverse running",
            "retro running",
            "retrorunning",
            "retro locomotion",
        ),
    ),
    ("de", ("Rückwärtslaufen", "Rückwärts laufen", "Retrorunning", "Retrolauf")),
    ("es", ("marcha reversiva", "correr hacia atrás")),
    ("fr", ("course à reculons", "courir à reculons")),
    ("it", ("corsa all'indietro", "correre all'indietro")),
)
"""Language code and names, the usual one first. Sources: R1, R2 and R14 of ``content/sources.yaml``."""

EVERY_NAME: tuple[str, ...] = tuple(name for _language, names in SPORT_NAMES for name in names)
