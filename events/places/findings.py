"""How one line is judged: its verdict, why, for which stage, and the measure that stands if nobody wrote one.

Pure. Unknown is not ok. Of two lines it need not keep people away: who crosses and how far the lamps reach
can be seen on the spot and is different every season, so unknown or from another season they are a caution
with a measure that always stands: count before the start, end before dusk.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.places.rubric_lines import ALL_SESSIONS, CONVENTION, LIMITS, Choice, Line, Part, Verdict, short
from events.places.values import ACCESS, OPEN_TO_ALL, Answers, number_in, words_in, yes_or_no


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    reason: str
    minimum_stage: int = 0
    sessions: tuple[str, ...] = ALL_SESSIONS
    standing_measure: str = ""
    is_after_dusk_only: bool = False


def find(line: Line, answers: Answers, *, is_stale: bool = False) -> Finding:
    """Judge one line. ``is_stale``: the clocks have changed since somebody looked."""
    if line.key in _FINDERS:
        found = _FINDERS[line.key](line, answers)
    elif any(flag.required and yes_or_no(answers, flag.key) is None for flag in line.flags):
        found = _not_answered()
    elif line.choices:
        found = _by_choice(line, answers)
    else:
        number = number_in(answers, line)
        found = _not_measured() if number is None else _BY_NUMBER[line.key](number, answers)
    # A stop stands until somebody looks again; what was fine in another season is not known to be.
    if line.is_seasonal and is_stale and found.verdict in (Verdict.OK, Verdict.CAUTION):
        return _from_another_season(line)
    return found


def _not_answered() -> Finding:
    return Finding(Verdict.UNKNOWN, _("Not answered yet."))


def _not_measured() -> Finding:
    return Finding(Verdict.UNKNOWN, _("Not measured yet."))


def _from_another_season(line: Line) -> Finding:
    if line.key == "light":
        words = _("The clocks have changed since somebody looked.")
        return Finding(Verdict.CAUTION, words, standing_measure=_daylight_only())
    words = _("The clocks have changed since somebody counted.")
    return Finding(Verdict.CAUTION, words, standing_measure=_count_first())


def _daylight_only() -> str:
    return _("By day only: end before civil dusk.")


def _count_first() -> str:
    return _("Count for five minutes before the start; with more than %(most)s people nobody runs.") % {
        "most": short(LIMITS.crowd_most)
    }


def _by_choice(line: Line, answers: Answers) -> Finding:
    choice = line.choice(answers.get(line.key))
    if choice:
        return _chosen(choice)
    return Finding(Verdict.UNKNOWN, _("Nobody wrote it down.")) if line.part is Part.DAY else _not_answered()


def _chosen(choice: Choice) -> Finding:
    return Finding(choice.verdict, str(choice.reason), choice.minimum_stage, choice.sessions)


def _evenness(line: Line, answers: Answers) -> Finding:
    walked, choice = yes_or_no(answers, "walked_first"), line.choice(answers.get(line.key))
    if walked is None or choice is None:
        return _not_answered()
    if not walked:
        return Finding(Verdict.STOP, _("The zone has to be walked before it is judged."))
    return _chosen(choice)


def _cyclists(line: Line, answers: Answers) -> Finding:
    found = _by_choice(line, answers)
    if not found.minimum_stage or found.verdict is Verdict.STOP:
        return found
    words = _("From stage %(stage)s only.") % {"stage": found.minimum_stage}
    return Finding(found.verdict, f"{found.reason} {words}", found.minimum_stage, found.sessions)


def _crowding(line: Line, answers: Answers) -> Finding:
    count, event = number_in(answers, line), yes_or_no(answers, "event")
    if event:
        return Finding(Verdict.STOP, _("A match, a school run or an event: nobody runs backward then."))
    if count is not None and count > LIMITS.crowd_most:
        words = _("More than %(most)s people in 5 minutes: nobody runs then. Count again at a calmer hour.")
        return Finding(Verdict.STOP, words % {"most": short(LIMITS.crowd_most)})
    if count is None or event is None:
        words = _("Nobody has counted who crosses.")
        return Finding(Verdict.CAUTION, words, standing_measure=_count_first())
    if count > LIMITS.crowd_ok:
        return Finding(Verdict.CAUTION, _("People cross the zone: one extra spotter."))
    return Finding(Verdict.OK, _("Hardly anybody crosses at that hour."))


def _light(line: Line, answers: Answers) -> Finding:
    choice = line.choice(answers.get(line.key))
    if choice is None:
        words = _("Nobody has seen it after dusk.")
        return Finding(Verdict.CAUTION, words, standing_measure=_daylight_only())
    # Kinds of session left by lamps hold after dusk alone: by day the sun shines on all of them.
    standing = _("After dusk only walking drills, under the lamps.") if choice.value == "partial" else ""
    return Finding(
        choice.verdict,
        str(choice.reason),
        choice.minimum_stage,
        standing_measure=standing or (_daylight_only() if choice.verdict is Verdict.CAUTION else ""),
        is_after_dusk_only=choice.value == "none",
    )


def _permission(line: Line, answers: Answers) -> Finding:
    if answers.get(line.key) == "not_asked" and answers.get(OPEN_TO_ALL) is False:
        return Finding(Verdict.UNKNOWN, _("Not open to everybody like a park: ask whoever runs it."))
    found = _by_choice(line, answers)
    rule = words_in(answers, "direction_rule")
    if not rule:
        return found
    posted = _("Posted: “%(rule)s”") % {"rule": rule}
    return Finding(found.verdict, f"{found.reason} {posted}")


def _help(line: Line, answers: Answers) -> Finding:
    signal, can_send = yes_or_no(answers, "phone_signal"), yes_or_no(answers, "can_send")
    if signal is None:
        return Finding(Verdict.UNKNOWN, _("Nobody has tried whether a phone works here."))
    if not signal and can_send is False:
        return _of_help("nobody_to_send", _("No phone signal and nobody to send for help."))
    if not signal and can_send is None:
        return Finding(Verdict.UNKNOWN, _("No phone signal: say whether somebody can be sent for help."))
    if not words_in(answers, "emergency_address"):
        return Finding(Verdict.UNKNOWN, _("Nobody has written an address for an emergency call yet."))
    if not signal:
        return _of_help("no_signal", _("No phone signal: somebody has to be sent for help."))
    if not words_in(answers, "aed"):
        return _of_help("aed_unknown", _("The nearest AED is not known."))
    return _of_help("all_three", _("Phone signal, an address and an AED."))


def _of_help(answer: str, reason: str) -> Finding:
    return Finding(CONVENTION.verdict("help", answer), reason)


def _access(line: Line, answers: Answers) -> Finding:
    if all(yes_or_no(answers, key) is None for key in ACCESS):
        return Finding(Verdict.UNKNOWN, _("Nobody wrote it down."))
    return Finding(CONVENTION.verdict("access", "answered"), _("It informs and decides nothing."))


_FINDERS = {
    "evenness": _evenness,
    "cyclists": _cyclists,
    "crowding": _crowding,
    "light": _light,
    "permission": _permission,
    "help": _help,
    "access": _access,
}


def _gradient(percent: float, answers: Answers) -> Finding:
    direction = answers.get("gradient_direction")
    if percent <= LIMITS.flat_percent:
        return Finding(Verdict.OK, _("Up to %(limit)s %% is fine.") % {"limit": short(LIMITS.flat_percent)})
    if percent > LIMITS.steep_percent:
        return Finding(Verdict.STOP, _("Steeper than %(limit)s %%.") % {"limit": short(LIMITS.steep_percent)})
    if direction == "down":
        return Finding(Verdict.STOP, _("No running backward downhill."))
    if direction != "up":
        return Finding(Verdict.UNKNOWN, _("Say whether running backward goes uphill or downhill."))
    if percent > LIMITS.gentle_percent:
        reason = _("A slope of over %(limit)s %%: uphill only, from stage %(stage)s.")
        words = {"limit": short(LIMITS.gentle_percent), "stage": LIMITS.steep_stage}
        return Finding(Verdict.CAUTION, reason % words, LIMITS.steep_stage)
    return Finding(Verdict.CAUTION, _("A gentle slope: run backward uphill only."))


def _straight_length(metres: float, answers: Answers) -> Finding:
    found = _at_least(metres, LIMITS.straight_ok_m, LIMITS.straight_least_m)
    if found.verdict is Verdict.STOP or not yes_or_no(answers, "curve"):
        return found
    reason = _("Includes a curve: from stage %(stage)s only.") % {"stage": LIMITS.curve_stage}
    return Finding(Verdict.CAUTION, reason, LIMITS.curve_stage)


def _clear_width(metres: float, answers: Answers) -> Finding:
    if yes_or_no(answers, "lanes_free") and metres >= LIMITS.own_lane_and_neighbors_m:
        return Finding(Verdict.OK, _("Own lane and an empty one on each side."))
    return _at_least(metres, LIMITS.width_ok_m, LIMITS.width_least_m)


def _clear_sight(metres: float, answers: Answers) -> Finding:
    if yes_or_no(answers, "blind_corner"):
        return Finding(Verdict.STOP, _("Somebody can come out of a blind corner or a hedge gap."))
    return _at_least(metres, LIMITS.sight_ok_m, LIMITS.sight_least_m)


_BY_NUMBER = {
    "gradient": _gradient,
    "straight_length": _straight_length,
    "clear_width": _clear_width,
    "clear_sight": _clear_sight,
}


def _at_least(metres: float, fine: float, least: float) -> Finding:
    words = {"fine": short(fine), "least": short(least)}
    if metres >= fine:
        return Finding(Verdict.OK, _("%(fine)s m or more.") % words)
    if metres >= least:
        return Finding(Verdict.CAUTION, _("Less than %(fine)s m.") % words)
    return Finding(Verdict.STOP, _("Less than %(least)s m.") % words)
