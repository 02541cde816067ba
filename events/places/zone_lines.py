"""Lines 1 to 10: what a zone is like. Each of them can stop it, and none may stay unknown.

Lengths are in metres, slopes in percent. The words describe a line and promise nothing about the place.
"""

from django.utils.translation import gettext_lazy as _

from events.places.lines import Flag, Line, choices_of, with_limits

ZONE_LINES: tuple[Line, ...] = (
    Line(
        1,
        "surface",
        _("Surface"),
        _("What the whole zone is made of. If it changes, choose the worse one."),
        choices=choices_of(
            "surface",
            ("synthetic_track", _("Synthetic track"), _("Firm, even grip when dry.")),
            ("short_grass", _("Short grass"), _("Soft and even when cut.")),
            ("asphalt", _("Asphalt"), _("Firm and even.")),
            ("fine_compacted", _("Fine, compacted"), _("Firm, without loose stones.")),
            ("indoor_floor", _("Indoor floor"), _("Firm and dry.")),
            ("paving", _("Paving"), _("Edges and joints can catch a heel.")),
            ("wood_chip", _("Wood chip"), _("Gives way under a heel.")),
            ("ground", _("Bare ground"), _("Changes with the weather.")),
            ("gravel", _("Gravel"), _("Loose stones roll under a heel.")),
            ("sand", _("Sand"), _("Heels sink in.")),
            ("cobble", _("Cobbles"), _("Too uneven to run backward on.")),
            ("metal", _("Metal"), _("Slippery as soon as it is damp.")),
        ),
        suggestion=_("Walk it first, shorter repeats, and turn round where it changes."),
    ),
    Line(
        2,
        "evenness",
        _("Evenness"),
        with_limits(
            _(
                "Walk the whole zone first. Potholes, ruts, roots and sprinklers over %(bump_cm)s cm make it "
                "uneven."
            )
        ),
        choices=choices_of(
            "evenness",
            ("even", _("Even"), with_limits(_("Nothing over %(bump_cm)s cm."))),
            ("minor", _("Small unevenness"), _("Small bumps have to be marked with cones.")),
            (
                "uneven",
                with_limits(_("Uneven, over %(bump_cm)s cm")),
                with_limits(_("A heel can catch on anything over %(bump_cm)s cm.")),
            ),
        ),
        flags=(Flag("walked_first", _("Was the whole zone walked for this check?")),),
        suggestion=_("Mark every bump with a cone before the start."),
    ),
    Line(
        3,
        "gradient",
        _("Slope"),
        _("The steepest part, measured with a phone level or from the map. A rise of 1 m over 100 m is 1 %."),
        unit="%",
        directions=(
            ("level", _("Level")),
            ("up", _("Backward goes uphill")),
            ("down", _("Backward goes downhill")),
        ),
        suggestion=_("Run backward uphill only and walk back down, facing forward."),
    ),
    Line(
        4,
        "straight_length",
        _("Straight length"),
        _("The longest straight run in the zone. Count your steps: 100 steps are about 75 m."),
        unit="m",
        flags=(Flag("curve", _("Does the zone include a curve?")),),
        suggestion=_("Shorter repeats: a cone marks where the runner stops, a spotter stands there."),
    ),
    Line(
        5,
        "clear_width",
        _("Clear width"),
        with_limits(_("The narrowest part that is free for everybody. One lane of a track is %(lane_m)s m.")),
        unit="m",
        flags=(Flag("lanes_free", _("Own lane and one empty lane on each side?"), required=False),),
        suggestion=_("One runner at a time, a spotter at the side where others pass."),
    ),
    Line(
        6,
        "clear_sight",
        _("What the spotter sees"),
        _("How far the spotter sees past the runner, at the worst point of the zone."),
        unit="m",
        flags=(Flag("blind_corner", _("Is there a blind corner or a gap in a hedge?")),),
        suggestion=_("A second spotter stands where the sight ends."),
    ),
    Line(
        7,
        "motor_traffic",
        _("Motor traffic"),
        _("Cars, motorbikes, delivery vans, mowers. A driveway or car park in the zone counts as crossing."),
        choices=choices_of(
            "motor_traffic",
            ("none", _("None"), _("No vehicle comes here.")),
            ("barrier", _("Behind a barrier"), _("Vehicles pass behind a barrier.")),
            ("crossing", _("Crosses the zone"), _("Vehicles cross the zone.")),
            ("shared", _("Shares the zone"), _("Vehicles use the zone.")),
        ),
        suggestion=_("Keep to the far side; a spotter watches the barrier."),
    ),
    Line(
        8,
        "kerb",
        _("Kerb, step, drain or rail"),
        with_limits(_("In the zone or within %(beside_m)s m of it.")),
        choices=choices_of(
            "kerb",
            ("none", _("None"), with_limits(_("None within %(beside_m)s m."))),
            ("flush", _("Flush with the ground"), _("Flush edges have to be marked.")),
            ("raised", _("Raised"), _("A raised edge trips a heel.")),
        ),
        suggestion=_("A cone at each edge before the start; the spotter calls STEP."),
    ),
    Line(
        9,
        "obstacle",
        _("Obstacles"),
        with_limits(_("Post, bench, bin, tree, goal or hurdle within %(beside_m)s m of the zone.")),
        choices=choices_of(
            "obstacle",
            ("none", _("None"), with_limits(_("None within %(beside_m)s m."))),
            ("movable", _("Can be moved"), _("Has to be moved before the start.")),
            ("padded", _("Fixed and padded"), _("Padded, and still in the way.")),
            ("fixed", _("Fixed"), _("A fixed obstacle is too close.")),
        ),
        suggestion=_("Move it before the start and back afterward; a spotter stands at what is fixed."),
    ),
    Line(
        10,
        "drop",
        _("Drop, edge or water"),
        with_limits(_("A drop, the edge of a slope, or water within %(drop_within_m)s m of the zone.")),
        choices=choices_of(
            "drop",
            ("none", _("None"), with_limits(_("None within %(drop_within_m)s m."))),
            ("fenced", _("Fenced off"), _("Only a fence is in between.")),
            ("open", _("Open"), _("Nothing stands between the runner and the drop.")),
        ),
        suggestion=_("Run in the half away from the fence; a spotter on that side."),
    ),
)
