"""Is it for me? Three outcomes, each with the reasons for exactly what was said, and nothing kept of it."""

import logging
from itertools import combinations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from accounts.consents.actions import keep_self_check_read
from accounts.consents.models import SELF_CHECK as KIND
from accounts.consents.models import Acknowledgement
from accounts.permissions import Viewer
from accounts.users.models import Profile
from community.guide.self_check import SELF_CHECK, Outcome, assess
from community.guide.views import self_check
from tests.community.guide.pages import html_of

URL = "guide:self_check"
KEYS = [question.key for question in SELF_CHECK.questions]
NOT_NOW = [question.key for question in SELF_CHECK.advised(Outcome.NOT_NOW)]
DOCTOR = [question.key for question in SELF_CHECK.advised(Outcome.DOCTOR)]


def answers(*yes: str) -> dict[str, str]:
    return {key: "yes" if key in yes else "no" for key in KEYS}


def test_there_are_ten_questions_and_each_leads_somewhere():
    assert len(KEYS) == 10
    assert sorted(NOT_NOW + DOCTOR) == sorted(KEYS)


def test_all_no_is_start_walking():
    result = assess([])
    assert (result.outcome, result.reasons) == (Outcome.WALK, ())
    assert len(result.advice.reasons) == 3


@pytest.mark.parametrize("key", KEYS)
def test_one_yes_leads_to_its_outcome_with_its_reason_alone(key):
    result = assess([key])
    assert result.outcome == (Outcome.NOT_NOW if key in NOT_NOW else Outcome.DOCTOR)
    assert [question.key for _advice, questions in result.reasons for question in questions] == [key]


@pytest.mark.parametrize("pair", list(combinations(KEYS, 2)), ids="-".join)
def test_of_two_the_graver_counts_and_both_are_named(pair):
    result = assess(pair)
    assert result.outcome == (Outcome.NOT_NOW if set(pair) & set(NOT_NOW) else Outcome.DOCTOR)
    named = [question.key for _advice, questions in result.reasons for question in questions]
    assert sorted(named) == sorted(pair)
    assert [advice.outcome for advice, _questions in result.reasons] == sorted(
        {advice.outcome for advice, _questions in result.reasons}, key=[Outcome.NOT_NOW, Outcome.DOCTOR].index
    )


def test_a_made_up_key_changes_nothing():
    assert assess(["luck"]) == assess([])


# ---------- the page


def test_the_page_asks_ten_questions_and_chooses_nothing(client, db):
    page = html_of(client, reverse(URL))
    assert (page.count('type="radio"'), page.count("checked")) == (20, 0)
    assert "Step 3 of 4" not in page


@pytest.mark.parametrize("who", [None, "newcomer", "member"])
def test_everybody_gets_a_result_with_the_reasons_for_what_they_said(client_of, request, db, who):
    client = client_of(request.getfixturevalue(who) if who else None)
    page = html_of(client, reverse(URL), answers=answers("pregnant", "bones"))
    said = {
        question.key
        for question in SELF_CHECK.questions
        if str(question.reason) in page.replace("&#x27;", "'")
    }
    assert said == {"pregnant", "bones"}
    assert '<h2 id="result">Not now</h2>' in page
    assert "This is no diagnosis." in page
    assert ("I have read this" in page) == (who is not None)


@pytest.mark.parametrize(
    ("yes", "heading", "css"),
    [
        ((), "Start walking", "v-info"),
        (("leg",), "Ask a doctor first", "v-caution"),
        (("head", "leg"), "Not now", "v-stop"),
    ],
)
def test_three_outcomes(client, db, yes, heading, css):
    page = html_of(client, reverse(URL), answers=answers(*yes))
    assert f'<h2 id="result">{heading}</h2>' in page
    assert f'class="alert {css}"' in page


@pytest.mark.parametrize("answer", ["", "maybe", "x" * 10_000, "\0"])
def test_a_question_without_an_answer_is_asked_again(client, db, answer):
    page = html_of(client, reverse(URL), answers=answers() | {"sight": answer})
    assert "This needs another look" in page
    assert 'id="result"' not in page
    assert page.count("checked") == 9


def test_nothing_of_the_answers_is_stored_sent_or_logged(client_of, outsider, caplog):
    client = client_of(outsider)
    client.get(reverse(URL))
    before = dict(client.session)
    with caplog.at_level(logging.DEBUG):
        response = client.post(reverse(URL), answers("medicines"))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Location" not in response.headers
    assert "medicines" not in caplog.text
    assert dict(client.session) == before
    assert Acknowledgement.objects.count() == 0


def test_a_stranger_carries_nothing_away_but_the_token_of_the_form(client, db):
    response = client.post(reverse(URL), answers("medicines"))
    assert set(response.cookies) <= {"csrftoken"}
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Session.objects.count() == 0


def test_a_report_of_a_fault_hides_what_was_answered(rf, db):
    request = rf.post(reverse(URL), answers("medicines"))
    request.viewer = Viewer(AnonymousUser())
    self_check(request)
    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert dict(shown.items()) == dict.fromkeys(KEYS, SafeExceptionReporterFilter.cleansed_substitute)


# ---------- that it was read


def test_who_confirms_is_kept_with_version_and_language_and_no_answer(client_of, outsider):
    client = client_of(outsider)
    for language in ("de", "en"):
        read = {"read": SELF_CHECK.version, "medicines": "yes"}
        response = client.post(reverse(URL), read, headers={"accept-language": language})
        assert response.url == reverse("guide:index")
    [kept] = Acknowledgement.objects.values("user", "kind", "version", "language")
    assert kept == {"user": outsider.pk, "kind": KIND, "version": SELF_CHECK.version, "language": "de"}
    assert {field.name for field in Acknowledgement._meta.fields} == {
        "id",
        "user",
        "kind",
        "version",
        "language",
        "acknowledged_at",
    }


def test_reading_the_self_check_is_not_reading_the_safety_text(client_of, newcomer):
    client_of(newcomer).post(reverse(URL), {"read": SELF_CHECK.version})
    assert Acknowledgement.objects.filter(user=newcomer, kind=KIND).exists()
    assert Profile.objects.get(user=newcomer).acknowledged_version is None


@pytest.mark.parametrize("version", ["0", "99", "x", ""])
def test_another_version_is_asked_for_again(client_of, outsider, version):
    response = client_of(outsider).post(reverse(URL), {"read": version})
    assert response.url == reverse(URL)
    assert list(get_messages(response.wsgi_request))
    assert Acknowledgement.objects.count() == 0


def test_a_stranger_confirms_nothing(client, db):
    assert client.post(reverse(URL), {"read": SELF_CHECK.version}).status_code == 403
    with pytest.raises(PermissionDenied):
        keep_self_check_read(1, by=Viewer(AnonymousUser()), language="en")
    assert Acknowledgement.objects.count() == 0


# ---------- as a step of the first run


def test_in_the_first_run_it_is_the_third_of_four_steps_and_can_be_skipped(client_of, newcomer):
    client = client_of(newcomer)
    onward = reverse("users:running") + "?first_run=1"
    page = html_of(client, reverse(URL) + "?first_run=1")
    assert "Step 3 of 4" in page
    assert f'href="{onward}">Skip this</a>' in page
    result = html_of(client, reverse(URL) + "?first_run=1", answers=answers())
    assert f'href="{onward}">Go on without keeping that</a>' in result
    assert client.post(reverse(URL) + "?first_run=1", {"read": SELF_CHECK.version}).url == onward
