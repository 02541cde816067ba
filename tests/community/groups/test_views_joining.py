"""Pages of asking, deciding, inviting, taking out and banning."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

from accounts.consents.models import Document, DocumentKind
from accounts.consents.shipped import load_initial_documents
from accounts.contact.models import Message, Thread
from accounts.models import Block, Profile
from community.groups.admission import ask_to_join
from community.groups.bans import remove_member
from community.groups.invitations import make_link
from community.groups.links import path_of
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, Role
from tests.conftest import PASSWORD, join

QUESTION = "Have you run backwards before?"


def url(name, *args):
    return reverse(f"groups:{name}", args=args)


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def main(response):
    html = response.content.decode()
    return html.split("<main")[1].split("</main")[0]


@pytest.fixture
def asking_group(group):
    Group.objects.filter(pk=group.pk).update(join_policy="request", questions=[QUESTION])
    group.refresh_from_db()
    return group


@pytest.fixture
def asked(asking_group, outsider, as_viewer):
    return ask_to_join(asking_group, by=as_viewer(outsider), answers=[(QUESTION, "<i>Twice</i>.")])


@pytest.fixture
def link(group, organizer, as_viewer):
    return make_link(group, by=as_viewer(organizer))


@pytest.fixture
def banned(group, make_user, organizer, as_viewer):
    user = join(make_user("boris"), group, Role.MEMBER)
    membership = Membership.objects.get(user=user)
    remove_member(membership, by=as_viewer(organizer), reason="No.", is_final=True)
    return user


def filled(client, address):
    """What the form on this page sends, with its hidden fields."""
    html = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(asked)" value="([^"]*)"', html))


# ---- Asking ----


def test_the_button_of_a_group_that_decides_leads_to_its_questions(client_of, asking_group, outsider):
    client = client_of(outsider)
    assert "Ask to join" in main(client.get(url("detail", asking_group.slug)))
    assert client.post(url("join", asking_group.slug)).url == url("ask", asking_group.slug)
    assert QUESTION in main(client.get(url("ask", asking_group.slug)))
    assert JoinRequest.objects.count() == 0


def test_answers_are_kept_beside_the_questions(client_of, asking_group, outsider):
    client, address = client_of(outsider), url("ask", asking_group.slug)
    response = client.post(address, filled(client, address) | {"answer_1": "Twice."})
    asked = JoinRequest.objects.get()
    assert response.url == url("request", asking_group.slug, asked.public_id)
    assert asked.answers == [[QUESTION, "Twice."]]
    assert "Waits for an organizer" in main(client.get(response.url))
    assert "Your request waits" in main(client.get(url("detail", asking_group.slug)))


def test_the_same_form_sent_twice_or_from_two_tabs_is_one_request(client_of, asking_group, outsider):
    client, address = client_of(outsider), url("ask", asking_group.slug)
    first, second = (filled(client, address) | {"answer_1": text} for text in ("One.", "Two."))
    answers = [client.post(address, data) for data in (first, first, second)]
    asked = JoinRequest.objects.get()
    assert {response.url for response in answers} == {url("request", asking_group.slug, asked.public_id)}
    assert asked.answers == [[QUESTION, "One."]]


def test_questions_that_changed_meanwhile_are_asked_anew_and_words_stay(client_of, asking_group, outsider):
    client, address = client_of(outsider), url("ask", asking_group.slug)
    data = filled(client, address) | {"answer_1": "Twice."}
    Group.objects.update(questions=["Do you own a dog?"])
    page = main(client.post(address, data))
    assert "The questions have changed meanwhile." in page
    assert "Do you own a dog?" in page
    assert ">\nTwice.</textarea>" in page
    assert JoinRequest.objects.count() == 0
    mark = re.search(r'name="asked" value="([^"]*)"', page)[1]
    client.post(address, {"asked": mark, "answer_1": "Yes."})
    assert JoinRequest.objects.get().answers == [["Do you own a dog?", "Yes."]]


@pytest.mark.parametrize("text", ["", "x" * 501, "\u200b", "Twice\0"])
def test_an_answer_that_cannot_be_kept_is_said_at_its_field(client_of, asking_group, outsider, text):
    client, address = client_of(outsider), url("ask", asking_group.slug)
    response = client.post(address, filled(client, address) | {"answer_1": text})
    assert list(response.context["form"].errors) == ["answer_1"]
    assert JoinRequest.objects.count() == 0


def test_a_group_without_questions_is_asked_by_a_button(client_of, asking_group, outsider):
    Group.objects.update(questions=[])
    client, address = client_of(outsider), url("ask", asking_group.slug)
    client.post(address, filled(client, address))
    assert JoinRequest.objects.get().answers == []


def test_a_form_that_is_older_than_the_sign_out_gets_its_words_back(client_of, asking_group):
    data = {"answer_1": "Twice, on the meadow behind the school."}
    response = client_of(None).post(url("ask", asking_group.slug), data)
    assert response.status_code == 403
    assert "Twice, on the meadow" in response.content.decode()


def test_who_was_refused_reads_when_to_ask_again(client_of, asked, asking_group, outsider, organizer):
    client_of(organizer).post(url("decline", asking_group.slug, asked.public_id), {"reason": "We are full."})
    page = main(client_of(outsider).get(url("ask", asking_group.slug)))
    assert "You can try again after" in page
    assert "<textarea" not in page


# ---- The page of a request ----


def test_organizers_read_answers_as_text_and_take_in(client_of, asked, asking_group, outsider, organizer):
    client = client_of(organizer)
    assert "1 waits" in main(client.get(url("detail", asking_group.slug)))
    page = main(client.get(url("requests", asking_group.slug)))
    assert "&lt;i&gt;Twice&lt;/i&gt;" in page
    response = client.post(url("approve", asking_group.slug, asked.public_id))
    assert words(response) == ["Otto is in, and is told."]
    assert Membership.objects.filter(user=outsider).exists()
    assert "Nobody waits" in main(client.get(url("requests", asking_group.slug)))


def test_of_two_organizers_the_slower_reads_what_happened(
    client_of, asked, asking_group, make_user, organizer
):
    second = join(make_user("second"), asking_group, Role.ORGANIZER)
    client_of(organizer).post(url("approve", asking_group.slug, asked.public_id))
    response = client_of(second).post(url("decline", asking_group.slug, asked.public_id), {"reason": "No."})
    assert words(response) == ["Somebody was faster: they are in."]


def test_a_no_needs_a_reason_and_the_applicant_reads_it(client_of, asked, asking_group, outsider, organizer):
    client = client_of(organizer)
    response = client.post(url("decline", asking_group.slug, asked.public_id), {"reason": " "})
    assert response.status_code == 200
    assert JoinRequest.objects.get().state == "waiting"
    client.post(url("decline", asking_group.slug, asked.public_id), {"reason": "We are <b>full</b>."})
    page = main(client_of(outsider).get(url("request", asking_group.slug, asked.public_id)))
    assert "We are &lt;b&gt;full&lt;/b&gt;." in page


def test_withdrawing_twice_is_said_and_is_no_error(client_of, asked, asking_group, outsider):
    client, address = client_of(outsider), url("withdraw", asking_group.slug, asked.public_id)
    assert [words(client.post(address)) for _ in range(2)] == [
        ["Taken back. Nobody decides about it any more."],
        ["Taken back. Nobody decides about it any more.", "It was decided already, or taken back before."],
    ]


def test_both_sides_write_in_one_conversation(client_of, asked, asking_group, outsider, organizer):
    address = url("write", asking_group.slug, asked.public_id)
    threads = {client_of(user).post(address).url for user in (outsider, organizer)}
    [thread] = Thread.objects.all()
    assert threads == {reverse("contact:thread", args=[thread.public_id])}
    client_of(outsider).post(threads.pop(), {"nonce": "a-nonce", "text": "May I bring a friend?"})
    page = main(client_of(organizer).get(reverse("contact:thread", args=[thread.public_id])))
    assert "May I bring a friend?" in page
    assert url("request", asking_group.slug, asked.public_id) in page
    assert Message.objects.count() == 1


def test_earlier_answers_stand_beside_the_next_request(
    client_of, asked, asking_group, outsider, organizer, as_viewer
):
    client_of(outsider).post(url("withdraw", asking_group.slug, asked.public_id))
    again = ask_to_join(asking_group, by=as_viewer(outsider), answers=[(QUESTION, "Three times.")])
    address = url("request", asking_group.slug, again.public_id)
    page = main(client_of(organizer).get(address))
    assert "What was before" in page
    assert "&lt;i&gt;Twice" in page
    assert "What was before" not in main(client_of(outsider).get(address))
    assert "here before: 1 time" in main(client_of(organizer).get(url("requests", asking_group.slug)))


@pytest.mark.parametrize("count", [1, 3])
def test_requests_cost_the_same_for_one_and_for_three(
    client_of, make_user, asking_group, organizer, as_viewer, count, queries_of
):
    for number in range(count):
        ask_to_join(asking_group, by=as_viewer(make_user(f"p{number}")), answers=[])
    client = client_of(organizer)
    assert main(client.get(url("requests", asking_group.slug))).count("<article") == count
    assert queries_of(client, url("requests", asking_group.slug)) == 5


def test_a_request_to_a_group_that_became_private_is_not_there(client_of, asked, asking_group, outsider):
    Group.objects.update(visibility="private")
    address = url("request", asking_group.slug, asked.public_id)
    assert client_of(outsider).get(address).status_code == 404


# ---- Inviting ----


def test_an_organizer_makes_one_link_and_sees_it(client_of, group, organizer):
    client = client_of(organizer)
    for _ in range(2):
        client.post(url("link", group.slug))
    page = main(client.get(url("invitations", group.slug)))
    assert f"http://localhost:8000{path_of(Invitation.objects.get())}" in page
    assert "0 people came in by it" in page
    assert "Make a link" not in page


def test_what_the_inviter_sees_is_the_same_whomever_they_invite(
    client_of, group, organizer, member, outsider, banned, newcomer, django_capture_on_commit_callbacks
):
    """Byte for byte, but for the address that was typed and what is random."""
    Block.objects.create(blocker=newcomer, blocked=organizer)
    seen = set()
    for email in ("nobody@example.org", outsider.email, member.email, banned.email, newcomer.email):
        client = client_of(organizer)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url("invitations", group.slug), {"email": email, "language": "en"})
        page = client.get(response.url)
        body = page.content.decode().replace(email, "THE ADDRESS")
        invitation = Invitation.objects.get()
        body = body.replace(invitation.public_id, "THE ID")
        body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", body)
        seen.add((response.status_code, response.url, page.status_code, body))
        invitation.delete()
    assert len(seen) == 1
    assert [letter.to[0] for letter in mail.outbox] == ["nobody@example.org", outsider.email, member.email]


def test_an_address_that_is_none_is_said_at_its_field(client_of, group, organizer):
    for email in ("", "nobody", "a" * 300 + "@example.org", "a\0@example.org"):
        response = client_of(organizer).post(
            url("invitations", group.slug), {"email": email, "language": "en"}
        )
        assert list(response.context["form"].errors) == ["email"]
    assert Invitation.objects.count() == 0


# ---- Being invited ----


def test_opening_a_link_shows_a_private_group_and_changes_nothing(client_of, group, link, outsider):
    Group.objects.update(visibility="private", join_policy="invite")
    page = client_of(outsider).get(path_of(link))
    for fact in ("Neckar Heelfirsts", "We run backwards on Tuesdays.", "Petra", "invites you to"):
        assert fact in main(page)
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert (Membership.objects.filter(user=outsider).count(), Invitation.objects.get().uses) == (0, 0)


def test_the_button_joins_once_in_two_tabs(client_of, group, link, outsider):
    Group.objects.update(visibility="private", join_policy="invite")
    client = client_of(outsider)
    answers = [client.post(path_of(link)) for _ in range(2)]
    assert [answer.url for answer in answers] == [url("detail", group.slug)] * 2
    assert words(answers[1])[-1] == "You are already a member."
    assert (Membership.objects.filter(user=outsider).count(), Invitation.objects.get().uses) == (1, 1)


def test_a_member_who_opens_it_reads_that_they_are_one(client_of, link, member):
    page = main(client_of(member).get(path_of(link)))
    assert "You are already a member." in page
    assert "<form" not in page


def test_who_is_kept_apart_from_the_inviter_does_not_read_the_name(client_of, link, organizer, outsider):
    Block.objects.create(blocker=organizer, blocked=outsider)
    page = main(client_of(outsider).get(path_of(link)))
    assert "You are invited to" in page
    assert "Petra" not in page


def test_every_link_that_lets_nobody_in_is_the_same_page(client_of, link, group, organizer, outsider, banned):
    def look(user, path):
        response = client_of(user).get(path)
        body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", response.content.decode())
        return response.status_code, body.replace(path, "THE PATH").replace(str(user), "SOMEBODY")

    path = path_of(link)
    made_up = path.replace(":", ":A")
    assert look(banned, path) == look(banned, made_up)
    never = look(outsider, made_up)
    assert never[0] == 404
    Invitation.objects.update(revoked_at=link.made_at)
    revoked = look(outsider, path)
    Invitation.objects.update(revoked_at=None, expires_at=link.made_at)
    assert {never, revoked, look(outsider, path)} == {never}
    assert "This link lets nobody in any more." in never[1]


def test_a_stranger_comes_back_to_the_invitation_after_signing_in(client_of, link, outsider):
    client = client_of(None)
    page = main(client.get(path_of(link)))
    found = {urlsplit(href).path for href in re.findall(r'href="([^"]*next=[^"]*)"', page)}
    assert found == {reverse("account_signup"), reverse("account_login")}
    to_sign_in = client.post(path_of(link)).url
    data = {"login": outsider.email, "password": PASSWORD, "next": path_of(link)}
    assert urlsplit(to_sign_in).path == reverse("account_login")
    assert client.post(to_sign_in, data).url == path_of(link)
    assert not Membership.objects.filter(user=outsider).exists()


def test_a_newcomer_reads_the_safety_text_and_comes_back(client_of, link, newcomer):
    load_initial_documents(Document)
    client = client_of(newcomer)
    assert "Read the safety text" in main(client.get(path_of(link)))
    assert client.post(path_of(link)).url == reverse("users:welcome")
    assert not Membership.objects.filter(user=newcomer).exists()
    version = Document.objects.current(DocumentKind.SAFETY, "en").version
    assert client.post(reverse("users:welcome"), {"version": version}).url == path_of(link)
    client.post(path_of(link))
    assert Membership.objects.filter(user=newcomer).exists()


# ---- Taking out and banning ----


def test_taking_out_asks_first_and_tells_why(client_of, group, member, organizer):
    client, address = client_of(organizer), url("remove", group.slug, member.public_id)
    assert address in main(client.get(url("members", group.slug)))
    assert "Mira" in main(client.get(address))
    assert client.post(address, {"reason": ""}).status_code == 200
    assert Membership.objects.filter(user=member).exists()
    response = client.post(address, {"reason": "You ran alone."})
    assert words(response) == ["They are out, and are told why."]
    assert not Membership.objects.filter(user=member).exists()
    assert client.post(address, {"reason": "You ran alone."}).status_code == 404


def test_a_moderator_has_the_button_for_plain_members_only(client_of, group, member, moderator, organizer):
    page = main(client_of(moderator).get(url("members", group.slug)))
    buttons = re.findall(r'href="([^"]*/remove/)"', page)
    assert buttons == [url("remove", group.slug, member.public_id)]


def test_bans_are_listed_with_their_note_and_lifted(client_of, group, member, organizer):
    data = {"reason": "You ran alone.", "is_final": "on", "note": "<b>Third</b> time."}
    client = client_of(organizer)
    client.post(url("remove", group.slug, member.public_id), data)
    page = main(client.get(url("bans", group.slug)))
    assert "Mira" in page
    assert "&lt;b&gt;Third&lt;/b&gt; time." in page
    assert client_of(member).get(url("detail", group.slug)).status_code == 404
    address = url("lift", group.slug, Ban.objects.get().public_id)
    assert [words(client.post(address))[-1] for _ in range(2)] == [
        "Lifted. They can come in again like anybody else.",
        "It was lifted before.",
    ]
    assert client_of(member).get(url("detail", group.slug)).status_code == 200


def test_a_long_list_of_bans_has_pages(client_of, group, make_user, organizer):
    people = [make_user(f"kept{number}") for number in range(21)]
    Ban.objects.bulk_create(Ban(group=group, user=user, email_hash=user.email[:64]) for user in people)
    client = client_of(organizer)
    first = main(client.get(url("bans", group.slug)))
    rest = main(client.get(url("bans", group.slug) + re.search(r'href="(\?after=[^"]+)"', first)[1]))
    assert [page.count("<li ") for page in (first, rest)] == [20, 1]


def test_a_moderator_sees_bans_and_has_no_button_to_lift_them(client_of, group, banned, moderator):
    page = main(client_of(moderator).get(url("bans", group.slug)))
    assert "Boris" in page
    assert "Lift the ban" not in page


def test_a_leaver_who_presses_back_reads_a_sentence(client_of, group, member):
    client = client_of(member)
    answers = [client.post(url("leave", group.slug)) for _ in range(2)]
    assert words(answers[1])[-1] == "You are not a member of this group."
    assert Group.objects.get(pk=group.pk).member_count == 1


def test_names_are_text_on_every_page(client_of, asked, asking_group, outsider, organizer):
    Profile.objects.filter(user=outsider).update(display_name="<i>Otto</i>")
    client = client_of(organizer)
    for address in (
        url("requests", asking_group.slug),
        url("request", asking_group.slug, asked.public_id),
    ):
        assert "<i>Otto" not in main(client.get(address))
