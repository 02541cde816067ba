import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.users.models import Block, Profile
from events.places.keeping.actions import suspend_place
from events.places.keeping.correcting import propose_correction
from events.places.keeping.merging import confirm_same, say_same
from events.places.keeping.models import Correction, PlaceEvent, SamePlace
from events.places.keeping.querysets import SHOWN_ON_PLACE
from events.places.models import Place
from tests.events.places.conftest import HEIDELBERG, make_place


def url(name, *arguments):
    return reverse(f"places:{name}", args=arguments)


def main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def twin(db):
    return make_place("Birkenwiese", latitude=HEIDELBERG[0] + 0.0009)


@pytest.fixture
def happened(place):
    """So many lines of history: ``happened(40, by=petra)``."""

    def write(number, by=None):
        for count in range(number):
            PlaceEvent.objects.create(
                place=place,
                what="corrected",
                state="draft",
                why=f"Reason {count}.",
                by=by,
                happened_at=timezone.now(),
            )

    return write


# ---- The history ----


def test_anybody_who_may_read_a_place_reads_its_history_without_names(
    client_of, checked, organizer, as_viewer, group
):
    suspend_place(checked, by=as_viewer(organizer), why="The gate is locked.")
    page = main(client_of(None).get(url("history", checked.slug)))
    assert "The gate is locked." in page
    assert "Petra" not in page


def test_members_of_groups_read_the_names(client_of, checked, organizer, as_viewer, group, member):
    suspend_place(checked, by=as_viewer(organizer), why="The gate is locked.")
    assert "Petra" in main(client_of(member).get(url("history", checked.slug)))


def test_across_a_block_somebody_did_it(client_of, checked, organizer, as_viewer, group, member):
    suspend_place(checked, by=as_viewer(organizer), why="The gate is locked.")
    Block.objects.create(blocker=member, blocked=organizer)
    page = main(client_of(member).get(url("history", checked.slug)))
    assert "Petra" not in page
    assert "Somebody" in page


def test_who_is_gone_is_a_former_member(client_of, place, happened, organizer, group, member):
    happened(1, by=organizer)
    Profile.objects.filter(user=organizer).update(display_name="")
    assert "Former member" in main(client_of(member).get(url("history", place.slug)))


def test_a_stranger_does_not_read_the_history_of_a_draft_of_one_person(client_of, place):
    assert client_of(None).get(url("history", place.slug)).status_code == 404


def test_the_history_goes_on_page_by_page(client_of, place, happened, member):
    happened(40)
    client, address, seen = client_of(member), url("history", place.slug), []
    while address:
        page = client.get(address).context["page"]
        seen += [event.why for event in page]
        address = page.next and f"{url('history', place.slug)}?after={page.next}"
    assert seen == [f"Reason {number}." for number in reversed(range(40))]


@pytest.mark.parametrize("number", [1, 30])
def test_the_history_costs_the_same_queries_however_long(
    client_of, place, happened, organizer, member, django_assert_num_queries, number
):
    happened(number, by=organizer)
    client = client_of(member)
    client.get(url("history", place.slug))
    with django_assert_num_queries(6):
        client.get(url("history", place.slug))


def test_the_page_of_a_place_shows_the_last_lines(client_of, place, happened, member):
    happened(SHOWN_ON_PLACE + 3)
    page = main(client_of(member).get(url("detail", place.slug)))
    assert page.count("Reason ") == SHOWN_ON_PLACE


# ---- Keeping ----


def test_each_state_offers_what_can_be_done_with_it(client_of, checked, group, organizer, operator):
    def offered(who):
        offers = client_of(who).get(url("keep", checked.slug)).context["offers"]
        return [offer.step.name for offer in offers]

    found = {}
    for state in ("draft", "checked", "restricted", "suspended", "retired"):
        Place.objects.filter(pk=checked.pk).update(state=state, restricted_stage=2)
        found[state] = offered(organizer)
    assert found == {
        "draft": ["suspend"],
        "checked": ["suspend", "restrict"],
        "restricted": ["suspend", "restrict", "free"],
        "suspended": ["reopen"],
        "retired": [],
    }
    assert offered(operator) == ["reopen"]


def send(client, place, step, **fields):
    page = client.get(url("keep", place.slug))
    [offer] = [offer for offer in page.context["offers"] if offer.step.name == step]
    return client.post(url("keep", place.slug), {"step": step, **offer.form.initial, "why": "So.", **fields})


