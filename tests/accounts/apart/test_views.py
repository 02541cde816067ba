"""The list, and the pages and buttons to block, mute and take it back."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Block, MutedPerson
from community.moderation.models import Case, Report


def url(name: str, person) -> str:
    return reverse(f"users:{name}", args=[person.public_id])


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_says_what_a_block_does_and_changes_nothing(client_of, member, other_member):
    page = client_of(member).get(url("block", other_member))
    assert f"Block {other_member}?" in page.content.decode()
    assert f"{other_member} is not told." in page.content.decode()
    assert not Block.objects.exists()


def test_who_blocks_lands_on_the_list_with_the_way_back(client_of, member, other_member):
    client = client_of(member)
    response = client.post(url("block", other_member))
    assert (response.status_code, response.url) == (302, reverse("users:apart_list"))
    assert list(Block.objects.values_list("blocker", "blocked")) == [(member.pk, other_member.pk)]
    page = client.get(response.url).content.decode()
    assert url("unblock", other_member) in page
    assert f"You and {other_member} no longer see each other. You can take it back here." in page


def test_block_and_report_is_one_step(client_of, member, other_member):
    data = {"tell": "on", "reason": "harassment", "words": "They wait for me."}
    client_of(member).post(url("block", other_member), data)
    assert Block.objects.stands(blocker=member.pk, blocked=other_member.pk)
    assert list(Report.objects.values_list("reporter", "reason", "words", "case__kind", "case__about")) == [
        (member.pk, "harassment", "They wait for me.", "person", other_member.pk)
    ]


def test_without_the_tick_nobody_is_reported(client_of, member, other_member):
    client_of(member).post(url("block", other_member), {"reason": "harassment", "words": "They wait for me."})
    assert Block.objects.count() == 1
    assert not Case.objects.exists()


def test_a_report_without_a_reason_is_asked_for_it_and_nothing_happens(client_of, member, other_member):
    page = client_of(member).post(url("block", other_member), {"tell": "on", "words": "They wait for me."})
    assert page.status_code == 200
    assert "Choose what fits best." in page.content.decode()
    assert "They wait for me." in page.content.decode()
    assert not Block.objects.exists()


def test_the_block_stands_when_the_report_is_refused(client_of, member, other_member):
    data = {"tell": "on", "reason": "spam"}
    client = client_of(member)
    client.post(url("block", other_member), data)
    client.post(url("unblock", other_member))
    response = client.post(url("block", other_member), data)
    assert Block.objects.count() == 1
    assert Report.objects.count() == 1
    assert "You have reported this already. You find our answer under your notices." in said(response)


@pytest.mark.parametrize("name", ["block", "mute"])
def test_whoever_blocked_me_is_not_there_as_if_nobody_was(client_of, member, other_member, name):
    Block.objects.put(blocker=other_member.pk, blocked=member.pk)
    client = client_of(member)
    there, nowhere = (client.post(path) for path in (url(name, other_member), "/me/apart/nobody/block/"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert not MutedPerson.objects.exists()
    if name == "block":
        assert client.get(url("block", other_member)).status_code == 404


@pytest.mark.parametrize("who", ["organizer", "moderator", "site_moderator"])
def test_whoever_moderates_may_block_back(request, client_of, member, who):
    """They see the name in lists all the same, so the button there must not tell them of the block."""
    person = request.getfixturevalue(who)
    Block.objects.put(blocker=member.pk, blocked=person.pk)
    assert client_of(person).get(url("block", member)).status_code == 200


@pytest.mark.parametrize("name", ["block", "mute"])
def test_oneself_is_nobody_to_block(client_of, member, name):
    assert client_of(member).post(url(name, member)).status_code == 404


@pytest.mark.parametrize("name", ["block", "mute"])
def test_who_is_gone_is_nobody_to_block(client_of, member, other_member, name):
    type(other_member).objects.filter(pk=other_member.pk).update(is_active=False)
    assert client_of(member).post(url(name, other_member)).status_code == 404


def test_unblock_asks_nothing(client_of, member, other_member):
    Block.objects.put(blocker=member.pk, blocked=other_member.pk)
    response = client_of(member).post(url("unblock", other_member))
    assert said(response) == [f"{other_member} is no longer blocked by you."]
    assert not Block.objects.exists()


def test_mute_and_unmute(client_of, member, other_member):
    client = client_of(member)
    assert said(client.post(url("mute", other_member))) == [
        f"{other_member} is muted. Only you know. You can take it back here."
    ]
    assert url("unmute", other_member) in client.get(reverse("users:apart_list")).content.decode()
    client.post(url("unmute", other_member))
    assert not MutedPerson.objects.exists()


@pytest.mark.parametrize("name", ["unblock", "unmute"])
def test_there_is_nothing_to_take_back_of_others(client_of, member, other_member, name):
    """The answer is the same for a block of the other's, for a stranger and for nobody."""
    Block.objects.put(blocker=other_member.pk, blocked=member.pk)
    MutedPerson.objects.put(muter=other_member.pk, muted=member.pk)
    client = client_of(member)
    for path in (url(name, other_member), f"/me/apart/nobody/{name}/"):
        assert said(client.post(path))[-1] == "There is nothing to take back."
    assert (Block.objects.count(), MutedPerson.objects.count()) == (1, 1)


def test_the_list_is_of_ones_own_only(client_of, member, other_member, organizer):
    Block.objects.put(blocker=member.pk, blocked=organizer.pk)
    MutedPerson.objects.put(muter=member.pk, muted=other_member.pk)
    for person, names in ((member, {organizer, other_member}), (organizer, set()), (other_member, set())):
        page = client_of(person).get(reverse("users:apart_list")).content.decode()
        others = {member, organizer, other_member} - {person}
        assert {other for other in others if other.public_id in page} == names


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    client_of, member, make_user, rows, django_assert_num_queries
):
    for number in range(rows):
        Block.objects.put(blocker=member.pk, blocked=make_user(f"b{number}").pk)
        MutedPerson.objects.put(muter=member.pk, muted=make_user(f"m{number}").pk)
    client = client_of(member)
    client.get(reverse("users:apart_list"))  # the session keeps when it was last used
    with django_assert_num_queries(6):
        client.get(reverse("users:apart_list"))


def test_a_profile_leads_to_a_report_of_the_person_and_ones_own_does_not(client_of, member, moderator):
    address = reverse("people:profile", args=[moderator.profile.handle])
    report = reverse("moderation:report_person", args=[moderator.public_id])
    pages = [client_of(who).get(address).content.decode() for who in (member, moderator)]
    assert [report in page for page in pages] == [True, False]
