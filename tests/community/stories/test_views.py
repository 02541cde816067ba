import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.identifiers import new_nonce
from community.groups.models import Ban, Group, Membership, Role
from community.moderation.models import Report, Revision
from community.stories.actions import Shown, edit_story
from community.stories.models import Audience, Photo, Story

LIST, MINE = "/stories/", "/stories/mine/"


def url_of(story, page="detail"):
    return reverse(f"stories:{page}", args=[story.public_id])


@pytest.fixture
def new_url(group):
    return reverse("stories:new", args=[group.slug])


@pytest.fixture
def filled():
    """A form as a browser sends it."""

    def fill(**fields):
        return {
            "title": "My first eight lengths",
            "text": "It went well.",
            "audience": "group",
            "nonce": new_nonce(),
        } | fields

    return fill


def file(data, name="track.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def html(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_story_is_told_with_a_photo_and_waits(client_of, member, new_url, filled, jpeg):
    form = filled(**{"photo0-file": file(jpeg), "photo0-description": "A red track"})
    response = client_of(member).post(new_url, form)
    story = Story.objects.get()
    assert response.headers["Location"] == url_of(story, "own")
    assert story.published is None
    [use] = story.newest.photos.all()
    assert (use.description, use.photo.owner) == ("A red track", member)


@pytest.mark.parametrize("name", ["nonce", "photo0-kept", "title", "photo0-description"])
def test_a_null_character_is_a_form_error(client_of, member, new_url, filled, name):
    answer = html(client_of(member).post(new_url, filled(**{name: "a\0b"})))
    assert "It went well." in answer
    assert not Story.objects.exists()


def test_the_form_is_for_members(client_of, outsider, newcomer, new_url):
    assert client_of(outsider).get(new_url).status_code == 403
    assert client_of(newcomer).get(new_url).status_code == 403
    assert client_of(None).get(new_url).status_code == 302


def test_the_form_sent_twice_makes_one_story_and_keeps_one_photo(client_of, member, new_url, filled, jpeg):
    client, form = client_of(member), filled()
    places = [client.post(new_url, form | {"photo0-file": file(jpeg)}).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Story.objects.count() == Photo.objects.count() == 1


def test_a_mistake_keeps_the_text_and_the_photo(client_of, member, new_url, filled, jpeg):
    client = client_of(member)
    page = html(
        client.post(
            new_url,
            filled(title="", **{"photo0-file": file(jpeg), "photo0-description": "A red track"}),
        )
    )
    photo = Photo.objects.get()
    assert "It went well." in page
    assert "A red track" in page
    assert f'name="photo0-kept" value="{photo.public_id}"' in page
    client.post(new_url, filled(**{"photo0-kept": photo.public_id, "photo0-description": "A red track"}))
    assert [use.photo for use in Story.objects.get().newest.photos.all()] == [photo]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.jpg", b"<html><script>alert(1)</script>", "This is not a photo we can read."),
        ("photo.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "This photo is HEIC, which we can&#x27;t read."),
        ("notes.txt", b"just words", "This is not a photo we can read."),
    ],
)
def test_what_is_no_photo_says_what_to_do_and_keeps_the_text(
    client_of, member, new_url, filled, name, data, sentence
):
    page = html(client_of(member).post(new_url, filled(**{"photo1-file": file(data, name)})))
    assert sentence in page
    assert "It went well." in page
    assert '<details class="stack" open>' in page
    assert Story.objects.count() == Photo.objects.count() == 0


def test_somebody_elses_photo_cannot_be_shown(client_of, member, other_member, new_url, filled, upload):
    theirs = upload(other_member)
    client_of(member).post(new_url, filled(**{"photo0-kept": theirs.public_id}))
    assert Story.objects.get().newest.photos.count() == 0


def test_a_photo_that_was_removed_cannot_be_shown_again(
    client_of, member, other_member, organizer, group, new_url, filled, upload, published, removed
):
    photo = upload(member)
    removed(published(member, group, by=organizer, photos=[photo]), reporter=other_member, by=organizer)
    client_of(member).post(new_url, filled(**{"photo0-kept": photo.public_id}))
    assert Story.objects.get(published=None, newest__state="pending").newest.photos.count() == 0


def test_the_one_who_sends_too_many_photos_keeps_the_text(client_of, member, new_url, filled, jpeg, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "1/h/user"}
    form = filled(**{"photo0-file": file(jpeg), "photo1-file": file(jpeg)})
    page = html(client_of(member).post(new_url, form))
    assert "many photos this hour" in page
    assert "It went well." in page
    assert Photo.objects.count() == 0


def test_the_one_who_sends_too_many_stories_keeps_the_text(client_of, member, new_url, filled, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"story": "1/h/user"}
    client = client_of(member)
    client.post(new_url, filled())
    assert "many stories this hour" in html(client.post(new_url, filled(text="The second.")))
    assert Story.objects.count() == 1


def test_the_edit_form_holds_what_was_written(client_of, member, tell, group, upload):
    photo = upload(member)
    story = tell(member, group, photos=[photo])
    page = html(client_of(member).get(url_of(story, "edit")))
    assert "It went well." in page
    assert photo.public_id in page
    assert "Two shoes" in page
    assert 'name="base" value="1"' in page


def test_an_edit_without_its_photo_takes_it_out(client_of, member, tell, group, upload, filled):
    photo = upload(member)
    story = tell(member, group, photos=[photo])
    form = filled(base=1, **{"photo0-kept": photo.public_id, "photo0-leave_out": "on"})
    client_of(member).post(url_of(story, "edit"), form)
    assert Revision.objects.get(version=2).photos.count() == 0


def test_a_stale_edit_shows_both_texts(client_of, member, pending_story, filled, as_viewer):
    edit_story(
        pending_story,
        by=as_viewer(member),
        base=1,
        title="On the phone",
        text="Written on the phone.",
        audience=Audience.GROUP,
    )
    client, form = client_of(member), filled(base=1, text="Written at the desk.")
    page = html(client.post(url_of(pending_story, "edit"), form), status=409)
    assert "Your text is kept; here are both." in page
    assert "Written on the phone." in page
    assert "Written at the desk." in page
    assert 'name="base" value="2"' in page
    client.post(url_of(pending_story, "edit"), form | {"base": 2})
    assert Revision.objects.get(version=3).text == "Written at the desk."


def test_an_edit_that_meets_a_removal_keeps_the_text(
    client_of, member, other_member, organizer, published_story, removed, filled
):
    removed(published_story, reporter=other_member, by=organizer)
    page = html(client_of(member).post(url_of(published_story, "edit"), filled(base=1, text="Mended.")), 409)
    assert "A moderator removed this" in page
    assert "Mended." in page


def test_only_the_author_finds_own_edit_and_withdraw(client_of, pending_story, other_member, organizer):
    for user in (other_member, organizer):
        client = client_of(user)
        assert client.get(url_of(pending_story, "own")).status_code == 404
        assert client.get(url_of(pending_story, "edit")).status_code == 404
        assert client.post(url_of(pending_story, "withdraw")).status_code == 404


def test_the_author_sees_what_waits_on_own_pages_and_nowhere_else(client_of, member, pending_story, group):
    client = client_of(member)
    assert "My first eight lengths" in html(client.get(MINE))
    assert "only you see this" in html(client.get(url_of(pending_story, "own")))
    assert client.get(url_of(pending_story)).status_code == 404
    for url in (LIST, LIST + "?show=groups", reverse("stories:group", args=[group.slug])):
        assert "My first eight lengths" not in html(client.get(url))


@pytest.mark.parametrize("why", ["banned", "private"])
def test_own_stories_do_not_name_a_group_that_is_not_there_any_more(
    client_of, member, pending_story, organizer, send_it_back, group, why
):
    send_it_back(pending_story, organizer)
    write = reverse("moderation:write", args=[pending_story.newest.public_id])
    pages = (MINE, url_of(pending_story, "own"), write)
    for url in pages:
        assert group.name in html(client_of(member).get(url))
    member.memberships.all().delete()
    if why == "banned":
        Ban.objects.create(group=group, user=member, email_hash="0" * 64)
    else:
        Group.objects.update(visibility="private")
    for url in pages[:2]:
        page = html(client_of(member).get(url))
        assert "My first eight lengths" in page
        assert group.name not in page
        assert write not in page
    assert client_of(member).get(write).status_code == 404


def test_the_moderators_words_stand_on_the_authors_pages(
    client_of, member, pending_story, organizer, send_it_back
):
    send_it_back(pending_story, organizer)
    for url in (MINE, url_of(pending_story, "own"), url_of(pending_story, "edit")):
        page = html(client_of(member).get(url))
        assert "Petra asks for a change:" in page
        assert "Could you say it as your own experience?" in page


def test_taking_back_is_one_press_and_cannot_be_done_twice(client_of, member, pending_story):
    client = client_of(member)
    assert client.post(url_of(pending_story, "withdraw")).status_code == 302
    assert "Taken back" in html(client.get(url_of(pending_story, "own")))
    assert "already" in html(client.post(url_of(pending_story, "withdraw")), 409)


def test_a_public_story_is_on_the_list_for_strangers(client_of, published, member, group, organizer, upload):
    photo = upload(member)
    story = published(member, group, by=organizer, audience="public", photos=[photo])
    page = html(client_of(None).get(LIST))
    assert url_of(story) in page
    assert photo.srcset in page
    assert 'alt="Two shoes"' in page
    assert "It went well." in html(client_of(None).get(url_of(story)))


def test_a_groups_story_is_on_its_page_for_members_only(
    client_of, published_story, other_member, outsider, group
):
    url = reverse("stories:group", args=[group.slug])
    assert "My first eight lengths" in html(client_of(other_member).get(url))
    for user in (outsider, None):
        assert "My first eight lengths" not in html(client_of(user).get(url))
        assert client_of(user).get(url_of(published_story)).status_code == 404


def test_a_long_story_is_opened_in_the_feed_and_whole_on_its_page(
    client_of, published, member, group, organizer
):
    text = "\n\n".join(["We ran. " * 20] * 9 + ["The very end."])
    story = published(member, group, by=organizer, audience="public", text=text)
    assert "The very end." not in html(client_of(None).get(LIST))
    assert "The very end." in html(client_of(None).get(url_of(story)))


def test_older_stories_follow_on_the_next_page(client_of, published, member, group, organizer):
    for number in range(21):
        published(member, group, by=organizer, audience="public", title=f"Story {number:02}.")
    first = html(client_of(None).get(LIST))
    assert ("Story 20." in first, "Story 00." in first) == (True, False)
    cursor = first.split("?after=")[1].split('"')[0]
    second = html(client_of(None).get(LIST, {"after": cursor}))
    assert ("Story 20." in second, "Story 00." in second) == (False, True)
    part = html(client_of(None).get(LIST, {"after": cursor}, headers={"HX-Request": "true"}))
    assert "Story 00." in part
    assert "<html" not in part


def test_a_reader_reports_and_is_thanked(client_of, published_story, other_member):
    client = client_of(other_member)
    page = html(client.get(url_of(published_story, "report")))
    assert "Privacy or location exposed" in page
    kept = html(client.post(url_of(published_story, "report"), {"words": "It shows a house number."}))
    assert "It shows a house number." in kept
    response = client.post(
        url_of(published_story, "report"), {"reason": "privacy", "words": "It shows a house number."}
    )
    assert response.headers["Location"] == url_of(published_story)
    assert Report.objects.get().reporter == other_member
    again = html(client.post(url_of(published_story, "report"), {"reason": "spam", "words": ""}))
    assert "You have reported this already." in again


def test_authors_cannot_report_and_outsiders_find_nothing_to_report(
    client_of, published_story, member, outsider, pending_story, other_member
):
    assert client_of(member).get(url_of(published_story, "report")).status_code == 403
    assert client_of(outsider).get(url_of(published_story, "report")).status_code == 404
    assert client_of(other_member).get(url_of(pending_story, "report")).status_code == 404


def test_markup_in_title_text_and_description_is_shown_and_not_run(
    client_of, tell, member, group, organizer, as_viewer, upload
):
    script = "<script>alert(1)</script>"
    story = tell(member, group, title=script, text=script)
    edit_story(
        story,
        by=as_viewer(member),
        base=1,
        title=script,
        text=script + " [x](javascript:alert(1))",
        audience=Audience.PUBLIC,
        photos=[Shown(upload(member), f'">{script}')],
    )
    client_of(organizer).post(
        reverse("moderation:publish", args=[Revision.objects.get(version=2).public_id]), {"version": 2}
    )
    for user in (None, member):
        for url in (LIST, url_of(story)):
            page = html(client_of(user).get(url))
            assert script not in page
            assert 'href="javascript' not in page
    for url in (MINE, url_of(story, "own"), url_of(story, "edit")):
        assert script not in html(client_of(member).get(url))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("url", "who", "queries"),
    [
        (LIST, None, 1),
        (LIST, "other_member", 3),
        (LIST + "?show=groups", "other_member", 3),
        (MINE, "member", 5),
    ],
)
def test_each_list_costs_the_same_for_one_and_for_three(
    request, client_of, published, member, group, organizer, upload, queries_of, rows, url, who, queries
):
    for _ in range(rows):
        published(member, group, by=organizer, audience="public", photos=[upload(member)])
    user = request.getfixturevalue(who) if who else None
    assert queries_of(client_of(user), url) == queries


def test_a_member_of_several_groups_chooses_where_to_tell(client_of, member, other_group, group):
    Membership.objects.create(user=member, group=other_group, role=Role.MEMBER)
    page = html(client_of(member).get(MINE))
    assert reverse("stories:new", args=[group.slug]) in page
    assert reverse("stories:new", args=[other_group.slug]) in page
