import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from community.guide.calls import CALLS
from community.guide.models import QuizPass
from community.guide.quiz import QUESTIONS

GUIDE, QUIZ = "guide:index", "guide:quiz"
RIGHT = {question.key: str(question.right) for question in QUESTIONS}


def main(response):
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("who", [None, "newcomer", "member", "operator"])
def test_everybody_reads_the_guide(client_of, request, db, who):
    page = main(client_of(request.getfixturevalue(who) if who else None).get(reverse(GUIDE)))
    assert "nobody has measured" in page
    for call in CALLS:
        assert f'<th scope="row">{call.word}</th>' in page


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
    assert len(response.context["form"].errors) == 10


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
