"""A check as cards, one line of the rubric each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from events.places.assessment import assess, with_measures
from events.places.check_form import CheckForm
from events.places.models import Check, Zone
from events.places.rubric import judge
from events.places.rubric_lines import Line, Verdict
from events.places.walk.models import CheckDraft, PlacePhoto


@dataclass
class Card:
    """One screen of the walk."""

    key: str
    title: str
    fields: Sequence[forms.BoundField]
    line: Line | None = None
    proposed: str = ""
    photos: list[PlacePhoto] = field(default_factory=list)

    @property
    def hints(self) -> list[tuple[str, Verdict, str]]:
        """What follows from a choice that is not OK, known before anything is sent."""
        choices = self.line.choices if self.line else ()
        return [
            (choice.value, choice.verdict, str(choice.reason))
            for choice in choices
            if choice.verdict in (Verdict.CAUTION, Verdict.STOP)
        ]

    @property
    def shows_title(self) -> bool:
        """The answer of most lines carries the line's own name."""
        return self.line is None or not (self.line.choices or self.line.is_measured)

    @property
    def hides_measure(self) -> bool:
        """A measure is asked for when a choice is a caution; numbers are judged by the site."""
        return bool(self.hints)


def mark_of(viewer: Viewer, zone: Zone) -> str:
    """Names whose check of which zone a form is, to this person's browser only."""
    names = f"{viewer.user.public_id}:{zone.public_id}"
    return salted_hmac("events.places.walk", names, algorithm="sha256").hexdigest()[:24]


def thanks_for(zone: Zone) -> str:
    """What a check that was handed in came to: open until when, or what comes next."""
    now = Zone.objects.with_place().get(pk=zone.pk)
    found = assess(now, Check.objects.of_zone(zone.pk), now.place)
    if not found.combined.allows_meetups:
        return " ".join((_("Thank you, your check counts."), found.next_step))
    words = {"zone": now.name, "day": date_format(now.expires_on, "DATE_FORMAT")}
    return _("Thank you, your check counts. %(zone)s is checked: groups can meet here until %(day)s.") % words


def walk_page(viewer: Viewer, zone: Zone, form: CheckForm) -> dict[str, object]:
    """The form card by card, with what the viewer has photographed so far."""
    draft = CheckDraft.objects.begun_by(viewer, zone.pk).first()
    if draft and not form.is_bound:
        form.initial = {**form.initial, **draft.answers}
    cards = list(cards_of(form))
    by_line = {card.key: card for card in cards}
    for photo in PlacePhoto.objects.visible_to(viewer).of_walk(viewer, zone.pk):
        by_line.get(photo.line, cards[-1]).photos.append(photo)
    return {
        "form": form,
        "zone": zone,
        "place": zone.place,
        "cards": cards,
        "mark": mark_of(viewer, zone),
        "saved_at": draft.saved_at if draft else None,
        "handed_in_at": Check.objects.last_handed_in(viewer.pk, zone.pk),
    }


def cards_of(form: CheckForm) -> Iterator[Card]:
    """First when and how somebody looked, then line by line, then what belongs to no line."""
    blocks = form.blocks()
    begin = [*form.when_fields()]
    taken = {bound.name for block in blocks for bound in block.fields} | {bound.name for bound in begin}
    rest = [bound for bound in form.visible_fields() if bound.name not in taken]
    yield Card("when", _("When you looked"), begin)
    for block in blocks:
        yield Card(
            block.line.key,
            f"{block.line.number}. {block.line.label}",
            block.fields,
            block.line,
            block.proposed,
        )
    if rest:
        yield Card("around", _("Around it"), rest)


def result_of(form: CheckForm) -> dict[str, object]:
    """What the answers so far come to, by the site's own rubric, and whether every question has one."""
    form.full_clean()
    found = form.cleaned_data
    judgement = judge(with_measures(found.get("answers", {}), found.get("measures", {})))
    return {
        "judgement": judgement,
        "is_whole": not any(form.has_error(name, "required") for name in form.fields),
    }
