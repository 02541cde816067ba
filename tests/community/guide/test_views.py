from itertools import pairwise

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from community.guide.calls import CALLS
from community.guide.models import QuizPass
from community.guide.pages import DRAWINGS, FAQ, PAGES, PATH
from community.guide.plan import PLAN
from community.guide.quiz import QUESTIONS
from tests.community.guide.pages import addresses, html_of

GUIDE, QUIZ = "guide:index", "guide:quiz"
RIGHT = {question.key: str(question.right) for question in QUESTIONS}


def main(response):
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("who", [None, "newcomer", "member", "operator"])
def test_everybody_reads_the_guide(client_of, request, db, who):
    client = client_of(request.getfixturevalue(who) if who else None)
    for path in addresses():
        assert "<h1>" in html_of(client, path)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_way_through_the_guide_is_shown_in_order_in_the_readers_language(client, db, language):
    page = html_of(client, reverse(GUIDE), language)
    pages = [PAGES[slug][language] for slug in PATH]
    places = [
        page.index(f'href="{step.url}"><span class="no" aria-hidden="true">{number}<')
        for number, step in enumerate(pages, 1)
    ]
    assert places == sorted(places)
    for step in pages:
        assert step.title in page and step.summary in page


@pytest.mark.parametrize(("slug", "after"), [*pairwise(PATH), (PATH[-1], None)])
def test_each_page_leads_on_to_the_next(client, db, slug, after):
    page = html_of(client, reverse("guide:page", args=[slug])).split("<aside")[0]
    url = reverse("guide:page", args=[after]) if after else reverse("near")
    assert f'<a class="btn btn-primary" href="{url}">' in page


@pytest.mark.parametrize("name", ["technique", "calls", "evidence", "summary"])
def test_a_page_with_a_name_is_the_page_of_its_slug(name):
    assert reverse(f"guide:{name}") == reverse("guide:page", args=[name])


@pytest.mark.parametrize("slug", ["no-such-page", "start-", "x" * 500])
def test_a_page_that_is_not_there_is_not_found(client, db, slug):
    assert client.get(reverse("guide:page", args=[slug])).status_code == 404


def test_each_call_stands_with_its_sign(client, db):
    page = html_of(client, reverse("guide:calls"))
    for call in CALLS:
        card = page.split(f'id="call-{call.key}"')[1].split("</li>")[0]
        assert str(call.word) in card and str(call.meaning) in card and str(call.sign) in card
    assert page.count('<svg class="sign"') == len(CALLS)


@pytest.mark.parametrize("language", ["en", "de"])
def test_technique_is_seven_pictures_each_with_words(client, db, language):
    page = html_of(client, reverse("guide:technique"), language)
    pictures = [part for part in PAGES["technique"][language].body if part.kind == "drawing"]
    assert [part.key for part in pictures] == list(DRAWINGS)
    for part in pictures:
        assert f'<figure class="drawn" role="img" aria-label="{part.words}">' in page
    assert page.count("<svg viewBox") == page.count("</figure>") == 7


def test_the_plan_has_nine_steps_and_says_that_it_is_a_convention(client, db):
    page = html_of(client, reverse("guide:page", args=["start"]))
    assert [f"Week {week.number}" in page for week in PLAN] == [True] * 9
    assert "our convention, not science" in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_question_has_its_answer(client, db, language):
    page = html_of(client, reverse("guide:faq"), language)
    for key, answer in FAQ.items():
        assert f'<details id="{key}"><summary><h2>{answer[language].question}</h2>' in page


def test_guide_pages_ask_the_database_for_nothing(client, db, django_assert_num_queries):
    for path in addresses():
        client.get(path)
        with django_assert_num_queries(0):
            client.get(path)


def test_there_are_seven_calls():
    assert [str(call.word) for call in CALLS] == [
        "STOP",
        "EASY",
        "IN / OUT",
        "PEOPLE",
        "STEP",
        "END",
        "CLEAR",
    ]


def test_the_quiz_asks_ten_questions_and_chooses_nothing(client_of, outsider):
    page = main(client_of(outsider).get(reverse(QUIZ)))
    assert page.count('type="radio"') == sum(len(question.choices) for question in QUESTIONS)
    assert "checked" not in page
    assert "10 questions, 8 right answers" in page


def test_who_passes_is_kept_and_told_what_comes_next(client_of, outsider):
    client = client_of(outsider)
    for _ in range(2):
        response = client.post(reverse(QUIZ), RIGHT)
        assert response.url == reverse("levels:index")
    assert "Passed." in str(next(iter(get_messages(response.wsgi_request))))
    assert QuizPass.objects.filter(user=outsider).count() == 1


def test_who_does_not_pass_sees_why_and_keeps_their_answers(client_of, outsider):
    page = main(client_of(outsider).post(reverse(QUIZ), RIGHT | {"stop": "0"}))
    assert "9 of 10 were right. Not yet." in page
    assert "STOP, twice and loud." in page
    assert "No answer means STOP." not in page.split("<form")[0]
    assert page.count("checked") == 10
    assert QuizPass.objects.count() == 0


@pytest.mark.parametrize("answer", ["", "99", "x" * 10_000, "\0"])
def test_a_question_without_an_answer_is_asked_for_before_anything_is_marked(client_of, outsider, answer):
    page = main(client_of(outsider).post(reverse(QUIZ), RIGHT | {"fall": answer}))
    assert "This needs another look" in page
    assert "were right" not in page
    assert QuizPass.objects.count() == 0


def test_an_empty_form_says_what_is_missing(client_of, outsider):
    response = client_of(outsider).post(reverse(QUIZ), {"nothing": "1"})
    assert [*response.context["form"].errors.values()] == [["Choose an answer."]] * 10


def test_strangers_sign_in_first(client_of, db):
    assert client_of(None).get(reverse(QUIZ)).url == f"{reverse('account_login')}?next={reverse(QUIZ)}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_newcomers_read_the_safety_text_first(client_of, newcomer, method):
    response = getattr(client_of(newcomer), method)(reverse(QUIZ), RIGHT)
    assert response.url == reverse("users:welcome")
    assert QuizPass.objects.count() == 0


def test_answers_sent_after_signing_out_are_not_kept(client_of, db):
    response = client_of(None).post(reverse(QUIZ), RIGHT)
    assert response.status_code == 403
    assert "You are signed out." in response.content.decode()
