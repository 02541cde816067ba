"""How far somebody has come, 0 to 4: our convention, after the plan of eight weeks."""

from django.utils.translation import gettext_lazy as _

STAGES = (
    (0, _("First steps"), _("You learn the calls and walk backward with a spotter.")),
    (1, _("Walking and jogging"), _("You walk and jog in turns, on a straight.")),
    (2, _("Jogging straights"), _("You jog 50 m at a time and hold your line.")),
    (3, _("Running straights"), _("You run 100 m at a time, ten minutes in all.")),
    (4, _("Laps and longer"), _("You run curves and longer, after ten times at stage 3 without a fall.")),
)


def stage_in_words(stage: int | None) -> str:
    """ "Stage 1: walking and jogging"; empty where nobody said one."""
    if stage is None:
        return ""
    return _("Stage %(stage)d: %(words)s") % {"stage": stage, "words": STAGES[stage][1]}
