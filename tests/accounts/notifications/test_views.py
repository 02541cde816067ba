"""The bell's page: one's own lines, at a constant number of queries."""

import pytest
from django.urls import reverse

from accounts.models import Notification
from tests.accounts.notifications.conftest import tell

LIST, READ = "notifications:list", "notifications:read"


@pytest.fixture
def bell(client_of):
    """The page as this person sees it, without header and footer."""

    def look(user, **query):
        response = client_of(user).get(reverse(LIST), query)
        assert response.status_code == 200
        return response

    return look


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("name", [LIST, READ])
def test_the_bell_is_for_who_is_signed_in(client_of, db, name):
    assert client_of(None).get(reverse(name)).url.startswith(reverse("account_login"))


def test_an_empty_bell_says_what_comes_and_where_to_go(bell, member):
    page = main(bell(member))
    assert "Nothing yet." in page
    assert "Mark all as read" not in page


def test_everybody_sees_their_own_lines(bell, news, member, other_member):
    tell(member)
    assert "O&#x27;Brien has news." in main(bell(member))
    assert "has news" not in main(bell(other_member))


def test_the_newest_line_stands_first(bell, news, member):
    for target in "ab":
        news.subjects[target] = {"name": target.upper()}
        tell(member, target=target)
    assert [line.words for line in bell(member).context["lines"]] == ["B has news.", "A has news."]


def test_what_may_no_longer_be_read_is_left_out_and_said_so(bell, news, member):
    tell(member)
    tell(member, target="gone")
    page = main(bell(member))
    assert page.count("has news.") == 1
    assert "1 notice is left out" in page
    assert "Nothing yet." not in page


def test_a_kind_that_is_gone_is_left_out(bell, owed, member):
    Notification.objects.update(kind="tests.forgotten")
    assert "1 notice is left out" in main(bell(member))


@pytest.mark.parametrize("count", [1, 3])
def test_the_bell_costs_the_same_for_one_line_and_for_three(
    client_of, news, member, count, django_assert_num_queries
):
    for number in range(count):
        tell(member, cause=str(number))
        tell(member, cause=str(number), kind="tests.whisper")
    client = client_of(member)
    with django_assert_num_queries(5):  # session, person, lines, number in the header, what waits for review
        client.get(reverse(LIST))
    assert news.asked == [["a"], ["a"]]


def test_older_lines_stand_on_the_next_page(bell, news, member):
    for number in range(21):
        tell(member, cause=str(number))
    first = bell(member)
    second = bell(member, after=first.context["page"].next)
    assert (len(first.context["lines"]), len(second.context["lines"])) == (20, 1)
    assert "Older" not in main(second)
    assert "Mark all as read" not in main(second)


def test_older_lines_are_reached_when_all_of_a_page_are_left_out(bell, news, member):
    tell(member)
    for number in range(20):
        tell(member, target="gone", cause=str(number))
    page = main(bell(member))
    assert "Older" in page
    assert "20 notices are left out" in page


@pytest.mark.parametrize("after", ["", "x", "%00", "W10", "9" * 5000])
def test_a_damaged_place_in_the_list_starts_at_the_top(bell, owed, member, after):
    assert "has news" in main(bell(member, after=after))


def test_reading_does_not_mark_as_read(bell, owed, member):
    for _ in range(2):
        assert bell(member).context["lines"][0].is_unread


def test_marking_as_read_keeps_what_came_since(client_of, bell, news, member):
    tell(member)
    client, page = client_of(member), bell(member)
    tell(member, cause="since")
    for _ in range(2):
        response = client.post(reverse(READ), {"newest": page.context["newest"]})
        assert response.url == reverse(LIST)
    assert [line.is_unread for line in bell(member).context["lines"]] == [True, False]


@pytest.mark.parametrize("newest", [None, "", "\0", "x" * 10_000, "nothing"])
def test_a_form_that_is_not_ours_marks_nothing(client_of, owed, member, newest):
    data = {} if newest is None else {"newest": newest}
    assert client_of(member).post(reverse(READ), data).status_code == 302
    assert Notification.objects.get().read_at is None


def test_the_number_is_on_every_page_and_for_its_owner(client_of, news, member, other_member):
    tell(member)
    tell(member, cause="again")
    pages = [client_of(user).get(reverse("guide:index")).content.decode() for user in (member, other_member)]
    assert ["Notifications, 2 unread" in page for page in pages] == [True, False]


def test_more_than_99_are_shown_as_many(client_of, news, member):
    Notification.objects.bulk_create(
        Notification(kind="tests.news", recipient=member, target="a", cause=str(number))
        for number in range(120)
    )
    assert "99+" in client_of(member).get(reverse("guide:index")).content.decode()


def test_strangers_pages_do_not_ask_for_a_number(client_of, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client_of(None).get(reverse("guide:index"))
