"""Who may report, confirm, resolve and take back."""

import pytest

from accounts.permissions import Viewer
from events.places.hazards import rules
from events.places.hazards.models import Hazard

EVERYBODY = ["newcomer", "outsider", "member", "moderator", "organizer", "lead", "site_moderator", "operator"]
READY = {"outsider", "member", "moderator", "organizer", "lead", "site_moderator", "operator"}
CHECKERS = {"organizer", "lead"}
OFFICE = {"site_moderator", "operator"}  # the operator of these tests moderates the site too


@pytest.fixture
def allowed(request, db):
    """Who of all may, by the rule: ``allowed(rules.can_report_hazard, place)``."""

    def ask(rule, subject):
        people = {name: request.getfixturevalue(name) for name in EVERYBODY}
        return {name for name, user in people.items() if rule(Viewer(user), subject)}

    return ask


@pytest.fixture
def of(report, outsider):
    """A report by the outsider, of this severity."""
    return lambda severity: report(outsider, severity=severity)


def test_a_stranger_may_nothing(stranger, of, track):
    hazard = of("info")
    assert not rules.can_report_hazard(stranger, track)
    for rule in (rules.can_speak_of_hazard, rules.can_resolve_hazard, rules.can_withdraw_hazard):
        assert not rule(stranger, hazard)


def test_anybody_who_is_ready_reports(allowed, track):
    assert allowed(rules.can_report_hazard, track) == READY


def test_anybody_but_who_reported_it_speaks(allowed, of):
    assert allowed(rules.can_speak_of_hazard, of("stop")) == READY - {"outsider"}


def test_a_stop_is_resolved_by_who_checks_places_and_by_the_office(allowed, of):
    assert allowed(rules.can_resolve_hazard, of("stop")) == CHECKERS | OFFICE


@pytest.mark.parametrize("severity", ["info", "caution"])
def test_who_reported_resolves_what_does_not_say_stop(allowed, of, severity):
    assert allowed(rules.can_resolve_hazard, of(severity)) == CHECKERS | OFFICE | {"outsider"}


def test_who_reported_a_stop_and_checks_places_resolves_it(report, organizer, as_viewer):
    assert rules.can_resolve_hazard(as_viewer(organizer), report(organizer))


def test_only_who_reported_takes_back(allowed, of):
    assert allowed(rules.can_withdraw_hazard, of("stop")) == {"outsider"}


def test_organizers_and_lead_spotters_close_for_permission(allowed):
    assert allowed(lambda viewer, _none: rules.may_close_for_permission(viewer), Hazard()) == CHECKERS
