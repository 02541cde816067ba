"""Which meetups and answers, in what order, with what loaded; and the guarded statements of the last seat."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.geography import NearestQuerySet
from accounts.permissions import Viewer
from accounts.users.models import Block
from community.groups.models import Membership
from events.places.hazards.limits import SOON
from events.places.hazards.models import Hazard

LONGEST = timedelta(hours=3)
LATELY = timedelta(days=180)
NEXT = 3
LIVE = ("going", "waiting", "waitlisted", "offered")

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
FIT_FACTS += ("is_stopped",)
MY_FACTS = ("my_part", "my_state", "i_lead")
CARD_FACTS = (*OWN_FACTS, *SEATS, *FOR_WHOM, "group__name", *PLACE_FACTS, *FIT_FACTS, *MY_FACTS)


class MeetupQuerySet(NearestQuerySet):
    """Meetups a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a meetup: a public one, one of their groups; of those for
        invited members, what they lead, organize or are invited to."""
        own = list(viewer.roles)
        readable = Q(audience="public")
        if own:
            readable |= Q(audience="group", group_id__in=own)
            readable |= Q(audience="invited", group_id__in=own) & _is_invited(viewer)
        rows = self.filter(readable)
        return rows.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else rows

    def upcoming(self) -> Self:
        """Not over and not called off, soonest first."""
        now = timezone.now()
        ahead = self.filter(state="scheduled", starts_at__gt=now - LONGEST, ends_at__gt=now)
        return ahead.order_by("starts_at", "pk")

    def public(self) -> Self:
        """What everybody reads, and other sites may show."""
        return self.filter(audience="public")

    def starting_from(self, at: datetime) -> Self:
        """Not before this day begins where it begins last."""
        return self.filter(starts_at__gte=at)

    def scheduled_between(self, first: datetime, last: datetime) -> Self:
        """What is not called off and begins then, soonest first, over or not."""
        rows = self.filter(state="scheduled", starts_at__gte=first, starts_at__lt=last)
        return rows.order_by("starts_at", "pk")

    def not_over(self) -> Self:
        """What lies ahead, called off or not, soonest first."""
        now = timezone.now()
        return self.filter(starts_at__gt=now - LONGEST, ends_at__gt=now).order_by("starts_at", "pk")

    def past(self) -> Self:
        """What took place, latest first."""
        return self.filter(state="scheduled", ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")

    def for_stage(self, stage: int) -> Self:
        return self.filter(lowest_stage__lte=stage, highest_stage__gte=stage)

    def of_groups(self, group_ids: Collection[int]) -> Self:
        return self.filter(group_id__in=list(group_ids))

    def at_places(self, places: models.QuerySet) -> Self:
        return self.filter(place__in=places)

    def latest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")

    def lacking_spotters(self) -> Self:
        """Dates on which a runner waits for somebody to spot."""
        return self.filter(runners_waiting__gt=0)

    def called_off_ahead(self) -> Self:
        """Called off, and their time has not passed, soonest first."""
        return self.filter(state="cancelled", ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def soonest_of(self, groups: Collection[int]) -> Self:
        """Of these dates, the next of each of these groups: one for members only hides no later one."""
        theirs = self.filter(group_id=OuterRef("group_id")).upcoming()
        return self.filter(group_id__in=groups, pk=Subquery(theirs.values("pk")[:1]))

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def keep_to_group(self, group_id: int) -> None:
        """What everybody could read of the group, past dates too, is for its members from now on."""
        self.filter(group_id=group_id, audience="public").update(audience="group")

    def at_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id)

    def held_at(self, place_id: int) -> list[Any]:
        """Dates ahead at this place, in order and with it, each held until the transaction ends: who signs up
        meanwhile waits and reads the place anew."""
        return self.upcoming().at_place(place_id).with_place().order_by("pk").each_held()

    def held_in(self, zone_id: int) -> list[Any]:
        """The same of one zone."""
        return self.upcoming().filter(zone_id=zone_id).with_place().order_by("pk").each_held()

    def each_held(self) -> list[Any]:
        return list(self.select_for_update(of=("self",), no_key=True))

    def soon_at(self, place_id: int, zone_id: int | None, within: timedelta) -> Self:
        """Dates there, in this zone if one is named, that begin within this time or are on."""
        soon = self.upcoming().at_place(place_id).filter(starts_at__lt=timezone.now() + within)
        return soon if zone_id is None else soon.filter(zone_id=zone_id)

    def places_soon(self, within: timedelta) -> set[int]:
        """Where dates begin within this time or are on."""
        soon = self.upcoming().filter(starts_at__lt=timezone.now() + within)
        return set(soon.order_by().values_list("place_id", flat=True))

    def people_concerned(self) -> set[int]:
        """Who leads these dates, organizes their groups or means to come."""
        dates = list(self.order_by().values_list("pk", "group_id"))
        keys = [pk for pk, __ in dates]
        comes = apps.get_model("events", "RSVP").objects.live().filter(meetup_id__in=keys)
        leads = _leads().filter(meetup_id__in=keys)
        people = comes.values_list("user_id").union(leads.values_list("user_id"))
        return {user for (user,) in people} | _organizers({group for __, group in dates})

    def who_meets_at(self, place_ids: Collection[int]) -> dict[int, set[int]]:
        """Who leads dates there now or did lately, and who organizes their groups: ``{place: {user}}``."""
        since = timezone.now() - LATELY
        dates = self.filter(place_id__in=place_ids, state="scheduled", starts_at__gt=since).order_by()
        found: dict[int, set[int]] = {}
        groups: dict[int, set[int]] = {}
        for place, leader, group in dates.values_list("place_id", "leads__user_id", "group_id").distinct():
            found.setdefault(place, set()).add(leader)
            groups.setdefault(place, set()).add(group)
        for place, theirs in groups.items():
            found[place] |= _organizers(theirs)
        return found

    def mine(self, viewer: Viewer) -> Self:
        """Dates the viewer runs, spots, waits for or leads; for the viewer's own pages."""
        answered = (
            apps.get_model("events", "RSVP").objects.live().filter(user_id=viewer.pk).values("meetup_id")
        )
        return self.filter(pk__in=answered.union(_leads().filter(user_id=viewer.pk).values("meetup_id")))

    def led_by(self, user_id: int) -> Self:
        """Dates this person leads, alone or with others."""
        return self.filter(Exists(_leads().filter(meetup_id=OuterRef("pk"), user_id=user_id)))

    def led_alone_by(self, user_id: int) -> Self:
        others = _leads().filter(meetup_id=OuterRef("pk")).exclude(user_id=user_id)
        return self.led_by(user_id).filter(~Exists(others))

    def busy(
        self, people: Collection[int], starts_at: datetime, ends_at: datetime, *, besides: int | None = None
    ) -> dict[int, str]:
        """Who of these people leads something or means to come at that hour: ``{user: its title}``."""
        dates = self.overlapping(starts_at, ends_at).exclude(pk=besides)
        rows = _leads().filter(user_id__in=people, meetup__in=dates).values_list("user_id", "meetup__title")
        comes = apps.get_model("events", "RSVP").objects.live().filter(user_id__in=people, meetup__in=dates)
        return dict(rows.union(comes.values_list("user_id", "meetup__title")))

    def engaging(self, people: Collection[int]) -> list[tuple[int, datetime, datetime, str]]:
        """Who of these people leads one of these dates or means to come: user, begin, end, title."""
        facts = ("user_id", "meetup__starts_at", "meetup__ends_at", "meetup__title")
        leads = _leads().filter(user_id__in=people, meetup__in=self)
        comes = apps.get_model("events", "RSVP").objects.live().filter(user_id__in=people, meetup__in=self)
        return list(leads.values_list(*facts).union(comes.values_list(*facts)))

    def asking_for_spotter(self, viewer: Viewer) -> Self:
        """Dates of the viewer's groups whose runners lack a spotter, at an hour when the viewer is free."""
        if not viewer.counts_as_spotter:
            return self.none()
        theirs = _overlapping_outer(viewer)
        lacking = self.filter(
            runners_going__gte=_PAIRS, runners_waiting__gt=0, group_id__in=list(viewer.roles)
        )
        return lacking.filter(~Exists(theirs))

    def answered(self, viewer: Viewer, *states: str) -> Self:
        """Meetups to which the viewer's answer stands so."""
        return self.filter(Exists(_answers().filter(user_id=viewer.pk, state__in=states)))

    def asking_again(self, viewer: Viewer) -> Self:
        """Meetups that changed, and of which the viewer has not said since that they come."""
        return self.filter(Exists(_answers().asked_again().filter(user_id=viewer.pk)))

    def with_answer_of(self, viewer: Viewer) -> Self:
        """Annotate ``my_part`` and ``my_state``, empty where the viewer has not answered, and ``i_lead``;
        until when a lane is kept for them, and whether they are asked if they still come."""
        if viewer.pk is None:
            nothing = {"my_part": Value(""), "my_state": Value(""), "i_lead": Value(False)}
            return self.annotate(
                **nothing, my_offered_until=Value(None, models.DateTimeField()), asks_me=Value(False)
            )
        mine = FilteredRelation("rsvps", condition=Q(rsvps__user_id=viewer.pk))
        leads = _leads().filter(meetup_id=OuterRef("pk"), user_id=viewer.pk)
        rows = self.annotate(_mine=mine, i_lead=Exists(leads))
        asks_me = Q(_mine__reconfirm_asked_at__isnull=False)
        rows = rows.annotate(my_offered_until=F("_mine__offered_until"), asks_me=asks_me)
        return rows.annotate(my_part=F("_mine__part"), my_state=F("_mine__state"))

    def next_of_group(self, group_id: int, viewer: Viewer) -> list[Any]:
        """The first dates ahead, as cards of the group's page."""
        return list(self.visible_to(viewer).of_group(group_id).upcoming().for_cards(viewer)[:NEXT])

    def next_at_place(self, place_id: int, viewer: Viewer) -> list[Any]:
        return list(self.visible_to(viewer).at_place(place_id).upcoming().for_cards(viewer)[:NEXT])

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
        return self.with_answer_of(viewer).with_sessions_left().with_stop()

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

    def with_sessions_left(self) -> Self:
        """The kinds of session that place and zone leave, as text: the key of a kept card takes no list."""
        return self.annotate(
            place_sessions=Cast("place__restricted_sessions", models.TextField()),
            zone_sessions=Cast("zone__sessions", models.TextField()),
        )

    def for_page(self, viewer: Viewer) -> Self:
        """Load all that the page, the calendar and the mails of one meetup show."""
        rows = self.with_answer_of(viewer).select_related("group", "place", "zone", "series")
        if viewer.is_authenticated:  # nobody else is told who leads
            rows = rows.prefetch_related(Prefetch("leads", _leads().for_page(viewer)))
        return rows.fetch_mode(models.FETCH_RAISE)

    def for_answer(self) -> Self:
        """Load what an answer is about; the rest of its page costs more than the answer."""
        return self.select_related("group").fetch_mode(models.FETCH_RAISE)

    def with_place(self) -> Self:
        """Load what says whether anybody may meet there."""
        return self.select_related("place", "zone").fetch_mode(models.FETCH_RAISE)

    def with_measures(self) -> Self:
        """``measures``: what is done about hazards, the newest first."""
        mitigations = apps.get_model("events", "Mitigation").objects.newest_first()
        return self.prefetch_related(Prefetch("mitigations", mitigations, to_attr="measures"))

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Scheduled at the same time; one that starts when another ends does not overlap it."""
        return self.filter(state="scheduled", starts_at__lt=ends_at, ends_at__gt=starts_at)

    # Below: single guarded statements. Each holds the row until the transaction ends and says if it matched.

    def takes_answers(self, meetup_id: int) -> Self:
        return self.filter(pk=meetup_id, state="scheduled", ends_at__gt=timezone.now())

    def open_to(self, meetup_id: int, user_id: int) -> Self:
        """The meetup, if this person belongs to its group, is invited where that is asked, and leads nothing
        at that hour, but it itself where who leads runs along."""
        member = Membership.objects.filter(group_id=OuterRef("group_id"), user_id=user_id)
        leads = _leads().filter(
            user_id=user_id,
            meetup__state="scheduled",
            meetup__starts_at__lt=OuterRef("ends_at"),
            meetup__ends_at__gt=OuterRef("starts_at"),
        )
        elsewhere = leads.exclude(meetup_id=OuterRef("pk"), meetup__is_peer_led=True)
        rows = self.takes_answers(meetup_id).filter(Exists(member), ~Exists(elsewhere))
        return rows.filter(
            ~Q(audience="invited") | _invites(user_id) | Exists(member.filter(role="organizer"))
        )

    def still_open(self) -> Self:
        """Those that take somebody new."""
        return self.filter(Q(signup_until__isnull=True) | Q(signup_until__gt=timezone.now()))

    def hold(self) -> bool:
        """Keep others from moving the counters until the transaction ends."""
        return self.update(runners_going=F("runners_going")) == 1

    def seat_runner(self) -> bool:
        """Take a lane with a spotter for it."""
        return self.filter(_HAS_LANE, _HAS_ROOM).update(runners_going=F("runners_going") + 1) == 1

    def keep_lane(self) -> bool:
        """Take a lane that still lacks a spotter."""
        return self.filter(_HAS_LANE, _HAS_NO_ROOM).update(runners_waiting=F("runners_waiting") + 1) == 1

    def seat_either(self) -> bool:
        """Take a lane and bring the spotter for it."""
        return self.filter(_HAS_LANE).update(either_going=F("either_going") + 1) == 1

    def hold_if_full(self) -> bool:
        """Hold a meetup whose lanes are all taken, so that nobody leaves while somebody queues."""
        return self.filter(~_HAS_LANE).hold()

    def seat_spotter(self) -> bool:
        return self.update(spotters_going=F("spotters_going") + 1) == 1

    def shift(self, seen: Any, **deltas: int) -> bool:
        """Move the counters, if they still are as ``seen``."""
        rows = self.filter(pk=seen.pk, **{name: getattr(seen, name) for name in COUNTERS})
        return rows.update(**{name: F(name) + delta for name, delta in deltas.items()}) == 1


_HAS_LANE = Q(
    capacity__gt=F("runners_going") + F("runners_waiting") + F("runners_offered") + F("either_going")
)
_PAIRS = (F("spotters_going") + F("either_going")) * F("runners_per_spotter")
_HAS_ROOM = Q(runners_per_spotter__isnull=True) | Q(runners_going__lt=_PAIRS)
_HAS_NO_ROOM = Q(runners_per_spotter__isnull=False, runners_going__gte=_PAIRS)


class RSVPQuerySet(models.QuerySet):
    """Answers of people to meetups."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may know who comes.

        The leader and the group's organizers see all; people going see who else is going, but not whom they
        are kept apart from; all see their own.
        """
        if viewer.pk is None:
            return self.none()
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        leads = _leads().filter(meetup_id=OuterRef("meetup_id"), user_id=viewer.pk)
        runs_it = Exists(leads) | Q(meetup__group_id__in=organized)
        is_going = Exists(
            type(self)(self.model, using=self._db).filter(
                meetup_id=OuterRef("meetup_id"), user_id=viewer.pk, state="going"
            )
        )
        is_apart = Q(user_id__in=Block.objects.apart_from(viewer.pk))
        return self.filter(runs_it | Q(user_id=viewer.pk) | (Q(state="going") & is_going & ~is_apart))

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def of_meetup(self, meetup_id: int) -> Self:
        return self.filter(meetup_id=meetup_id)

    def with_parked(self) -> Self:
        """``is_parked``: the safety text changed, and this person has not read the new one."""
        return self.annotate(is_parked=Q(user__profile__acknowledged_version__isnull=True))

    def not_parked(self) -> Self:
        return self.filter(user__profile__acknowledged_version__isnull=False)

    def moving(self, state: str) -> Self:
        """In this state, in the order of the queue, as the rules of the roster take them."""
        rows = self.queue(state).with_parked()
        return rows.values_list("pk", "user_id", "part", "offered_until", "is_parked")

    def move(self, pks: Collection[int], state: str, until: datetime | None = None) -> None:
        rows = self.filter(pk__in=pks)
        rows.update(state=state, offered_until=until, changed_at=timezone.now())

    def asked_again(self) -> Self:
        """Live ones whose people have not said yet that they still come."""
        return self.live().filter(reconfirm_asked_at__isnull=False)

    def spotting_ahead(self) -> Self:
        """Live answers of people who count as spotters, to dates that are not over."""
        ahead = apps.get_model("events", "Meetup").objects.upcoming().order_by().values("pk")
        return self.live().filter(part__in=["spotter", "either"], meetup__in=ahead).select_related("meetup")

    def confirm(self, user_id: int) -> bool:
        """This person has said again that they come, if anybody asked."""
        asked = self.live().filter(user_id=user_id, reconfirm_asked_at__isnull=False)
        return asked.update(reconfirm_asked_at=None, changed_at=timezone.now()) == 1

    def offers_over(self) -> list[int]:
        """Dates ahead with an offer that nobody took in time."""
        now = timezone.now()
        rows = self.filter(state="offered", offered_until__lte=now)
        ahead = rows.filter(meetup__state="scheduled", meetup__ends_at__gt=now)
        return list(ahead.order_by("meetup_id").values_list("meetup_id", flat=True).distinct())

    def of_lapsed_spotters(self) -> list[int]:
        """Who means to spot ahead, and whose level has run out or was taken back."""
        levels = apps.get_model("events", "SpotterLevel").objects.live().filter(user_id=OuterRef("user_id"))
        lapsed = self.spotting_ahead().filter(~Exists(levels))
        return list(lapsed.order_by("user_id").values_list("user_id", flat=True).distinct())

    def parked_ahead(self) -> list[tuple[int, str, int]]:
        """Who has dates ahead and has not read the safety text: ``(user, their next date, its group)``."""
        ahead = apps.get_model("events", "Meetup").objects.upcoming().order_by().values("pk")
        rows = self.live().with_parked().filter(is_parked=True, meetup__in=ahead)
        rows = rows.order_by("user_id", "meetup__starts_at", "pk")
        found: dict[int, tuple[int, str, int]] = {}
        for row in rows.values_list("user_id", "meetup__public_id", "meetup__group_id").iterator():
            found.setdefault(row[0], row)
        return list(found.values())

    def for_roster(self) -> Self:
        """Name, part, state and since when they are asked again: spotters first, then in order."""
        rows = self.live().order_by("-part", "state", "queued_at", "pk")
        return rows.values_list("user__profile__display_name", "part", "state", "reconfirm_asked_at")

    def around(self, user_id: int, meetup) -> Self:
        """This person's answer to ``meetup``, and live ones to others at that hour."""
        at_that_hour = Q(
            state__in=LIVE,
            meetup__state="scheduled",
            meetup__starts_at__lt=meetup.ends_at,
            meetup__ends_at__gt=meetup.starts_at,
        )
        return self.filter(Q(meetup=meetup) | at_that_hour, user_id=user_id).select_related("meetup")

    def queue(self, state: str) -> Self:
        """First come, first admitted."""
        return self.filter(state=state).order_by("queued_at", "pk")

    def place_in_queue(self, user_id: int) -> int:
        """1 for the first on the waitlist, 0 for who is not on it."""
        queue = self.queue("waitlisted").values_list("user_id", flat=True)
        return next((place for place, pk in enumerate(queue, start=1) if pk == user_id), 0)

    def others(self, viewer: Viewer) -> Sequence[int]:
        """Everybody but the viewer."""
        return self.exclude(user_id=viewer.pk).people()

    def people(self) -> Sequence[int]:
        return list(self.values_list("user_id", flat=True))


