"""What every request passes through."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.permissions import Refused, Viewer
from config.middleware import RefusalMiddleware, SecurityHeadersMiddleware, ViewerMiddleware, words_typed
from config.views import home
from tests.conftest import PASSWORD


@pytest.fixture
def request_of(rf):
    def make(user, **fields):
        request = rf.get("/", **fields)
        request.user = user
        return request

    return make


def test_the_viewer_costs_nothing_until_it_is_asked(request_of, member, django_assert_num_queries):
    seen = []
    middleware = ViewerMiddleware(lambda request: seen.append(request.viewer) or HttpResponse())
    with django_assert_num_queries(0):
        middleware(request_of(member))
    [viewer] = seen
    assert isinstance(viewer, Viewer)
    assert viewer.pk == member.pk


def test_a_refusal_is_a_page_with_its_sentence(client_of, rf, db):
    request = rf.get("/")
    request.user = AnonymousUser()
    request.viewer = Viewer(request.user)
    response = RefusalMiddleware(home).process_exception(request, Refused("Ice & snow."))
    assert response.status_code == 409
    assert "Ice &amp; snow." in response.content.decode()


def test_other_mistakes_are_none_of_its_business(rf):
    middleware = RefusalMiddleware(lambda request: HttpResponse("fine"))
    assert middleware.process_exception(rf.get("/"), ValueError()) is None
    assert middleware(rf.get("/")).content == b"fine"


@pytest.mark.parametrize("who", [None, "member"])
def test_pages_of_people_who_are_signed_in_are_kept_by_nobody(client_of, request, db, who):
    client = client_of(request.getfixturevalue(who) if who else None)
    response = client.get(reverse("guide:index"))
    assert ("private, no-store" in response.headers.get("Cache-Control", "")) == bool(who)
    assert response.headers["Permissions-Policy"] == "geolocation=(self), camera=(), microphone=()"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_that_says_how_it_is_kept_is_believed():
    request = RequestFactory().get("/")
    request.user = type("Somebody", (), {"is_authenticated": True})()
    response = SecurityHeadersMiddleware(lambda _: HttpResponse(headers={"Cache-Control": "max-age=1"}))(
        request
    )
    assert response.headers["Cache-Control"] == "max-age=1"


# ---- A form that comes after signing out ----

PROSE = "I ran backwards,\nand nobody <b>saw</b> it."


@pytest.fixture
def sent(client_of, group):
    """What a stranger gets who sends the form of a group's editor."""

    def send(data, **headers):
        return client_of(None).post(reverse("groups:edit", args=[group.slug]), data, headers=headers)

    return send


def test_what_was_written_is_given_back_and_nothing_is_done(sent, group):
    response = sent({"name": "Mine", "description": PROSE, "nonce": "n" * 22})
    page = response.content.decode()
    assert response.status_code == 403
    assert "You are signed out." in page
    assert "I ran backwards,<br>and nobody &lt;b&gt;saw&lt;/b&gt; it." in page
    assert "n" * 22 not in page
    group.refresh_from_db()
    assert group.description != PROSE


def test_without_words_there_is_nothing_to_copy(sent):
    assert "What you had written" not in sent({"name": "Mine"}).content.decode()


def test_passwords_are_never_shown(client_of, db):
    assert len(PASSWORD) > 10
    assert words_typed(query(oldpassword="six geese walk home", password1="a b", note="hello there")) == [
        "hello there"
    ]


def query(**fields):
    request = RequestFactory().post("/", fields)
    return request.POST


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/groups/x/edit/?y=1", "/groups/x/edit/"),
        ("https://evil.example/groups/x/", "/"),
        ("//evil.example", "/"),
        ("", "/"),
        ("nonsense", "/"),
        ("http://[", "/"),
        ("http://testserver//evil.example/x", "/evil.example/x"),
    ],
)
def test_the_way_back_is_the_page_of_the_form(sent, referrer, back):
    headers = {"referer": referrer} if referrer else {}
    assert f'href="/account/login/?next={back}"' in sent({"name": "x"}, **headers).content.decode()


def test_a_page_is_asked_for_again_after_signing_in(client_of, group):
    address = reverse("groups:edit", args=[group.slug])
    for method in ("get", "head"):
        response = getattr(client_of(None), method)(address)
        assert response.url == f"{reverse('account_login')}?next={address}"


def test_what_is_there_and_what_is_not_look_the_same_to_who_is_signed_out(client_of, db):
    addresses = [reverse("groups:join", args=[slug]) for slug in ("no-such", "neither")]
    pages = [client_of(None).post(address).content.decode().replace(address, "") for address in addresses]
    tokens = [page.split('csrfmiddlewaretoken" value="')[1:] for page in pages]
    for index, parts in enumerate(tokens):
        for part in parts:
            pages[index] = pages[index].replace(part.split('"')[0], "")
    assert pages[0] == pages[1]


def test_a_form_whose_token_is_old_is_a_page_that_helps(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("groups:new"), {"name": "Mine"})
    assert response.status_code == 403
    assert "This form was open for too long." in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/meetups/%00/", "/groups/a%00/", "/groups/x/members/%00/role/", "/stories/%00/"]
)
def test_a_null_in_an_address_is_not_found(client_of, member, path):
    client = client_of(member)
    client.raise_request_exception = False
    send = client.post if path.endswith("/role/") else client.get
    assert send(path).status_code == 404


def test_a_host_that_is_not_ours_gets_a_page_and_no_more(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    ("who", "length", "status"),
    [
        (None, 2 * 1024 * 1024 + 1, 413),
        ("member", 2 * 1024 * 1024 + 1, 405),
        ("member", 110 * 1024 * 1024 + 1, 413),
        (None, "9" * 400, 413),
        (None, "-1", 413),
    ],
)
def test_a_body_larger_than_any_form_is_not_read(client_of, db, request, who, length, status):
    client = client_of(request.getfixturevalue(who) if who else None)
    url = reverse("account_login") if who is None else reverse("home")
    response = client.post(url, {"login": "x"}, headers={"content-length": str(length)})
    assert response.status_code == status
