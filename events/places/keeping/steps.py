"""The steps on the page of who keeps a place: when each is there, what it says, and what it does."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Viewer
from events.places.keeping.actions import free_place, reopen_place, restrict_place, suspend_place
from events.places.keeping.conditions import conditions_of
from events.places.keeping.forms import ConditionsForm, OpenForm, ReasonForm, WhyForm
from events.places.keeping.models import PlaceEvent
from events.places.keeping.rules import can_revive_place
from events.places.models import OPEN_STATES, Place, PlaceState

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Step:
    """One thing to do; ``button`` is the class of its button."""

    name: str
    title: "_StrOrPromise"
    words: "_StrOrPromise"
    submit: "_StrOrPromise"
    done: "_StrOrPromise"
    states: Collection[PlaceState]
    act: Callable[..., None]
    form_class: type[forms.Form] = WhyForm
    button: str = "btn-line"


STEPS = (
    Step(
        "reopen",
        _("Open it again"),
        _("People can meet here as soon as its checks hold. A report of “stop” has to be resolved first."),
        _("Open this place"),
        _("Open again. Who meets here is told."),
        [PlaceState.SUSPENDED],
        reopen_place,
        OpenForm,
        "btn-pine",
    ),
    Step(
        "suspend",
        _("Close it for now"),
        _("At once, on your word: nobody can post a date here, and dates that are posted show “at risk”."),
        _("Close this place"),
        _("Closed. Who meets here is told."),
        [PlaceState.DRAFT, *OPEN_STATES],
        suspend_place,
        ReasonForm,
        button="btn-stop",
    ),
    Step(
        "restrict",
        _("Set conditions"),
        _("Beyond what its checks say: from which stage on, for what, and when."),
        _("Set these conditions"),
        _("Set. They hold from now on."),
        OPEN_STATES,
        restrict_place,
        ConditionsForm,
    ),
    Step(
        "free",
        _("Lift all conditions"),
        _("What the checks ask for stays."),
        _("Lift them"),
        _("Lifted. Only its checks say now who may meet here."),
        [PlaceState.RESTRICTED],
        free_place,
    ),
)


@dataclass(frozen=True)
class Offer:
    """A step with its form for one place."""

    step: Step
    form: forms.Form


def offers(place: Place, viewer: Viewer, sent: Any = None) -> list[Offer]:
    """The steps there are now, the one that was sent with what was typed."""
    seen = PlaceEvent.objects.stamp_of(place.pk)
    return [
        Offer(step, _form(step, place, seen, sent if sent and sent.get("step") == step.name else None))
        for step in STEPS
        if _is_there(step, place, viewer)
    ]


def _is_there(step: Step, place: Place, viewer: Viewer) -> bool:
    if step.name == "reopen" and _may_revive(viewer, place):
        return True
    # What only its checks ask for is nothing that somebody could lift.
    return place.state in step.states and (step.name != "free" or bool(conditions_of(place)))


def _may_revive(viewer: Viewer, place: Place) -> bool:
    return place.state == PlaceState.RETIRED and can_revive_place(viewer, place)


def _form(step: Step, place: Place, seen: str, sent: Any) -> forms.Form:
    initial: dict[str, Any] = {"seen": seen}
    if step.form_class is ConditionsForm:
        initial |= ConditionsForm.initial_of(place)
    form = step.form_class(sent, initial=initial, auto_id=f"id_{step.name}_%s")
    form.fields["step"] = forms.CharField(widget=forms.HiddenInput, initial=step.name)
    return form
