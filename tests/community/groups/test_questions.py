"""Questions to those who run a group, whether or not one wants to join."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.contact.actions import close_thread, write
from accounts.contact.models import Thread
from accounts.identifiers import new_nonce
from community.groups.models import Group, Visibility
from community.groups.questions import ask_organizers
from tests.telling import told


def test_an_outsider_asks_and_the_organizer_reads_it(
    group, outsider, organizer, member, as_viewer, client_of
):
    response = client_of(outsider).post(reverse("groups:question", args=[group.slug]))
    thread = Thread.objects.get()
    assert response["Location"] == reverse("contact:thread", args=[thread.public_id])
    write(thread, by=as_viewer(outsider), nonce=new_nonce(), text="May I bring my dog?")
    page = client_of(organizer).get(response["Location"]).content.decode()
    assert "May I bring my dog?" in page
    assert (
        "A question to Neckar Heelfirsts" in client_of(outsider).get(reverse("contact:list")).content.decode()
    )
    assert client_of(member).get(response["Location"]).status_code == 404
    assert [line.recipient for line in told(kind="contact.message")] == [organizer]


def test_there_is_one_conversation_until_it_is_closed(group, outsider, as_viewer):
    viewer = as_viewer(outsider)
    first = ask_organizers(group, by=viewer)
    assert ask_organizers(group, by=viewer) == first
    close_thread(first, by=viewer)
    assert ask_organizers(group, by=viewer) != first
    assert Thread.objects.count() == 2


def test_who_would_answer_or_is_not_ready_does_not_ask(group, organizer, newcomer, as_viewer):
    for person in (organizer, newcomer):
        with pytest.raises(PermissionDenied):
            ask_organizers(group, by=as_viewer(person))


def test_a_private_group_is_asked_by_its_members_only(group, outsider, member, as_viewer, client_of):
    Group.objects.filter(pk=group.pk).update(visibility=Visibility.PRIVATE)
    address = reverse("groups:question", args=[group.slug])
    assert client_of(outsider).post(address).status_code == 404
    assert client_of(member).post(address).status_code == 302


def test_a_group_that_became_private_is_named_to_nobody_outside(group, outsider, as_viewer, client_of):
    thread = ask_organizers(group, by=as_viewer(outsider))
    write(thread, by=as_viewer(outsider), nonce=new_nonce(), text="Hello")
    Group.objects.filter(pk=group.pk).update(visibility=Visibility.PRIVATE)
    assert group.name not in client_of(outsider).get(reverse("contact:list")).content.decode()


def test_the_group_page_leads_to_the_organizers(group, outsider, organizer, client_of, client):
    address = reverse("groups:question", args=[group.slug])
    page = reverse("groups:detail", args=[group.slug])
    shown = [
        address in each.get(page).content.decode()
        for each in (client_of(outsider), client_of(organizer), client)
    ]
    assert shown == [True, False, False]
