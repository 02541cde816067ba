"""The bell's page: one's own lines, at a constant number of queries."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.permissions import Viewer
from tests.accounts.notifications.conftest import tell

LIST, READ, THESE = "notifications:list", "notifications:read", "notifications:read_these"
UNDO, OPEN = "notifications:undo", "notifications:open"


@pytest.fixture
def bell(client_of):
    """The page as this person sees it, without header and footer."""

    def look(user, **query):
        response = client_of(user).get(reverse(LIST), query)
        assert response.status_code == 200
        return response

    return look


def lines(response):
    return [line for matter in response.context["matters"] for line in matter.lines]


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("name", [READ, THESE, UNDO])
def test_the_bell_is_for_who_is_signed_in(client_of, db, name):
    assert client_of(None).get(reverse(LIST)).url.startswith(reverse("account_login"))
    assert client_of(None).post(reverse(name)).status_code == 403


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
    assert [line.words for line in lines(bell(member))] == ["B has news.", "A has news."]


def test_what_may_no_longer_be_read_is_left_out_and_said_so(bell, news, member):
    tell(member)
    news.subjects["gone"] = {"name": "Gone"}
    tell(member, target="gone")
    del news.subjects["gone"]
    page = main(bell(member))
    assert page.count("has news.") == 1
    assert "1 notice is left out" in page
    assert "Nothing yet." not in page


def test_a_kind_that_is_gone_is_left_out(bell, owed, member):
    Notification.objects.update(kind="tests.forgotten")
    assert "1 notice is left out" in main(bell(member))


def test_lines_about_one_thing_stand_together_under_its_name(bell, news, member):
    for target, cause in (("a", "1"), ("b", "1"), ("a", "2")):
        news.subjects[target] = {"name": target.upper()}
        tell(member, target=target, cause=cause)
    found = [(matter.heading, len(matter.lines)) for matter in bell(member).context["matters"]]
    assert found == [("A", 2), ("B", 1)]


def test_a_new_line_says_so_in_a_word_and_a_read_one_does_not(client_of, bell, owed, member):
    assert "<b>New</b>" in main(bell(member))
    client_of(member).post(reverse(OPEN, args=[owed.public_id]))
    assert "<b>New</b>" not in main(bell(member))


@pytest.mark.parametrize("count", [1, 3])
def test_the_bell_costs_the_same_for_one_line_and_for_three(
    client_of, news, member, count, django_assert_num_queries
):
    for number in range(count):
        tell(member, cause=str(number))
        tell(member, cause=str(number), kind="tests.whisper")
    client = client_of(member)
    news.asked.clear()
    with django_assert_num_queries(5):  # session, person, lines, number in the header, what waits for review
        client.get(reverse(LIST))
    assert news.asked == [["a"], ["a"]]


def test_older_lines_stand_on_the_next_page(bell, news, member):
    for number in range(21):
        tell(member, cause=str(number))
    first = bell(member)
    second = bell(member, after=first.context["page"].next)
    assert (len(lines(first)), len(lines(second))) == (20, 1)
    assert "Older" not in main(second)
    assert "Mark all as read" not in main(second)


def test_older_lines_are_reached_when_all_of_a_page_are_left_out(bell, news, member):
    tell(member)
    news.subjects["gone"] = {"name": "Gone"}
    for number in range(20):
        tell(member, target="gone", cause=str(number))
    del news.subjects["gone"]
    page = main(bell(member))
    assert "Older" in page
    assert "20 notices are left out" in page


@pytest.mark.parametrize("after", ["", "x", "%00", "W10", "9" * 5000])
def test_a_damaged_place_in_the_list_starts_at_the_top(bell, owed, member, after):
    assert "has news" in main(bell(member, after=after))


def test_reading_does_not_mark_as_read(bell, owed, member):
    for _ in range(2):
        assert lines(bell(member))[0].is_unread


def test_marking_as_read_keeps_what_came_since(client_of, bell, news, member):
    tell(member)
    client, page = client_of(member), bell(member)
    tell(member, cause="since")
    for _ in range(2):
        response = client.post(reverse(READ), {"newest": page.context["newest"]})
        assert response.url.startswith(f"{reverse(LIST)}?read=")
    assert [line.is_unread for line in lines(bell(member))] == [True, False]


@pytest.mark.parametrize("newest", [None, "", "\0", "x" * 10_000, "nothing"])
def test_a_form_that_is_not_ours_marks_nothing(client_of, owed, member, newest):
    data = {} if newest is None else {"newest": newest}
    assert client_of(member).post(reverse(READ), data).status_code == 302
    assert Notification.objects.get().read_at is None


def test_opening_a_line_marks_it_alone_and_leads_to_its_page(client_of, bell, news, member):
    rows = [tell(member, cause=cause) for cause in "ab"]
    response = client_of(member).post(reverse(OPEN, args=[rows[0].public_id]))
    assert (response.status_code, response.url) == (302, "/O'Brien/")
    assert [line.is_unread for line in lines(bell(member))] == [True, False]


def test_following_the_address_of_a_line_marks_nothing(client_of, owed, member):
    assert client_of(member).get(reverse(OPEN, args=[owed.public_id])).status_code == 405
    assert Notification.objects.get().read_at is None


def test_a_line_that_may_no_longer_be_read_leads_to_the_bell_and_counts_no_more(client_of, news, member):
    row = tell(member)
    del news.subjects["a"]
    response = client_of(member).post(reverse(OPEN, args=[row.public_id]), follow=True)
    assert response.redirect_chain == [(reverse(LIST), 302)]
    assert "can no longer be read" in response.content.decode()
    assert Notification.objects.get().read_at


@pytest.mark.parametrize("line", ["nothing", "x" * 10_000, "%00", "ü", "'--"])
def test_a_line_that_does_not_exist_is_not_found(client_of, owed, member, line):
    path = reverse(OPEN, args=["LINE"]).replace("LINE", line)
    assert client_of(member).post(path).status_code == 404
    assert Notification.objects.get().read_at is None


def test_the_line_of_another_is_not_found(client_of, owed, other_member):
    assert client_of(other_member).post(reverse(OPEN, args=[owed.public_id])).status_code == 404
    assert Notification.objects.get().read_at is None


def test_a_matter_is_marked_without_the_others(client_of, bell, news, member):
    for target in "ab":
        news.subjects[target] = {"name": target.upper()}
        tell(member, target=target)
    unread = lines(bell(member))[0].public_id
    page = client_of(member).post(reverse(THESE), {"line": [unread]}, follow=True)
    assert "1 notice is marked as read." in main(page)
    assert [line.is_unread for line in lines(bell(member))] == [False, True]


@pytest.mark.parametrize("line", [[], [""], ["\0"], ["x" * 10_000], ["ü"], ["no-such-line"], ["x"] * 101])
def test_lines_that_are_none_of_ours_mark_nothing(client_of, owed, member, line):
    response = client_of(member).post(reverse(THESE), {"line": line})
    assert response.status_code == 302
    assert Notification.objects.get().read_at is None


def test_lines_of_another_are_not_marked(client_of, owed, other_member):
    page = client_of(other_member).post(reverse(THESE), {"line": [owed.public_id]}, follow=True)
    assert "marked as read" not in main(page)
    assert Notification.objects.get().read_at is None


def test_what_was_marked_is_said_and_can_be_taken_back(client_of, bell, news, member):
    for cause in "ab":
        tell(member, cause=cause)
    client = client_of(member)
    page = client.post(reverse(READ), {"newest": bell(member).context["newest"]}, follow=True)
    assert "2 notices are marked as read." in main(page)
    moment = page.context["just_read"]["form"].data["read"]
    again = client.post(reverse(UNDO), {"read": moment}, follow=True)
    assert "2 notices are new again." in again.content.decode()
    assert [line.is_unread for line in lines(bell(member))] == [True, True]


def test_showing_what_was_marked_takes_nothing_back(client_of, bell, owed, member):
    page = client_of(member).post(reverse(READ), {"newest": owed.public_id}, follow=True)
    read_at = Notification.objects.get().read_at
    bell(member, read=page.context["just_read"]["form"].data["read"])
    assert read_at
    assert Notification.objects.get().read_at == read_at


@pytest.mark.parametrize(
    "read", ["", "x", "\0", "-1", "1.5", "9" * 5000, "99999999999999999999", "10000000000000000", "0"]
)
def test_a_moment_that_is_none_of_ours_says_nothing_and_takes_nothing_back(client_of, owed, member, read):
    client = client_of(member)
    client.post(reverse(READ), {"newest": owed.public_id})
    assert client.get(reverse(LIST), {"read": read}).context["just_read"] is None
    assert client.post(reverse(UNDO), {"read": read}).status_code == 302
    assert Notification.objects.get().read_at


def test_the_moment_of_another_shows_nothing_of_theirs(client_of, bell, owed, member, other_member):
    page = client_of(member).post(reverse(READ), {"newest": owed.public_id}, follow=True)
    moment = page.context["just_read"]["form"].data["read"]
    assert bell(other_member, read=moment).context["just_read"] is None
    client_of(other_member).post(reverse(UNDO), {"read": moment})
    assert Notification.objects.get().read_at


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
    page = client_of(member).get(reverse("guide:index")).content.decode()
    assert "99+" in page
    assert "Notifications, more than 99 unread" in page


def test_strangers_pages_do_not_ask_for_a_number(client_of, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client_of(None).get(reverse("guide:index"))


def test_the_number_is_asked_once_and_only_of_the_index_made_for_it(
    client_of, owed, member, django_assert_num_queries
):
    """Beside many lines that were read: in an empty table one index is as good as another."""
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(kind="tests.news", recipient=member, target=str(number), read_at=now)
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with django_assert_num_queries(1) as asked:
        assert Notification.objects.unread_count(Viewer(member)) == 1
    [query] = asked.captured_queries
    plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(plan + query["sql"])
        assert "notification_new_lines" in str(cursor.fetchall())
