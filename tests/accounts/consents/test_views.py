import pytest
from django.urls import reverse

from accounts.consents.models import DocumentKind
from accounts.geography import snap_to_cell
from accounts.models import Acknowledgement, Document, Profile
from accounts.users.first_run import self_check, step
from tests.accounts.users.conftest import cities  # noqa: F401  a fixture

WELCOME = "users:welcome"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_documents_are_read_without_an_account(documents, client_of, kind):
    response = client_of(None).get(reverse("consents:page", args=[kind]))
    assert response.status_code == 200
    assert "Version 1, " in text_of(response)
    assert "Write the next version" not in text_of(response)


def test_documents_come_in_the_language_of_the_page(documents, client):
    page = client.get(reverse("consents:page", args=["safety"]), headers={"accept-language": "de"})
    assert "Die Rufwörter" in text_of(page)


@pytest.mark.parametrize("slug", ["nothing", "admin", "text_en"])
def test_what_is_no_document_is_not_found(documents, client_of, operator, slug):
    for name in ("consents:page", "consents:edit"):
        assert client_of(operator).get(reverse(name, args=[slug])).status_code == 404


HOME_STEP = "/me/home/?first_run=1"


@pytest.mark.parametrize(
    ("came_from", "goes_on"),
    [
        ("/groups/hares-ab12cd/", "/groups/hares-ab12cd/"),
        ("https://elsewhere.example/", HOME_STEP),
        ("//elsewhere.example/", HOME_STEP),
        ("", HOME_STEP),
    ],
)
def test_who_reads_on_the_way_to_a_page_of_ours_goes_back(documents, client_of, newcomer, came_from, goes_on):
    address = reverse(WELCOME, query={"next": came_from})
    assert client_of(newcomer).post(address, {"version": "1"}).url == goes_on


def test_a_newcomer_reads_then_chooses_a_city_then_says_how_they_run(documents, client_of, newcomer, cities):  # noqa: F811
    client = client_of(newcomer)
    assert client.get(reverse("home")).url == reverse(WELCOME)
    first = text_of(client.get(reverse(WELCOME)))
    assert "Nobody has measured how often people fall" in first
    assert "The call words" in first
    assert "Step 1 of 4" in first
    assert client.post(reverse(WELCOME), {"version": "1"}).url == HOME_STEP
    assert Acknowledgement.objects.get().user == newcomer
    second = text_of(client.get(HOME_STEP))
    assert "Step 2 of 4" in second
    assert "Where do you run?" in second
    third = client.post(HOME_STEP, {"q": "München", "search": "1"}).url
    assert third == self_check()
    munich = cities["munich"]
    assert Profile.objects.get(user=newcomer).home == snap_to_cell(munich.latitude, munich.longitude)
    last = step("users:running")
    assert "Step 4 of 4" in text_of(client.get(last))
    done = client.post(last, {"stage": "0", "languages": ["de", "fa"]}, follow=True)
    assert done.request["PATH_INFO"] == reverse("near")
    assert "You are all set. This is what runs near you." in text_of(done)
    profile = Profile.objects.get(user=newcomer)
    assert (profile.stage, profile.languages, profile.goal) == (0, ["de", "fa"], "")


def test_every_step_but_the_first_can_wait(documents, client_of, outsider):
    client = client_of(outsider)
    for address, onward in ((HOME_STEP, self_check()), (step("users:running"), reverse("near"))):
        assert f'href="{onward}"' in text_of(client.get(address)).split("<main")[1]


def test_every_step_has_a_way_back(documents, client_of, outsider):
    client = client_of(outsider)
    for address, back in ((HOME_STEP, step(WELCOME)), (step("users:running"), self_check())):
        assert f'class="crumb" href="{back}"' in text_of(client.get(address))
    first = text_of(client.get(step(WELCOME)))
    assert f'href="{HOME_STEP}"' in first  # read before: the way on needs no second reading


