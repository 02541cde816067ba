import pytest
from django.urls import reverse

from community.moderation.context import waiting
from community.moderation.models import Decision, Report, Revision
from community.stories.actions import edit_story
from community.stories.models import Audience

QUEUE = "/review/"
SCRIPT = "<script>alert(1)</script>"
WHY = {"version": 1, "reason": "house_rule", "words": "Say it as your own experience."}


def page_of(revision, verb=""):
    return reverse(f"moderation:{verb or 'revision'}", args=[revision.public_id])


@pytest.fixture
def edited(published_story, member, as_viewer):
    """A published story with an edit that waits."""

    def write(text, title="My first eight lengths"):
        return edit_story(
            published_story,
            by=as_viewer(member),
            base=published_story.newest.version,
            title=title,
            text=text,
            audience=Audience.GROUP,
        )

    return write


def test_the_queue_is_not_for_members(client_of, member, outsider):
    for user in (member, outsider):
        assert client_of(user).get(QUEUE).status_code == 403
    assert client_of(None).get(QUEUE).status_code == 302


def test_the_queue_lists_the_own_groups_only(
    client_of, tell, member, group, moderator, other_moderator, other_group, site_moderator
):
    tell(member, group, title="In Neckar")
    seen = {
        user: client_of(user).get(QUEUE).content.decode()
        for user in (moderator, other_moderator, site_moderator)
    }
    assert "In Neckar" in seen[moderator]
    assert "In Neckar" in seen[site_moderator]
    assert "Nothing waits" in seen[other_moderator]


def test_nobody_finds_their_own_in_the_queue(client_of, tell, moderator, group):
    story = tell(moderator, group)
    assert "Nothing waits" in client_of(moderator).get(QUEUE).content.decode()
    assert client_of(moderator).get(page_of(story.newest)).status_code == 404


def test_a_version_is_readable_for_its_moderators_only(
    client_of, pending_story, member, organizer, moderator, site_moderator, other_member, other_moderator
):
    url = page_of(pending_story.newest)
    statuses = {
        user.profile.display_name: client_of(user).get(url).status_code
        for user in (organizer, moderator, site_moderator, member, other_member, other_moderator)
    }
    assert statuses == {"Petra": 200, "Mona": 200, "Sami": 200, "Mira": 404, "Leyla": 404, "Tariq": 404}


def test_what_was_decided_or_taken_back_is_not_readable_any_more(
    client_of, pending_story, organizer, member, send_it_back
):
    send_it_back(pending_story, organizer)
    html = client_of(organizer).get(page_of(pending_story.newest)).content.decode()
    assert "It went well." not in html
    assert "Could you say it as your own experience?" in html


def test_changes_are_marked_by_word_and_escaped(client_of, edited, organizer):
    revision = edited(f"It went {SCRIPT} well.")
    html = client_of(organizer).get(page_of(revision)).content.decode()
    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt; </ins>" in html
    assert SCRIPT not in html


def test_the_whole_can_be_seen_as_readers_will_see_it(client_of, edited, organizer):
    revision = edited("It went **very** well.")
    html = client_of(organizer).get(page_of(revision) + "?show=readers").content.decode()
    assert "<strong>very</strong>" in html
    assert "<ins>" not in html


def test_titles_names_and_words_are_plain_text_for_moderators(
    client_of, tell, member, group, organizer, published_story, reported, other_member
):
    member.profile.display_name = SCRIPT
    member.profile.save()
    story = tell(member, group, title=SCRIPT, text=SCRIPT)
    case = reported(published_story, other_member, words=SCRIPT)
    for url in (QUEUE, page_of(story.newest), reverse("moderation:case", args=[case.public_id])):
        assert SCRIPT not in client_of(organizer).get(url).content.decode()


def test_publishing_takes_one_press(client_of, pending_story, moderator):
    response = client_of(moderator).post(page_of(pending_story.newest, "publish"), {"version": 1})
    assert response.headers["Location"] == QUEUE
    assert Revision.objects.get().state == "published"


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_sending_back_and_rejecting_need_reason_and_words(client_of, pending_story, moderator, verb):
    client, url = client_of(moderator), page_of(pending_story.newest, verb)
    response = client.post(url, {"version": 1, "reason": "", "words": "These words stay."})
    assert response.status_code == 400
    assert "These words stay." in response.content.decode()
    assert client.post(url, {"version": 1, "reason": "spam", "words": " "}).status_code == 400
    assert Decision.objects.count() == 0
    assert client.post(url, WHY).status_code == 302
    assert Decision.objects.get().words == WHY["words"]


