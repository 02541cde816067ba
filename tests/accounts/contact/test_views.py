"""The list of conversations, and one of them."""

import pytest
from django.urls import reverse

from accounts.contact.actions import close_thread, open_thread
from accounts.contact.models import Message, Topic
from accounts.identifiers import new_nonce
from accounts.users.models import Block
from community.groups.models import JoinRequest, RequestState


def page_of(thread):
    return reverse("contact:thread", args=[thread.public_id])


@pytest.fixture
def send(client_of, joining):
    """Send the form of the thread as this person."""

    def sent(user, text="May I bring my dog?", **fields):
        data = {"nonce": new_nonce(), "text": text} | fields
        return client_of(user).post(page_of(joining), data)

    return sent


def test_what_is_sent_stands_at_the_end(send, client_of, joining, outsider, organizer):
    assert send(outsider).url == page_of(joining)
    send(organizer, "You may.")
    html = client_of(outsider).get(page_of(joining)).content.decode()
    assert html.index("May I bring my dog?") < html.index("You may.") < html.index("<textarea")


def test_what_is_written_is_plain_text(send, client_of, joining, outsider, organizer):
    send(outsider, "<script>alert(1)</script> [a](https://example.org) **b**")
    html = client_of(organizer).get(page_of(joining)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [a](https://example.org) **b**" in html


@pytest.mark.parametrize(
    ("who", "names"), [("outsider", "Petra and the other organizers"), ("organizer", "Otto reads this")]
)
def test_the_page_says_who_reads_it(request, client_of, joining, second_organizer, who, names):
    html = client_of(request.getfixturevalue(who)).get(page_of(joining)).content.decode()
    assert names in html
    assert "Neckar Heelfirsts" in html


def test_a_blocked_organizer_is_not_named_as_a_reader(
    client_of, joining, outsider, organizer, second_organizer
):
    Block.objects.create(blocker=outsider, blocked=organizer)
    html = client_of(outsider).get(page_of(joining)).content.decode()
    assert "Paul reads this, as organizer of Neckar Heelfirsts, and nobody else." in html
    assert "Petra" not in html


@pytest.mark.parametrize("who", ["member", "moderator", "site_moderator"])
def test_who_takes_no_part_does_not_learn_that_it_exists(request, client_of, joining, who):
    client = client_of(request.getfixturevalue(who))
    assert client.get(page_of(joining)).status_code == 404
    assert client.post(page_of(joining), {"nonce": new_nonce(), "text": "Hi"}).status_code == 404
    assert client.post(reverse("contact:close", args=[joining.public_id])).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "\u202e turned", "\u200b"])
def test_what_is_not_well_formed_is_not_sent(send, outsider, text):
    response = send(outsider, text)
    assert response.status_code == 400
    assert not Message.objects.exists()


def test_the_form_is_sent_twice_and_makes_one_message(send, outsider):
    nonce = new_nonce()
    assert [send(outsider, nonce=nonce).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1


def test_a_form_left_open_keeps_its_words_when_the_thread_has_closed(
    send, joining, as_viewer, outsider, organizer
):
    close_thread(joining, by=as_viewer(organizer))
    response = send(outsider, "What about my dog?")
    html = response.content.decode()
    assert response.status_code == 409
    assert "This conversation is closed" in html
    assert "What about my dog?" in html
    assert not Message.objects.exists()


def test_a_closed_thread_is_read_and_has_no_form(send, client_of, joining, outsider):
    send(outsider)
    assert client_of(outsider).post(reverse("contact:close", args=[joining.public_id])).status_code == 302
    html = client_of(outsider).get(page_of(joining)).content.decode()
    assert "May I bring my dog?" in html
    assert "<textarea" not in html


def test_more_than_thirty_an_hour_are_refused_with_the_words_kept(send, outsider):
    assert [send(outsider, f"No. {number}").status_code for number in range(30)] == [302] * 30
    response = send(outsider, "One too many")
    assert (response.status_code, "One too many" in response.content.decode()) == (409, True)
    assert Message.objects.count() == 30


def test_a_removed_message_leaves_its_place(send, client_of, joining, outsider, organizer):
    send(outsider)
    Message.objects.update(removed_at="2026-06-16T09:00Z")
    html = client_of(organizer).get(page_of(joining)).content.decode()
    assert "A moderator took this message away." in html
    assert "dog" not in html
    assert "Report this message" not in html


def test_ones_own_messages_are_not_to_be_reported(send, client_of, joining, outsider, organizer):
    send(outsider)
    assert "Report this message" not in client_of(outsider).get(page_of(joining)).content.decode()
    assert "Report this message" in client_of(organizer).get(page_of(joining)).content.decode()


def test_the_list_names_what_each_is_about_and_with_whom(send, client_of, outsider, organizer):
    empty = client_of(outsider).get(reverse("contact:list")).content.decode()
    assert "No messages" in empty
    send(outsider)
    assert "Joining Neckar Heelfirsts" in client_of(outsider).get(reverse("contact:list")).content.decode()
    assert "with Otto" in client_of(organizer).get(reverse("contact:list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client_of, as_viewer, says, group, outsider, organizer, count, django_assert_num_queries
):
    for _number in range(count):
        request = JoinRequest.objects.create(group=group, user=outsider, state=RequestState.DECLINED)
        thread = open_thread(
            Topic.JOINING,
            by=as_viewer(outsider),
            target=request.public_id,
            person=outsider,
            group_id=group.pk,
        )
        says(outsider, "Hello", thread)
    client = client_of(organizer)
    client.get(reverse("contact:list"))
    with django_assert_num_queries(8):
        html = client.get(reverse("contact:list")).content.decode()
    assert html.count("with Otto") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_thread_costs_the_same_for_one_message_and_for_three(
    client_of, says, joining, outsider, organizer, count, django_assert_num_queries
):
    for _number in range(count):
        says(organizer, "Hello")
    client = client_of(outsider)
    client.get(page_of(joining))
    with django_assert_num_queries(12):
        html = client.get(page_of(joining)).content.decode()
    assert html.count("Report this message") == count


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        ("public", "The moderators of Neckar Heelfirsts and of this site read this, and nobody else."),
        ("private", "The moderators of Neckar Heelfirsts read this, and nobody else."),
    ],
)
def test_of_a_decision_it_says_whether_the_site_reads_along(
    client_of, as_viewer, member, moderator, group, visibility, said
):
    group.visibility = visibility
    group.save()
    thread = open_thread(
        Topic.MODERATION, by=as_viewer(member), target="a-text", person=member, group_id=group.pk
    )
    assert said in client_of(member).get(page_of(thread)).content.decode()


def test_where_nobody_can_answer_it_says_so(client_of, joining, outsider, organizer):
    organizer.memberships.update(role="member")
    html = client_of(outsider).get(page_of(joining)).content.decode()
    assert "Nobody can answer here at the moment." in html
