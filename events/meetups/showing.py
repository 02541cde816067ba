"""What cards, pages and letters of a meetup load, and nothing more."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.permissions import Viewer
from events.meetups.leads import all_leads
from events.places.hazards.limits import SOON
from events.places.hazards.models import Hazard

# What decides what a meetup's card says. Lists show what is ahead: no card says that a date is over.
OWN_FACTS = ("pk", "public_id", "title", "starts_at", "ends_at", "time_zone", "state", "cancelled_because")
COUNTERS = ("runners_going", "runners_waiting", "runners_offered", "spotters_going", "either_going")
SEATS = ("capacity", "runners_per_spotter", *COUNTERS)
FOR_WHOM = ("lowest_stage", "highest_stage", "audience", "is_peer_led")
PLACE_FACTS = ("place__name", "zone__name", "zone__verdict", "zone__checked_on", "zone__expires_on")
# What the place and the zone have to say to a date, so that a card is made anew when it is at risk.
OF_PLACE = ("state", "kind", "restricted_stage", "restricted_from", "restricted_until")
FIT_FACTS = ("session", "place_sessions", "zone_sessions", *(f"place__{name}" for name in OF_PLACE))
FIT_FACTS += ("zone__minimum_stage", "zone__light", "zone__lit_until", "zone__season_ends_on")
FIT_FACTS += ("is_stopped", "is_led")
MY_FACTS = ("my_part", "my_state", "i_lead")
ANSWER_FACTS = ("public_id", "group__name", "leader_id", "is_peer_led", "state", "session", "lowest_stage")
ANSWER_FACTS += ("starts_at", "ends_at", "time_zone", *SEATS)
CARD_FACTS = (*OWN_FACTS, *SEATS, *FOR_WHOM, "group__name", *PLACE_FACTS, *FIT_FACTS, *MY_FACTS)


class ShownQuerySet(models.QuerySet):
    """Meetups with what is shown of them."""

    def with_answer_of(self, viewer: Viewer) -> Self:
        """Annotate ``my_part`` and ``my_state``, empty where the viewer has not answered, and ``i_lead``;
        until when a lane is kept for them, whether they are asked if they still come, and if so, whether it
        is because a leader answered for them."""
        if viewer.pk is None:
            nothing = {"my_part": Value(""), "my_state": Value(""), "i_lead": Value(False)}
            return self.annotate(
                **nothing,
                my_offered_until=Value(None, models.DateTimeField()),
                asks_me=Value(False),
                said_for_me=Value(False),
            )
        mine = FilteredRelation("rsvps", condition=Q(rsvps__user_id=viewer.pk))
        leads = all_leads().filter(meetup_id=OuterRef("pk"), user_id=viewer.pk)
        rows = self.annotate(_mine=mine, i_lead=Exists(leads))
        asks_me = Q(_mine__reconfirm_asked_at__isnull=False)
        said_for_me = Q(_mine__reconfirm_asked_at=F("_mine__queued_at"))
        rows = rows.annotate(
            my_offered_until=F("_mine__offered_until"), asks_me=asks_me, said_for_me=said_for_me
        )
        return rows.annotate(my_part=F("_mine__part"), my_state=F("_mine__state"))

    def for_month(self) -> Self:
        """What a month says of a date."""
        facts = ("pk", "public_id", "title", "starts_at", "time_zone", "place__city_label")
        return self.values_list(*facts, named=True)

    def for_list(self, viewer: Viewer) -> Self:
        """The facts of the cards only: most cards are ready."""
        return self._for_cards(viewer).values_list(*CARD_FACTS, named=True)

    def for_cards(self, viewer: Viewer) -> Self:
        """Load all that ``events/meetups/_card.html`` shows; anything else raises."""
        rows = self._for_cards(viewer).select_related("group", "place", "zone")
        return rows.fetch_mode(models.FETCH_RAISE)

    def _for_cards(self, viewer: Viewer) -> Self:
        return self.with_answer_of(viewer).with_sessions_left().with_stop().with_led()

    def with_stop(self) -> Self:
        """``is_stopped``: it begins soon, and somebody says that nobody should run backward there, and its
        leader has not said what is done about it."""
        mitigation = apps.get_model("events", "Mitigation").objects.filter(
            meetup_id=OuterRef(OuterRef("pk")), hazard_id=OuterRef("pk")
        )
        stops = Hazard.objects.open().stops().of_place(OuterRef("place_id")).in_zone(OuterRef("zone_id"))
        is_soon = Q(starts_at__lte=timezone.now() + SOON)
        return self.annotate(
            is_stopped=Case(
                When(is_soon & Exists(stops.filter(~Exists(mitigation))), then=True), default=False
            )
        )

    def with_led(self) -> Self:
        """``is_led``: False where who led it has left the group, and nobody has been named since."""
        return self.annotate(is_led=Exists(all_leads().filter(meetup_id=OuterRef("pk"))))

    def with_sessions_left(self) -> Self:
        """The kinds of session that place and zone leave, as text: the key of a kept card takes no list."""
        return self.annotate(
            place_sessions=Cast("place__restricted_sessions", models.TextField()),
            zone_sessions=Cast("zone__sessions", models.TextField()),
        )

    def for_page(self, viewer: Viewer) -> Self:
        """Load all that the page, the calendar and the mails of one meetup show."""
        rows = self.with_answer_of(viewer).with_led().select_related("group", "place", "zone", "series")
        if viewer.is_authenticated:  # nobody else is told who leads
            rows = rows.prefetch_related(Prefetch("leads", all_leads().for_page(viewer)))
        return rows.fetch_mode(models.FETCH_RAISE)

    def for_answer(self) -> Self:
        """Load what an answer is about; the rest of its page costs more than the answer."""
        return self.select_related("group").only(*ANSWER_FACTS).fetch_mode(models.FETCH_RAISE)

    def with_place(self) -> Self:
        """Load what says whether anybody may meet there."""
        return self.select_related("place", "zone").fetch_mode(models.FETCH_RAISE)

    def with_measures(self) -> Self:
        """``measures``: what is done about hazards, the newest first."""
        mitigations = apps.get_model("events", "Mitigation").objects.newest_first()
        return self.prefetch_related(Prefetch("mitigations", mitigations, to_attr="measures"))