def test_who_reads_a_new_version_is_not_asked_again_where_they_run(documents, client_of, member, as_viewer):
    Profile.objects.filter(user=member).update(
        acknowledged_version=None, home_latitude=48.1, home_longitude=11.5
    )
    assert client_of(member).post(reverse(WELCOME), {"version": "1"}).url == reverse("home")


def test_a_city_is_not_taken_before_the_safety_text_is_read(documents, client_of, newcomer, cities):  # noqa: F811
    response = client_of(newcomer).post(reverse(WELCOME), {"q": "Munich"})
    assert "I have read this" in text_of(response)
    assert Profile.objects.get(user=newcomer).home is None


def test_saying_it_twice_is_as_good_as_once(documents, client_of, newcomer):
    client = client_of(newcomer)
    for _ in range(2):
        assert client.post(reverse(WELCOME), {"version": "1"}).url == HOME_STEP
    assert Acknowledgement.objects.count() == 1


def test_a_text_that_changed_meanwhile_is_read_once_more(documents, client_of, newcomer):
    Document.objects.create(kind="safety", language="en", version=2, text="Changed.")
    response = client_of(newcomer).post(reverse(WELCOME), {"version": "1"})
    assert "We changed this text while you were reading" in text_of(response)
    assert 'value="2"' in text_of(response)
    assert Acknowledgement.objects.count() == 0


def test_the_first_run_is_for_people_with_an_account(documents, client_of):
    assert client_of(None).get(reverse(WELCOME)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("who", "opened", "sent"),
    [(None, 302, 403), ("newcomer", 403, 403), ("site_moderator", 403, 403), ("operator", 200, 302)],
)
def test_who_may_use_the_editor(documents, client_of, request, who, opened, sent):
    client = client_of(request.getfixturevalue(who) if who else None)
    url = reverse("consents:edit", args=["imprint"])
    assert client.get(url).status_code == opened
    assert client.post(url, {"text_en": "x", "replaces": 1, "publish": 1}).status_code == sent
    assert documents.newest_version("imprint") == (2 if who == "operator" else 1)


def test_an_operator_sees_the_gaps_looks_first_and_publishes(documents, client_of, operator):
    client = client_of(operator)
    edit, page = (reverse(f"consents:{name}", args=["imprint"]) for name in ("edit", "page"))
    assert "gaps in brackets are still to be filled in" in text_of(client.get(page))
    form = client.get(edit).context["form"]
    typed = {"replaces": form["replaces"].value(), "text_en": "## Us\n\nA club.", "text_de": ""}
    looked = client.post(edit, typed | {"preview": "1"})
    assert "<h3>Us</h3>" in text_of(looked)
    assert documents.newest_version("imprint") == 1
    assert client.post(edit, typed | {"publish": "1"}).url == page
    published = text_of(client.get(page))
    assert "<h2>Us</h2>" in published
    assert "Version 2, " in published
    assert "gaps" not in published


def test_the_slower_operator_keeps_the_text_and_can_publish_then(documents, client_of, operator):
    client, edit = client_of(operator), reverse("consents:edit", args=["contact"])
    typed = {"replaces": "1", "text_en": "Mine.", "publish": "1"}
    Document.objects.create(kind="contact", language="en", version=2, text="Theirs.")
    told = client.post(edit, typed)
    assert "Somebody published while you were writing" in text_of(told)
    assert "Mine." in text_of(told)
    assert (
        client.post(edit, typed | {"replaces": told.context["form"]["replaces"].value()}).status_code == 302
    )
    assert documents.current("contact", "en").text == "Mine."


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"text_en": "x" * 20_001}, "text_en"),
        ({"replaces": "many"}, "replaces"),
        ({"replaces": "9" * 30}, "replaces"),
    ],
)
def test_what_cannot_be_published_is_said(documents, client_of, operator, typed, field):
    url = reverse("consents:edit", args=["terms"])
    response = client_of(operator).post(url, {"text_en": "x", "replaces": "1", "publish": "1"} | typed)
    assert field in response.context["form"].errors
    assert documents.newest_version("terms") == 1