class LeadingQuerySet(models.QuerySet):
    """Who leads what."""

    def for_page(self, viewer: Viewer) -> Self:
        """In the order in which they were named, with names; ``is_apart`` from the viewer, or not."""
        is_apart = Exists(Block.objects.between(viewer.pk, OuterRef("user"))) if viewer.pk else Value(False)
        rows = self.annotate(is_apart=is_apart).select_related("user__profile").order_by("pk")
        return rows.fetch_mode(models.FETCH_RAISE)

    def people(self) -> list[int]:
        return list(self.order_by("pk").values_list("user_id", flat=True))


class MitigationQuerySet(models.QuerySet):
    """What leaders do about hazards."""

    def of_meetup(self, meetup_id: int) -> dict[int, Any]:
        """``{hazard pk: what is done about it}``"""
        rows = self.filter(meetup_id=meetup_id).fetch_mode(models.FETCH_RAISE)
        return {mitigation.hazard_id: mitigation for mitigation in rows}

    def newest_first(self) -> Self:
        """With the report each is about."""
        return self.select_related("hazard").order_by("-made_at", "-pk")


def _organizers(groups: Collection[int]) -> set[int]:
    rows = Membership.objects.filter(group_id__in=groups, role="organizer")
    return set(rows.values_list("user_id", flat=True))


def _leads() -> LeadingQuerySet:
    """Who leads what; by name, as the models import this module."""
    return apps.get_model("events", "Leading").objects.all()


def _is_invited(viewer: Viewer) -> Q:
    """Who leads the outer query's meetup, is its guest, or organizes its group."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    return Q(group_id__in=organized) | _invites(viewer.pk)


def _invites(user_id: int | None) -> Q:
    """Who leads the outer query's meetup or is its guest."""
    guests = apps.get_model("events", "Guest").objects.filter(meetup_id=OuterRef("pk"), user_id=user_id)
    leads = _leads().filter(meetup_id=OuterRef("pk"), user_id=user_id)
    return Q(Exists(guests)) | Q(Exists(leads))


def _overlapping_outer(viewer: Viewer) -> MeetupQuerySet:
    """What the viewer runs, spots, waits for or leads at the hour of the outer query's meetup."""
    meetups = apps.get_model("events", "Meetup").objects.mine(viewer)
    return meetups.overlapping(OuterRef("starts_at"), OuterRef("ends_at"))


def _answers() -> RSVPQuerySet:
    """Answers to the meetup of the outer query; by name, as the models import this module."""
    return apps.get_model("events", "RSVP").objects.filter(meetup_id=OuterRef("pk"))
