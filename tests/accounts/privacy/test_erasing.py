"""The purge: all of a person or nothing, as often as it runs; and what has run out goes too."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.contracts import person_erased
from accounts.models import Notification, Profile, User
from accounts.permissions import Viewer
from accounts.privacy.actions import delete_account
from accounts.privacy.erasing import NotErased, erase_due, erase_person
from accounts.privacy.rules import can_delete_account, can_take_data
from accounts.privacy.tasks import erase_people, forget_expired
from accounts.users.models import SeenBy


@pytest.fixture
def leaving(as_viewer, member):
    delete_account(member, by=as_viewer(member), without_texts=False)
    member.refresh_from_db()
    return member


@pytest.fixture
def faulty():
    """An answer to the contract that fails for these people, as a crash in the midst of it would."""
    people = []

    def fail(user_id, *, with_texts):
        if user_id in people:
            raise OSError("the disk is full of Mira")

    person_erased.answers.append(fail)
    yield people
    person_erased.answers.remove(fail)


def test_nobody_is_erased_a_minute_too_early(leaving):
    with time_machine.travel(leaving.leaving_at - timedelta(minutes=1)):
        erase_people()
    leaving.refresh_from_db()
    assert leaving.erased_at is None


def test_the_row_of_the_account_stays_and_names_nobody(leaving):
    public_id = leaving.public_id
    with time_machine.travel(leaving.leaving_at, tick=False):
        erase_people()
        user = User.objects.with_profile().get(pk=leaving.pk)
        assert user.erased_at == user.joined_at == timezone.now()
    assert user.email.startswith("erased-")
    assert user.email.endswith("@invalid")
    assert user.public_id != public_id
    assert not user.has_usable_password()
    rights = (user.is_active, user.is_operator, user.is_site_moderator, user.leaving_at, user.last_login)
    assert rights == (False, False, False, None, None)
    assert user.get_full_name() == str(user) == "Former member"


def test_a_profile_that_was_erased_says_nothing(leaving):
    Profile.objects.filter(user=leaving).update(bio="I run", stage=2, photo_seen_by=SeenBy.PEOPLE)
    erase_due(leaving.leaving_at)
    profile = Profile.objects.get(user=leaving)
    assert (profile.bio, profile.stage, profile.languages, profile.birth_year) == ("", None, [], 1900)
    audiences = [field.name for field in profile._meta.fields if field.name.endswith("_seen_by")]
    assert {getattr(profile, name) for name in audiences} == {SeenBy.ME}


def test_running_again_changes_nothing(leaving):
    assert erase_due(leaving.leaving_at) == 1
    before = User.objects.filter(pk=leaving.pk).values().get()
    assert erase_due(leaving.leaving_at) == 0
    assert not erase_person(leaving.pk, leaving.leaving_at)
    assert User.objects.filter(pk=leaving.pk).values().get() == before


def test_what_a_fault_interrupted_is_done_by_the_next_run(leaving, faulty):
    Notification.objects.create(kind="x", recipient=leaving, target="t")
    faulty.append(leaving.pk)
    with pytest.raises(NotErased):
        erase_due(leaving.leaving_at)
    leaving.refresh_from_db()
    assert (leaving.erased_at, leaving.email) == (None, "mira@example.org")
    assert Notification.objects.filter(recipient=leaving).count() == 1
    faulty.clear()
    assert erase_due(leaving.leaving_at) == 1
    assert Notification.objects.filter(recipient=leaving).count() == 0


def test_a_fault_with_one_keeps_no_other(leaving, faulty, as_viewer, other_member, caplog):
    delete_account(other_member, by=as_viewer(other_member), without_texts=False)
    faulty.append(leaving.pk)
    with pytest.raises(NotErased):
        erase_due(timezone.now() + timedelta(days=15))
    other_member.refresh_from_db()
    assert other_member.erased_at is not None
    assert "Mira" not in caplog.text
    assert "OSError" in caplog.text


def test_whoever_came_back_a_moment_before_stays(leaving):
    due = leaving.leaving_at
    User.objects.filter(pk=leaving.pk).update(leaving_at=None)
    assert not erase_person(leaving.pk, due)


def test_sessions_that_ran_out_are_deleted(browser_of, member):
    browser_of(member).get("/me/")
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        forget_expired()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        forget_expired()
    assert Session.objects.count() == 0


def test_rows_of_the_cache_that_ran_out_are_deleted(db):
    cache.set("short", "Mira", 60)
    cache.set("long", "x", 60 * 60 * 24 * 30)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        forget_expired()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        assert cursor.fetchall() == [(":1:long",)]


def test_who_may_take_data_along_and_go(as_viewer, member, other_member, operator):
    stranger, mine, other, runs_it = (
        Viewer(AnonymousUser()),
        *map(as_viewer, (member, other_member, operator)),
    )
    assert [can_take_data(viewer, None) for viewer in (stranger, mine, other)] == [False, True, True]
    viewers = (stranger, mine, other, runs_it)
    assert [can_delete_account(viewer, member) for viewer in viewers] == [False, True, False, False]
