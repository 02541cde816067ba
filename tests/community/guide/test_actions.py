import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.permissions import Viewer
from community.guide import actions, querysets
from community.guide.actions import pass_quiz
from community.guide.models import QuizPass
from community.guide.quiz import VERSION
from community.guide.rules import can_take_quiz


def test_who_is_ready_may_take_the_quiz(as_viewer, newcomer, outsider, operator):
    people = {"newcomer": newcomer, "outsider": outsider, "operator": operator}
    viewers = {name: as_viewer(user) for name, user in people.items()} | {"stranger": Viewer(AnonymousUser())}
    assert {name for name, viewer in viewers.items() if can_take_quiz(viewer, None)} == {
        "outsider",
        "operator",
    }


def test_a_minor_may_learn_too(as_viewer, make_user):
    assert can_take_quiz(as_viewer(make_user("ada", birth_year=2010)), None)


def test_passing_twice_is_passing_once(outsider, as_viewer):
    for _ in range(2):
        pass_quiz(by=as_viewer(outsider))
    [kept] = QuizPass.objects.values("user", "version")
    assert kept == {"user": outsider.pk, "version": VERSION}


def test_nothing_of_the_answers_is_kept():
    assert {field.name for field in QuizPass._meta.fields} == {"id", "user", "version", "passed_at"}


def test_a_newcomer_passes_nothing(newcomer, as_viewer):
    with pytest.raises(PermissionDenied):
        pass_quiz(by=as_viewer(newcomer))
    assert QuizPass.objects.count() == 0


def test_a_new_version_asks_everybody_again(outsider, member, as_viewer, monkeypatch):
    pass_quiz(by=as_viewer(outsider))
    assert QuizPass.objects.passed_by(outsider.pk)
    for module in (actions, querysets):
        monkeypatch.setattr(module, "VERSION", VERSION + 1)
    assert not QuizPass.objects.passed_by(outsider.pk)
    assert QuizPass.objects.passed_among([outsider.pk, member.pk]) == set()
    pass_quiz(by=as_viewer(outsider))
    assert QuizPass.objects.passed_among([outsider.pk, member.pk]) == {outsider.pk}
    assert QuizPass.objects.filter(user=outsider).count() == 2


def test_who_passed_is_known_for_many_in_one_query(
    member, other_member, as_viewer, django_assert_num_queries
):
    pass_quiz(by=as_viewer(member))
    with django_assert_num_queries(1):
        assert QuizPass.objects.passed_among([member.pk, other_member.pk]) == {member.pk}
