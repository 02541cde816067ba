"""Language and theme: forms without a token, refused when a browser says they come from elsewhere."""

import pytest
from django.conf import settings
from django.test import Client

FORMS = [
    ("/theme/", {"theme": "dark"}, "theme", "dark"),
    ("/language/", {"language": "de"}, settings.LANGUAGE_COOKIE_NAME, "de"),
]
HERE, ELSEWHERE = "http://testserver", "https://elsewhere.example"


def send(url, data, **headers):
    return Client(enforce_csrf_checks=True).post(url, data, headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "data", "cookie", "value"), FORMS)
@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": HERE}, {"origin": settings.SITE_URL}, {"origin": HERE, "sec-fetch-site": "same-origin"}],
)
def test_our_own_form_sets_a_cookie_and_leads_back(url, data, cookie, value, headers):
    response = send(url, data, referer=f"{HERE}/stories/?after=x", **headers)
    assert (response.status_code, response.cookies[cookie].value) == (302, value)
    assert response["Location"] in (f"{HERE}/stories/?after=x", "/stories/?after=x")


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "data", "cookie", "value"), FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ELSEWHERE},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"origin": HERE, "sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(url, data, cookie, value, headers):
    response = send(url, data, **headers)
    assert response.status_code == 403
    assert cookie not in response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "data", "cookie", "value"), FORMS)
def test_a_page_with_a_secret_address_need_not_say_which_it_is(url, data, cookie, value):
    response = send(url, data, origin="null", **{"sec-fetch-site": "same-origin"})
    assert (response.status_code, response.cookies[cookie].value) == (302, value)


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "data"), [form[:2] for form in FORMS])
@pytest.mark.parametrize("referer", ["", f"{ELSEWHERE}/stories/", "javascript:alert(1)", "http://["])
def test_without_a_page_of_ours_before_it_leads_home(url, data, referer):
    assert send(url, data, referer=referer)["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_theme_follows_the_device():
    response = send("/theme/", {"theme": "sepia"})
    assert response.cookies["theme"]["max-age"] == 0


@pytest.mark.django_db
def test_a_page_before_it_without_an_address_leads_home():
    assert send("/theme/", {"theme": "dark"}, referer="somewhere")["Location"] == "/"