def test_who_comes_second_is_told_and_keeps_their_words(client_of, pending_story, moderator, organizer):
    client_of(organizer).post(page_of(pending_story.newest, "publish"), {"version": 1})
    response = client_of(moderator).post(page_of(pending_story.newest, "send_back"), WHY)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Petra published this while you were reading." in html
    assert WHY["words"] in html
    assert Decision.objects.count() == 1


def test_a_stale_approval_shows_what_changed_since(client_of, pending_story, member, organizer, as_viewer):
    read = pending_story.newest
    edit_story(
        pending_story,
        by=as_viewer(member),
        base=1,
        title="My first eight lengths",
        text="It went backwards.",
        audience=Audience.GROUP,
    )
    response = client_of(organizer).post(page_of(read, "publish"), {"version": 1, "words": "Lovely."})
    assert response.status_code == 409
    html = response.content.decode()
    assert "<del>well.</del><ins>backwards.</ins>" in html
    assert "Lovely." in html
    assert page_of(Revision.objects.get(version=2), "publish") in html


def test_other_groups_moderators_cannot_post_decisions(client_of, pending_story, other_moderator, member):
    for user in (other_moderator, member):
        for verb in ("publish", "send_back", "reject"):
            assert client_of(user).post(page_of(pending_story.newest, verb), WHY).status_code == 404
    assert Revision.objects.get().state == "pending"


def test_a_case_can_be_left_removed_and_put_back(
    client_of, published_story, other_member, organizer, reported, member
):
    case = reported(published_story, other_member)
    client = client_of(organizer)
    urls = {
        verb: reverse(f"moderation:{verb}", args=[case.public_id])
        for verb in ("case", "leave", "remove", "restore")
    }
    page = client.get(urls["case"]).content.decode()
    assert "This is our meeting point." in page
    assert "Leyla" not in page  # who reported is not shown
    seen = {"seen": published_story.published.public_id}
    assert client.post(urls["remove"], seen).status_code == 400
    assert client.post(urls["remove"], seen | WHY).status_code == 302
    published_story.refresh_from_db()
    assert published_story.published is None
    page = client.get(urls["case"]).content.decode()
    assert "Put it back" in page
    assert "It went well." not in page
    assert client.post(urls["restore"]).status_code == 302
    published_story.refresh_from_db()
    assert published_story.published is not None
    assert client.post(urls["restore"]).status_code == 409
    assert client_of(member).get(urls["case"]).status_code == 404


def test_a_second_decision_on_a_case_keeps_the_words(
    client_of, published_story, other_member, organizer, moderator, reported
):
    case = reported(published_story, other_member)
    client_of(organizer).post(reverse("moderation:leave", args=[case.public_id]))
    response = client_of(moderator).post(
        reverse("moderation:remove", args=[case.public_id]),
        {"seen": published_story.published.public_id} | WHY,
    )
    assert response.status_code == 409
    assert "Somebody decided about this a moment ago." in response.content.decode()


def test_reporters_read_their_own_report_and_no_other(
    client_of, published_story, other_member, moderator, member, reported
):
    case = reported(published_story, other_member)
    url = reverse("moderation:report", args=[case.public_id])
    page = client_of(other_member).get(url).content.decode()
    assert "This is our meeting point." in page
    assert client_of(member).get(url).status_code == client_of(moderator).get(url).status_code == 404
    assert Report.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    client_of, tell, published, reported, member, other_member, organizer, group, rows, queries_of
):
    for number in range(rows):
        tell(member, group, title=f"Story {number}")
        reported(published(member, group, by=organizer), other_member)
    assert queries_of(client_of(organizer), QUEUE) == 6


def test_the_number_beside_review_is_for_moderators(
    client_of, pending_story, organizer, member, rf, as_viewer
):
    request = rf.get("/")
    request.viewer = as_viewer(organizer)
    assert waiting(request)["waiting_for_review"] == 1
    request.viewer = as_viewer(member)
    assert not waiting(request)["waiting_for_review"]
