"""Fill an empty database with the demo's plan, through the same actions that people use."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone, translation

from accounts.consents.actions import acknowledge
from accounts.consents.models import Document, DocumentKind
from accounts.geography import City, snap_to_cell
from accounts.identifiers import new_nonce
from accounts.images import renditions
from accounts.users.models import Profile, User
from community.groups.actions import change_role, found_group, join_group
from community.groups.models import Group, Membership, Role
from community.guide.actions import pass_quiz
from config.demo.cast import EVERYBODY, PASSWORD, Person
from config.demo.dates import hold, repeat
from config.demo.pictures import PICTURES
from config.demo.plan import GROUPS, GroupPlan, HazardPlan, PlacePlan
from config.demo.stories import tell, viewer
from events.levels.actions import declare_spotter
from events.places.actions import add_place, add_zone, check_zone
from events.places.hazards.actions import report_hazard, speak_of_hazard
from events.places.models import Zone
from events.places.walk.actions import keep_place_photo

type Say = Callable[[str], None]


def seed(say: Say) -> None:
    """Make everybody and everything, saying what comes next."""
    say("People")
    for person in EVERYBODY:
        _sign_up(person)
    for plan in GROUPS:
        say(plan.name)
        _make_group(plan)


def _sign_up(person: Person) -> None:
    city = City.objects.search(person.city)[0]
    latitude, longitude = snap_to_cell(city.latitude, city.longitude)
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        is_operator=person.is_operator,
        is_site_moderator=person.is_site_moderator,
    )
    Profile.objects.create(
        user=user,
        handle=person.name.lower(),
        display_name=person.name,
        bio=person.about,
        stage=person.stage,
        languages=list(person.speaks or (person.language,)),
        birth_year=person.birth_year,
        language=person.language,
        time_zone=city.time_zone,
        home_label=city.label(person.language),
        home_latitude=latitude,
        home_longitude=longitude,
    )
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    if person.totp_secret:
        TOTP.activate(user, person.totp_secret)
    if not person.is_new:
        safety = Document.objects.current(DocumentKind.SAFETY, person.language)
        acknowledge(safety, by=viewer(person))


def _make_group(plan: GroupPlan) -> None:
    city = City.objects.search(plan.city)[0]
    with translation.override(plan.founder.language):
        group = found_group(
            by=viewer(plan.founder),
            nonce=new_nonce(),
            name=plan.name,
            description=plan.description,
            city=city,
            language=plan.founder.language,
        )
    for person in plan.members:
        join_group(group, by=viewer(person))
    for person in plan.moderators:
        change_role(_membership(group, person), by=viewer(plan.founder), role=Role.MODERATOR)
    for person in plan.spotters:
        pass_quiz(by=viewer(person))
        declare_spotter(_membership(group, person), by=viewer(plan.founder))
    zones = [_make_place(place, plan.founder) for place in plan.places]
    for meetup in plan.meetups:
        hold(meetup, group, zones[meetup.place], plan.founder)
    for series in plan.series:
        repeat(series, group, zones[series.first.place], plan.founder)
    for story in plan.stories:
        tell(story, group)


def _membership(group: Group, person: Person) -> Membership:
    public_id = User.objects.get(email=person.email).public_id
    return Membership.objects.of_person_in(group.slug, public_id).get()


def _make_place(plan: PlacePlan, founder: Person) -> Zone:
    by = viewer(founder)
    place = add_place(
        by=by,
        nonce=new_nonce(),
        name=plan.name,
        kind=plan.kind,
        latitude=plan.latitude,
        longitude=plan.longitude,
        address=plan.address,
        light=plan.light,
        lit_until=plan.lit_until,
    )
    shape = [list(point) for point in plan.shape] or None
    zone = add_zone(place, by=by, nonce=new_nonce(), name=plan.zone, description=plan.where, shape=shape)
    for days_ago, person in enumerate(plan.checked_by, start=8):
        _check(plan, zone, person, days_ago)
    if plan.picture:
        picture = renditions(PICTURES[plan.picture]())
        keep_place_photo(place, by=by, photo=picture, zone=zone, description=plan.where)
    if plan.hazard:
        _report(plan.hazard, zone)
    return Zone.objects.select_related("place").get(pk=zone.pk)


def _check(plan: PlacePlan, zone: Zone, person: Person, days_ago: int) -> None:
    light: dict[str, object] = {"light": plan.light}
    if plan.lit_until:
        light["lit_until"] = plan.lit_until.isoformat("minutes")
    check_zone(
        zone,
        by=viewer(person),
        nonce=new_nonce(),
        checked_at=timezone.now() - timedelta(days=days_ago),
        is_on_foot=True,
        answers=plan.answers | light,
        measures=plan.measures,
    )


def _report(plan: HazardPlan, zone: Zone) -> None:
    hazard = report_hazard(
        zone.place,
        by=viewer(plan.by),
        nonce=new_nonce(),
        category=plan.category,
        severity=plan.severity,
        words=plan.words,
        seen_at=timezone.now() - timedelta(hours=1),
        zone=zone,
    )
    for person in plan.seen_too_by:
        speak_of_hazard(hazard, by=viewer(person), is_gone=False)
