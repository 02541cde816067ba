"""Pages of hazards: who reads what, and what a form keeps."""

import re
from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from accounts.apart.actions import block_person
from accounts.identifiers import new_nonce
from events.places.hazards.actions import resolve_hazard
from events.places.hazards.models import Hazard
from events.places.models import PlaceState, Zone
from tests.events.places.conftest import was_open


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def sent(track):
    """What a person fills in; ``sent(words="")`` changes one field."""

    def fill(**changes):
        now = timezone.localtime() - timedelta(minutes=10)
        return {
            "category": "object",
            "severity": "caution",
            "words": "A branch",
            "seen_on": f"{now:%Y-%m-%d}",
            "seen_hour": f"{now:%H:%M}",
            "nonce": new_nonce(),
        } | changes

    return fill


@pytest.fixture
def post(client_of, track, sent):
    return lambda user, **changes: client_of(user).post(
        reverse("places:hazard_new", args=[track.slug]), sent(**changes)
    )


def test_a_report_stands_on_the_page_of_the_place(post, client_of, outsider, track, straight):
    response = post(outsider, zone=straight.public_id, point="49.4078, 8.6909")
    hazard = Hazard.objects.get()
    assert response.url == hazard.get_absolute_url()
    assert (hazard.zone, hazard.pin) == (straight, (49.4078, 8.6909))
    assert "A branch" in words(client_of(None).get(reverse("places:detail", args=[track.slug])))


@pytest.mark.parametrize(("severity", "badge"), [("stop", "Stop reported"), ("caution", "Checked 1 June")])
@pytest.mark.parametrize("address", ["/places/", "/places/map.json", "/places/birkenwiese/"])
def test_a_report_of_stop_stands_wherever_the_check_would(
    client_of, report, track, outsider, address, severity, badge
):
    report(outsider, severity=severity)
    text = client_of(None).get(address).text

    assert badge in text
    assert ("Stop reported" in text) is (severity == "stop")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": ""}, "Say what it is."),
        ({"severity": ""}, "Say how bad it is."),
        ({"words": ""}, "Say in a few words what you saw."),
        ({"words": "x" * 301}, "300"),
        ({"seen_on": "2099-01-01"}, "This lies ahead. Write when you saw it."),
        ({"seen_on": "2020-01-01"}, "We take what was seen within 3 days. Please look again."),
        ({"point": "52.5, 13.4"}, "Leave it empty, or correct it."),
        ({"point": "nowhere"}, "Write two numbers, north first"),
        ({"zone": "no-such-zone"}, "Select a valid choice"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_is_kept(post, outsider, changes, sentence):
    response = post(outsider, **{"words": "A branch lies there"} | changes)
    assert sentence in words(response)
    assert not Hazard.objects.exists()
    if "words" not in changes:
        assert "A branch lies there" in response.content.decode()


def test_the_zone_of_another_place_is_refused(post, outsider, organizer, track):
    elsewhere = type(track).objects.create(
        slug="elsewhere", name="Elsewhere", kind="track", latitude=50, longitude=8, time_zone="Europe/Berlin"
    )
    other = Zone.objects.create(place=elsewhere, name="Bend", added_by=organizer)
    assert post(outsider, zone=other.public_id).status_code == 200
    assert not Hazard.objects.exists()


def test_who_may_not_read_the_place_reads_no_report_of_it(report, outsider, track, client_of):
    hazard = report(outsider)
    type(track).objects.filter(pk=track.pk).update(state=PlaceState.DRAFT)
    pages = [client_of(person).get(hazard.get_absolute_url()).status_code for person in (None, outsider)]
    assert pages == [404, 200]


def test_members_of_groups_read_who_reported_it_and_others_do_not(
    report, other_member, member, outsider, client_of
):
    url = report(other_member).get_absolute_url()
    named = ["Leyla" in words(client_of(person).get(url)) for person in (None, outsider, member)]
    assert named == [False, False, True]


@pytest.mark.parametrize("blocker", ["member", "other_member"])
def test_no_name_crosses_a_block_and_the_report_does(
    request, report, other_member, member, client_of, as_viewer, blocker
):
    url = report(other_member).get_absolute_url()
    pair = {"member": member, "other_member": other_member}
    blocked = next(person for name, person in pair.items() if name != blocker)
    block_person(blocked, by=as_viewer(pair[blocker]))
    html = words(client_of(member).get(url))
    assert "Leyla" not in html
    assert "A branch lies across the straight" in html


def test_who_resolved_it_is_not_named_across_a_block(
    report, outsider, member, organizer, client_of, as_viewer
):
    hazard = report(outsider)
    resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    url = hazard.get_absolute_url()
    assert "Petra" in words(client_of(member).get(url))
    block_person(organizer, by=as_viewer(member))
    assert "Petra" not in words(client_of(member).get(url))


def test_a_second_person_closes_the_place_with_one_tap(report, outsider, member, client_of, track, state_of):
    was_open(track)
    hazard = report(outsider)
    url = reverse("places:hazard_voice", args=[track.slug, hazard.public_id])
    response = client_of(member).post(url, {"is_gone": "no"}, follow=True)
    assert "The place is closed" in words(response)
    assert state_of(track) == PlaceState.SUSPENDED
    page = words(client_of(None).get(reverse("places:detail", args=[track.slug])))
    assert "Closed for now: nobody meets here" in page
    assert "That a hazard is resolved does not do it." in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_place_costs_the_same_queries_however_many_hazards(
    report, outsider, track, client_of, count, django_assert_num_queries
):
    for _ in range(count):
        report(outsider, severity="info")
    client = client_of(None)
    with django_assert_num_queries(7):
        client.get(reverse("places:detail", args=[track.slug]))


def test_a_page_shows_the_worst_ten_reports(report, outsider, member, other_member, track, client_of):
    for number in range(6):
        report(outsider, severity="info", words=f"Puddle {number}.")
        report(member, severity="info", words=f"Leaf {number}.")
    report(other_member, words="A pit")
    page = words(client_of(None).get(reverse("places:detail", args=[track.slug])))
    assert len(set(re.findall(r"Puddle \d|Leaf \d", page))) == 9
    assert "A pit" in page


def test_neither_who_reported_nor_the_place_is_deleted_from_under_a_report(report, outsider, track):
    report(outsider)
    for row in (outsider, track):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Hazard.objects.count() == 1
