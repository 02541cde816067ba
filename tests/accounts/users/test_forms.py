import pytest
from django.http import QueryDict

from accounts.users.forms import CityForm


def asked(text):
    return CityForm(QueryDict(text))


@pytest.mark.parametrize("text", ["q=Munich", "q=M%C3%BCnchen", "q=muenchen", "q=%20munchen%20&search=1"])
def test_one_city_of_that_name_is_taken_at_once(cities, text):
    if text == "q=muenchen":
        cities["munich"].names.create(folded="muenchen")
    form = asked(text)
    assert form.is_valid()
    assert form.cleaned_data["city"] == cities["munich"]


@pytest.mark.parametrize("text", ["q=Neustadt", "q=neu&search=1"])
def test_several_cities_are_a_choice(cities, text):
    form = asked(text)
    assert not form.is_valid()
    assert {city.pk for city in form.matches} == {2, 3}


def test_the_beginning_of_one_name_is_still_a_question(cities):
    form = asked("q=Mun")
    assert not form.is_valid()
    assert [city.pk for city in form.matches] == [1]


def test_the_chosen_city_wins_over_the_name(cities):
    form = asked("q=Neustadt&city=3")
    assert form.is_valid()
    assert form.cleaned_data["city"] == cities["east"]


def test_searching_again_forgets_the_choice(cities):
    form = asked("q=Munich&city=3&search=1")
    assert form.is_valid()
    assert form.cleaned_data["city"] == cities["munich"]


@pytest.mark.parametrize(
    ("text", "field", "sentence"),
    [
        ("q=", "q", "Type the name"),
        ("q=Atlantis", "q", "We know no city of this name"),
        ("q=%00", "q", "This shows nothing"),
        ("q=Neustadt&choose=1", "city", "Choose one of these first"),
        ("city=99", "city", "Choose a city from the list"),
        ("city=99999999999999999999999", "city", "Choose a city from the list"),
        ("city=x'--", "city", "Choose a city from the list"),
        ("q=" + "x" * 10_000, "q", "Use at most 100 characters"),
    ],
)
def test_what_is_no_city_is_said(cities, text, field, sentence):
    form = asked(text)
    assert not form.is_valid()
    assert sentence in " ".join(form.errors[field])