def test_a_keeper_closes_restricts_and_opens_through_the_page(client_of, checked, group, organizer, state_of):
    client = client_of(organizer)
    send(client, checked, "restrict", stage="2", sessions=["straight"], starts="08:00", ends="20:00")
    assert state_of(checked) == "restricted"
    assert "From stage 2 on" in main(client.get(url("detail", checked.slug)))
    send(client, checked, "suspend")
    assert state_of(checked) == "suspended"
    send(client, checked, "reopen")
    assert state_of(checked) == "restricted"


def test_without_a_reason_nothing_happens_and_what_was_typed_stays(
    client_of, checked, group, organizer, state_of
):
    response = send(
        client_of(organizer), checked, "restrict", stage="3", sessions=[], starts="", ends="", why=""
    )
    assert state_of(checked) == "checked"
    assert '<option value="3" selected>' in main(response)


def test_hours_that_run_backward_are_refused(client_of, checked, group, organizer, state_of):
    response = send(
        client_of(organizer), checked, "restrict", stage="0", sessions=[], starts="20:00", ends="08:00"
    )
    assert "This lies before the first hour" in main(response)
    assert state_of(checked) == "checked"


def test_who_was_slower_reads_what_happened_and_can_send_it_again(
    client_of, checked, group, organizer, second, as_viewer, state_of
):
    client = client_of(second)
    [form] = [
        offer.form
        for offer in client.get(url("keep", checked.slug)).context["offers"]
        if offer.step.name == "restrict"
    ]
    fields = {"step": "restrict", "seen": form.initial["seen"], "stage": "2", "why": "School sport."}
    propose_correction(
        checked, by=as_viewer(organizer), nonce=new_nonce(), said={"aed": "Gate"}, words="I saw it."
    )
    response = client.post(url("keep", checked.slug), fields)
    assert "Corrected: I saw it." in main(response)

    fields["seen"] = response.context["sent"].form.data["seen"]
    assert client.post(url("keep", checked.slug), fields).status_code == 302
    assert state_of(checked) == "restricted"


def test_a_step_that_is_over_says_what_happened(client_of, checked, group, organizer, as_viewer):
    suspend_place(checked, by=as_viewer(organizer), why="The gate is locked.")
    client = client_of(organizer)
    response = client.post(url("keep", checked.slug), {"step": "suspend", "why": "Me too."}, follow=True)
    assert "The gate is locked." in response.content.decode()


def test_giving_up_takes_two_steps(client_of, checked, group, organizer, state_of):
    client = client_of(organizer)
    seen = client.get(url("retire", checked.slug)).context["form"].initial["seen"]
    client.post(url("retire", checked.slug), {"why": "Houses stand on it.", "seen": seen})
    assert state_of(checked) == "checked"
    client.post(url("retire", checked.slug), {"why": "Houses stand on it.", "seen": seen, "is_final": "on"})
    assert state_of(checked) == "retired"


# ---- Corrections ----


def correct(client, place, **fields):
    form = client.get(url("correct", place.slug)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in values.items()}
    return client.post(url("correct", place.slug), sent | {"words": "I was there."} | fields)


def test_a_form_sent_as_it_is_says_that_nothing_differs(client_of, place, outsider):
    response = correct(client_of(outsider), place)
    assert "This is what the place says already." in main(response)
    assert not Correction.objects.exists()


def test_what_was_changed_is_sent_and_a_keeper_takes_it_over(
    client_of, place, outsider, group, organizer, seen
):
    correct(client_of(outsider), place, aed="At the gate", has_toilets="yes")
    [correction] = Correction.objects.all()
    assert correction.changes == {"aed": "At the gate", "has_toilets": True}

    client = client_of(organizer)
    assert "1 waits" in main(client.get(url("detail", place.slug)))
    page = main(client.get(url("correction", place.slug, correction.public_id)))
    assert "not known" in page
    client.post(url("correction", place.slug, correction.public_id), {"seen": seen(place)})
    place.refresh_from_db()
    assert (place.aed, place.has_toilets) == ("At the gate", True)


def test_declining_asks_for_a_reason(client_of, place, outsider, group, organizer):
    correct(client_of(outsider), place, aed="At the gate")
    [correction] = Correction.objects.all()
    client, address = client_of(organizer), url("correction", place.slug, correction.public_id)
    assert client.post(address, {"decline": "1", "why": ""}).status_code == 200
    assert client.post(address, {"decline": "1", "why": "It is gone."}).status_code == 302
    correction.refresh_from_db()
    assert correction.answer == "It is gone."


def test_the_second_keeper_reads_that_it_was_decided(
    client_of, place, outsider, group, organizer, second, seen
):
    correct(client_of(outsider), place, aed="At the gate")
    [correction] = Correction.objects.all()
    address = url("correction", place.slug, correction.public_id)
    sent = {"seen": seen(place)}
    assert [client_of(organizer).post(address, sent).status_code for _time in range(2)] == [302, 302]
    assert client_of(second).post(address, sent).status_code == 409


