"""The page of settings, and the cover."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.images import Rendition, Renditions
from accounts.models import Profile
from community.groups.models import Group, Membership
from community.groups.running.actions import close_group, set_cover
from community.groups.running.marks import COVER, mark_of
from tests.community.groups.typed import policy_of, words_of
from tests.conftest import join


def url(name, group, *args):
    return reverse(f"groups:{name}", args=[group.slug, *args])


def page_of(response):
    return response.content.decode()


@pytest.fixture
def organizing(client_of, organizer):
    return client_of(organizer)


def typed(group, **changes):
    """The policy as a browser sends it."""
    fields = policy_of(group, **changes)
    questions = fields.pop("questions")
    fields |= {f"question{number}": text for number, text in enumerate(questions, start=1)}
    fields["runners_per_spotter"] = fields["runners_per_spotter"] or ""
    return {name: value for name, value in fields.items() if value is not False}


# ---- Words ----


def test_all_settings_are_on_one_page(organizing, group):
    page = page_of(organizing.get(url("edit", group)))
    for heading in ("Words", "Cover", "How it runs", "Who finds it", "Rest or go on"):
        assert f"<h2>{heading}</h2>" in page
    assert "We run backwards on Tuesdays." in page


def test_a_look_at_the_words_saves_nothing(organizing, group):
    sent = words_of(group, description="**Slowly**", rules="- Spot\n- Call", preview="1")
    page = page_of(organizing.post(url("edit", group), sent))
    assert "<strong>Slowly</strong>" in page
    assert "<li>Spot</li>" in page
    assert "**Slowly**" in page
    assert Group.objects.get().description == "We run backwards on Tuesdays."


def test_markdown_of_words_is_harmless(organizing, client_of, group):
    evil = "[x](javascript:alert(1)) <script>alert(1)</script> ![p](https://example.org/p.png)"
    organizing.post(url("edit", group), words_of(group, description=evil, rules=evil))
    main = page_of(client_of(None).get(url("detail", group))).partition("<main")[2].partition("</main>")[0]
    assert "<script" not in main
    assert "javascript:" not in re.findall(r'href="([^"]*)"', main)
    assert "<img" not in main


def test_the_second_of_two_organizers_sees_both_and_loses_nothing(organizing, client_of, group, make_user):
    second = join(make_user("paul"), group, "organizer")
    mine = words_of(group, description="What I typed for an hour.")
    client_of(second).post(url("edit", group), words_of(group, description="What Paul wrote."))
    response = organizing.post(url("edit", group), mine)
    page = page_of(response)
    assert response.status_code == 409
    assert "What I typed for an hour." in page
    assert "What Paul wrote." in page
    base = re.search(r'name="base" value="(\w+)"', page)[1]
    assert organizing.post(url("edit", group), mine | {"base": base}).status_code == 302
    assert Group.objects.get().description == "What I typed for an hour."


# ---- Policy ----


def test_who_comes_in_is_chosen_with_up_to_three_questions(organizing, group):
    questions = ["Why?", "Since when?", "With whom?"]
    sent = typed(group, join_policy="request", questions=questions, runners_per_spotter=1)
    organizing.post(url("policy", group), sent | {"question4": "And?", "always_reviews": "on"})
    found = Group.objects.get()
    assert (found.join_policy, found.questions) == ("request", questions)
    assert (found.runners_per_spotter, found.always_reviews) == (1, True)
    page = page_of(organizing.get(url("edit", group)))
    assert all(f'value="{question}"' in page for question in questions)


@pytest.mark.parametrize(
    "changes",
    [
        {"join_policy": "anybody"},
        {"runners_per_spotter": 3},
        {"runners_per_spotter": 99},
        {"question1": "x" * 300},
    ],
)
def test_what_cannot_be_chosen_changes_nothing(organizing, group, changes):
    assert organizing.post(url("policy", group), typed(group) | changes).status_code == 200
    found = Group.objects.get()
    assert (found.join_policy, found.questions, found.runners_per_spotter) == ("open", [], None)


def test_no_form_moves_what_it_does_not_show(organizing, group, outsider):
    """Every field of the model is sent along, to every form (Q4)."""
    before = Group.objects.values().get()
    extra = {field.name: "1" for field in Group._meta.concrete_fields} | {"founder": outsider.pk}
    organizing.post(url("edit", group), extra | words_of(group))
    organizing.post(url("policy", group), extra | typed(group) | {"always_reviews": ""})
    organizing.post(url("visibility", group), extra)
    organizing.post(url("archive", group), extra)
    assert Group.objects.values().get() == before | {"search_words": Group.objects.get().search_words}


# ---- Cover ----


@pytest.fixture
def covered(group, organizer, as_viewer):
    copies = Renditions({size: Rendition(40, 30, b"RIFFcopy%d" % size) for size in (640, 1600)})
    given = {"base": mark_of(group, COVER), "photo": copies, "description": "Two <shoes>"}
    set_cover(group, by=as_viewer(organizer), **given)
    group.refresh_from_db()
    return group


def test_an_upload_becomes_the_cover(organizing, group, jpeg):
    file = SimpleUploadedFile("shoes.jpg", jpeg, "image/jpeg")
    sent = {"base": mark_of(group, COVER), "file": file, "description": "Two shoes"}
    assert organizing.post(url("cover_change", group), sent).status_code == 302
    found = Group.objects.get()
    assert found.cover_description == "Two shoes"
    answer = organizing.get(found.cover_small)
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "image/webp", b"RIFF")


def test_the_cover_stands_on_page_and_card(client_of, covered):
    page = page_of(client_of(None).get(url("detail", covered)))
    assert f'src="{covered.cover_large}" alt="Two &lt;shoes&gt;"' in page
    assert f'src="{covered.cover_small}"' in Group.cards.one(covered)


def test_without_a_photo_the_drawing_stands_there(organizing, covered):
    organizing.post(url("cover_change", covered), {"remove": "1"})
    page = page_of(organizing.get(url("detail", covered)))
    assert '<svg class="cover"' in page
    assert covered.cover_id not in page
    assert organizing.get(covered.cover_small).status_code == 404


@pytest.mark.parametrize(("size", "status"), [("small", 200), ("large", 200), ("huge", 404)])
def test_a_cover_comes_in_two_sizes(client_of, covered, size, status):
    assert client_of(None).get(url("cover", covered, covered.cover_id, size)).status_code == status


def test_the_cover_of_a_public_group_may_be_kept_and_that_of_a_private_one_not(
    organizing, client_of, covered, organizer, as_viewer
):
    answer = client_of(None).get(covered.cover_small)
    assert answer["Cache-Control"] == "public, no-cache"
    again = client_of(None).get(covered.cover_small, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    close_group(covered, by=as_viewer(organizer))
    assert client_of(None).get(covered.cover_small).status_code == 404
    again = client_of(None).get(covered.cover_small, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 404
    inside = organizing.get(covered.cover_small)
    assert (inside["Cache-Control"], "ETag" in inside) == ("private, no-store", False)


def test_the_cover_of_another_group_does_not_come_under_this_ones_name(client_of, covered, other_group):
    assert client_of(None).get(url("cover", other_group, covered.cover_id, "small")).status_code == 404


# ---- Who finds it, and rest ----


def test_a_group_becomes_private_and_is_announced_and_is_taken_back(organizing, client_of, group):
    for step, button in (("close", "Make it public in seven days"), ("open", "Stay private after all")):
        assert organizing.post(url("visibility", group), {"step": step}).status_code == 302
        assert button in page_of(organizing.get(url("edit", group)))
    assert client_of(None).get(url("detail", group)).status_code == 404
    assert "On " in page_of(organizing.get(url("detail", group)))
    organizing.post(url("visibility", group), {"step": "stay"})
    assert Group.objects.get().opens_at is None


def test_a_group_rests_and_goes_on(organizing, client_of, group, outsider):
    organizing.post(url("archive", group), {"step": "archive"})
    page = page_of(client_of(outsider).get(url("detail", group)))
    assert "This group rests." in page
    assert "Join this group" not in page
    assert "Post a meetup" not in page_of(organizing.get(url("detail", group)))
    organizing.post(url("archive", group), {"step": "revive"})
    assert "This group rests." not in page_of(client_of(outsider).get(url("detail", group)))


def test_a_story_form_of_a_private_group_offers_no_other_readers(organizing, group):
    new = reverse("stories:new", args=[group.slug])
    assert 'name="audience"' in page_of(organizing.get(new))
    organizing.post(url("visibility", group), {"step": "close"})
    page = page_of(organizing.get(new))
    assert 'name="audience"' not in page
    assert "Only members read it: the group is private." in page


# ---- Members ----


def test_members_see_stage_and_languages_as_each_allows(client_of, group, member, other_member, organizer):
    Profile.objects.filter(user=member).update(stage=2, languages=["de", "fa"])
    hidden = {"stage": 3, "languages": ["fr"], "stage_seen_by": "me", "languages_seen_by": "me"}
    Profile.objects.filter(user=other_member).update(**hidden)
    Profile.objects.filter(user=organizer).update(stage=4, stage_seen_by="people")
    page = page_of(client_of(member).get(url("members", group)))
    for shown in ("Stage 2: ", "Stage 4: ", "Deutsch", "فارسی"):
        assert shown in page
    for kept in ("Stage 3", "Français", "@example.org", "Heidelberg"):
        assert kept not in page.partition("<main")[2].partition("</main>")[0]


def test_settings_cost_the_same_however_many_belong_to_the_group(queries_of, organizing, group, make_user):
    before = queries_of(organizing, url("edit", group))
    rows = [Membership(group=group, user=make_user(f"m{number}")) for number in range(3)]
    Membership.objects.bulk_create(rows)
    Group.objects.update(archived_at=timezone.now())
    assert queries_of(organizing, url("edit", group)) == before
