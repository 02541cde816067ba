"""What everybody reads in that week: each mail, with its hour on the reader's clock, and the bell."""

# (weekday, day and hour where the person lives, who, what, about what)
LETTERS = """
    Sat 24 04:00 jonas meetups.posted            Monday lanes
    Sat 24 11:30 mira  meetups.going             Monday lanes
    Sun 25 08:30 leyla notifications.digest      Your week
    Sun 25 08:30 lee   notifications.digest      Your week
    Sun 25 08:30 mira  notifications.digest      Your week
    Sun 25 08:30 tom   notifications.digest      Your week
    Sun 25 15:00 leyla meetups.reminder_day      Monday lanes
    Sun 25 15:00 mira  meetups.reminder_day      Monday lanes
    Sun 25 15:00 petra meetups.reminder_day      Monday lanes
    Mon 26 13:00 leyla meetups.reminder_hours    Monday lanes
    Mon 26 13:00 mira  meetups.reminder_hours    Monday lanes
    Mon 26 13:00 petra meetups.reminder_hours    Monday lanes
    Tue 27 07:00 jonas stories.told              Ten minutes
    Tue 27 10:00 petra moderation.waiting        Ten minutes
    Tue 27 12:00 mira  moderation.published      Ten minutes
    Thu 29 05:00 jonas meetups.posted            Saturday lanes
    Thu 29 11:30 ana   meetups.going             Saturday lanes
    Fri 30 10:00 ana   meetups.called_off        Saturday lanes
    Fri 30 10:00 leyla meetups.called_off        Saturday lanes
    Fri 30 10:00 mira  meetups.called_off        Saturday lanes
    Sat 31 08:00 kim   meetups.going             Sunday loops
    Sat 31 15:00 ben   meetups.reminder_day      Sunday loops
    Sat 31 15:00 kim   meetups.reminder_day      Sunday loops
    Sat 31 15:00 nora  meetups.reminder_day      Sunday loops
    Sun 01 08:30 ben   notifications.digest      Your week
    Sun 01 08:30 kim   notifications.digest      Your week
    Sun 01 08:30 leyla notifications.digest      Your week
    Sun 01 08:30 nora  notifications.digest      Your week
    Sun 01 08:30 petra notifications.digest      Your week
    Sun 01 12:00 ben   meetups.reminder_hours    Sunday loops
    Sun 01 12:00 kim   meetups.reminder_hours    Sunday loops
    Sun 01 12:00 nora  meetups.reminder_hours    Sunday loops
"""

# Who, how many are new, and the lines in the order in which they came.
BELLS = {
    "petra": (
        3,
        ["reminder_day Monday lanes", "reminder_hours Monday lanes", "told Ten minutes"],
    ),
    "mira": (
        6,
        [
            "posted Monday lanes",
            "going Monday lanes",
            "reminder_day Monday lanes",
            "reminder_hours Monday lanes",
            "published Ten minutes",
            "called_off Saturday lanes",
        ],
    ),
    "leyla": (
        5,
        [
            "posted Monday lanes",
            "reminder_day Monday lanes",
            "reminder_hours Monday lanes",
            "told Ten minutes",
            "called_off Saturday lanes",
        ],
    ),
    "jonas": (2, ["posted Monday lanes", "told Ten minutes"]),
    "ana": (
        3,
        [
            "posted Monday lanes",
            "told Ten minutes",
            "called_off Saturday lanes",
        ],
    ),
    "otto": (0, ["posted Monday lanes", "told Ten minutes"]),  # muted: read at once
    "tom": (0, []),  # left, and with the group went all he could read of it
    "lee": (2, ["posted Monday lanes", "told Ten minutes"]),  # suspended: told nothing since
    "nora": (3, ["joined Hudson Heelfirsts", "reminder_day Sunday loops", "reminder_hours Sunday loops"]),
    "ben": (3, ["posted Sunday loops", "reminder_day Sunday loops", "reminder_hours Sunday loops"]),
    "kim": (
        4,
        [
            "posted Sunday loops",
            "going Sunday loops",
            "reminder_day Sunday loops",
            "reminder_hours Sunday loops",
        ],
    ),
}


def letters() -> list[tuple[str, str, str, str]]:
    """``(moment, who, what, about)``, sorted."""
    found = []
    for line in LETTERS.strip().splitlines():
        weekday, day, hour, who, what, about = line.split(maxsplit=5)
        found.append((f"{weekday} {day} {hour}", who, what, about))
    return sorted(found)