def test_who_was_slower_with_a_correction_sees_what_is_new_and_sends_it_again(
    client_of, place, group, organizer, second, as_viewer
):
    client = client_of(organizer)
    form = client.get(url("correct", place.slug)).context["form"]
    said = {"aed": "At the gate", "has_toilets": True}
    propose_correction(place, by=as_viewer(second), nonce=new_nonce(), said=said, words="I saw it.")
    sent = {name: form[name].value() or "" for name in form.fields} | {"words": "I was there."}
    response = client.post(url("correct", place.slug), sent | {"aed": "In the hall"})
    page = main(response)
    assert "Corrected: I saw it." in page
    assert "Nearest defibrillator and its hours: At the gate" in page

    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert (again["aed"], again["has_toilets"]) == ("In the hall", "yes")
    assert client.post(url("correct", place.slug), again).status_code == 302
    place.refresh_from_db()
    assert (place.aed, place.has_toilets) == ("In the hall", True)


def test_what_a_form_showed_is_ours(client_of, place, outsider):
    response = correct(client_of(outsider), place, aed="At the gate", shown="made up")
    assert "Load the page again." in main(response)
    assert not Correction.objects.exists()


def test_who_looks_after_the_site_reads_no_name_that_members_only_read(
    client_of, place, twin, outsider, group, organizer, site_moderator, as_viewer
):
    correct(client_of(outsider), place, aed="At the gate")
    [correction] = Correction.objects.all()
    same = say_same(twin, by=as_viewer(organizer), nonce=new_nonce(), into=place)
    pages = [
        url("correction", place.slug, correction.public_id),
        url("same_decide", twin.slug, same.public_id),
    ]

    assert [
        name in main(client_of(site_moderator).get(page)) for page in pages for name in ("Otto", "Petra")
    ] == [False] * 4
    assert [
        "Otto" in main(client_of(organizer).get(pages[0])),
        "Petra" in main(client_of(organizer).get(pages[1])),
    ] == [True, True]


# ---- Two entries of one place ----


def test_two_keepers_join_two_entries_and_the_old_address_leads_to_the_new(
    client_of, place, twin, group, organizer, second
):
    client = client_of(organizer)
    nonce = client.get(url("same", twin.slug)).context["form"]["nonce"].value()
    client.post(url("same", twin.slug), {"into": place.slug, "nonce": nonce})
    [same] = SamePlace.objects.all()

    address = url("same_decide", twin.slug, same.public_id)
    assert "a second person has to confirm it" in main(client.get(address))
    assert client.post(address).status_code == 403
    assert client_of(second).post(address).status_code == 302

    moved = client_of(organizer).get(url("detail", twin.slug))
    assert (moved.status_code, moved["Location"]) == (301, url("detail", place.slug))


OF_ANYBODY = ("detail", "sheet", "history")
OF_MEMBERS = ("hazard_new", "correct", "photo_new", "zone_new")


@pytest.mark.parametrize("name", [*OF_ANYBODY, *OF_MEMBERS])
def test_each_old_address_leads_to_the_same_page_of_the_entry_that_stays(
    client_of, checked, twin, member, name
):
    Place.objects.filter(pk=twin.pk).update(state="retired", merged_into=checked, source="openstreetmap")
    moved = client_of(None if name in OF_ANYBODY else member).get(url(name, twin.slug))
    assert (moved.status_code, moved["Location"]) == (301, url(name, checked.slug))


def test_the_other_entry_is_found_near_here_and_by_name(client_of, place, twin, group, organizer):
    make_place("Far away", latitude=48.0)
    client = client_of(organizer)

    def found(query=""):
        return [other.name for other in client.get(url("same", place.slug) + query).context["near"]]

    assert found() == ["Birkenwiese"]
    Place.objects.filter(pk=twin.pk).update(search_words=" birkenwiese")
    assert found("?q=birk") == ["Birkenwiese"]
    assert found("?q=other") == []


def test_a_joined_draft_betrays_no_draft_to_a_stranger(
    client_of, place, twin, as_viewer, group, organizer, second
):
    Place.objects.filter(pk=twin.pk).update(source="openstreetmap", source_ref="way/1")
    same = say_same(twin, by=as_viewer(organizer), nonce=new_nonce(), into=place)
    confirm_same(same, by=as_viewer(second))
    assert client_of(None).get(url("detail", twin.slug)).status_code == 404
