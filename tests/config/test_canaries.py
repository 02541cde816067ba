"""What a person is given, and what is left when they are gone: looked for value by value, in everything."""

import logging
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Export, Message, MutedPerson, Notification, User
from accounts.permissions import Viewer
from accounts.privacy.actions import ask_for_archive, delete_account
from accounts.privacy.archive import archive_storage
from accounts.privacy.tasks import erase_people, forget_expired
from accounts.users.handles import shape_of
from community.models import Case, Decision, Group, Invitation, Membership, Report
from config.inventory import fates
from events.models import (
    Check,
    Correction,
    Hazard,
    HazardVoice,
    Meetup,
    Mitigation,
    Place,
    PlaceEvent,
    PlacePhoto,
    SamePlace,
    SpotterLevel,
    Zone,
)
from tests.config.canaries import Scene, dump, files, leaves_of
from tests.conftest import make_group
from tests.guards.violation import told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(make_user):
    """Everything about ``person``; the organizer stays, so that the group is run by somebody."""
    organizer, friend, person = make_user("petra"), make_user("leyla"), make_user("kanari")
    built = Scene(person=person, organizer=organizer, friend=friend, group=make_group("Canaries", organizer))
    Client().force_login(person)
    built.build()
    return built


def viewer(person: User) -> Viewer:
    return Viewer(User.objects.with_profile().get(pk=person.pk))


def archive_of(person: User) -> dict[str, bytes]:
    """Ask for it, let the worker make it, and open it."""
    ask_for_archive(by=viewer(person))
    name = Export.objects.visible_to(viewer(person)).newest().file
    with archive_storage().open(name) as file, ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def leave_for_good(person: User, *, without_texts: bool) -> None:
    """Delete the account, and let the two weeks and the jobs pass."""
    delete_account(person, by=viewer(person), without_texts=without_texts)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        erase_people()
        forget_expired()


def test_every_personal_field_has_a_canary(scene):
    """But those that code depends on, choices, links and yes or no: the scene holds rows with these too."""
    models = {row._meta.label for row in scene.rows}
    about_nobody = {model for model, _field in fates()} - {
        model for (model, _field), fate in fates().items() if fate.is_personal
    }
    others = {"accounts.Export", "accounts.Announcement", "accounts.Document", "sessions.Session"}
    made = {"account.EmailConfirmation", "django_tasks_database.DBTaskResult"}
    assert {model for model, _field in fates()} - models - about_nobody == others | made


def test_the_archive_holds_what_is_given_and_nothing_else(scene):
    found = archive_of(scene.person)
    leaves = leaves_of(found["data.json"])
    everything = b"".join(found.values()).decode(errors="replace").lower()
    missing = [
        f"{each} is not in data.json"
        for each in scene.cage.planted
        if each.fate.is_given and any(part not in leaves for part in each.as_json)
    ]
    leaked = [
        f"{each} is in the archive"
        for each in scene.cage.planted
        if not each.fate.is_given and each.spoken in everything
    ]
    assert told(missing + leaked) == ""


def test_the_archive_can_be_read_and_holds_the_photos(scene):
    found = archive_of(scene.person)
    words = [each.spoken for each in scene.cage.planted if each.fate.is_given and isinstance(each.value, str)]
    page, tables = found["index.html"].decode(), b"".join(found[n] for n in found if n.endswith(".csv"))
    assert [word for word in words if word not in page] == []
    assert [word for word in words if word not in tables.decode()] == []
    pictures = sorted(found[name] for name in found if name.startswith("photos/"))
    assert pictures == [b"RIFF zq0001qz 640", b"RIFF zq0004qz 640", b"RIFF zq0005qz 640"]
    assert "A word of another" not in page


@pytest.mark.parametrize("without_texts", [False, True])
def test_after_the_purge_only_what_the_inventory_keeps_is_left(scene, without_texts, caplog):
    caplog.set_level(logging.INFO)
    for _once_more in range(2):
        Client().get(reverse("stories:list"))  # kept whole for strangers, with the name
    archive_of(scene.person)
    assert scene.name in "".join(text for (table, _column), text in dump() if table == "django_cache")
    leave_for_good(scene.person, without_texts=without_texts)
    cells = list(dump())
    left = {
        (str(each), each.spoken, column)
        for each in scene.cage.planted
        for column, text in cells
        if each.is_in(column, text)
    }
    stays = [each for each in scene.cage.planted if _stays(each, without_texts)]
    assert left == {(str(each), each.spoken, each.column) for each in stays}
    never = ["zq0999qz", "zq0002qz", "zq0003qz", shape_of(scene.handle)]
    assert [(word, column) for word in never for column, text in cells if word in text] == []
    spoken = [*never, *(each.spoken for each in scene.cage.planted if isinstance(each.value, str))]
    assert [word for word in spoken if any(word in text.lower() for text in caplog.messages)] == []


def _stays(each, without_texts: bool) -> bool:
    """A text that nobody but moderators ever read goes whatever the person chose."""
    if each.fate.is_chosen:
        return not without_texts and each.is_shown
    return each.fate.is_kept


@pytest.mark.parametrize("without_texts", [False, True])
def test_after_the_purge_no_file_is_left_but_photos_that_stay(scene, without_texts):
    archive_of(scene.person)
    assert len(files()) == 9
    leave_for_good(scene.person, without_texts=without_texts)
    told = [] if without_texts else [b"RIFF zq0004qz 160", b"RIFF zq0004qz 640"]
    of_places = [b"RIFF zq0006qz 160", b"RIFF zq0006qz 640"]
    assert sorted(files().values()) == [*told, *of_places]


def test_nothing_of_anybody_else_goes_with_an_account(scene):
    """Links to the person are what may change in rows of others; nobody loses one."""
    before = _rows_of_others(scene)
    leave_for_good(scene.person, without_texts=True)
    assert _rows_of_others(scene) == before


def _rows_of_others(scene: Scene) -> dict[str, int]:
    me = scene.person
    queries = [
        Block.objects.exclude(blocker=me),
        MutedPerson.objects.exclude(muter=me),
        Message.objects.exclude(author=me),
        Notification.objects.exclude(recipient=me).exclude(kind="groups.joined"),
        Membership.objects.exclude(user=me),
        SpotterLevel.objects.exclude(user=me),
        *(m._base_manager.all() for m in (Case, Report, Decision, Group, Invitation)),
        *(m._base_manager.all() for m in (Place, Zone, Check, Meetup, Mitigation)),
        *(m._base_manager.all() for m in (Hazard, HazardVoice, PlacePhoto)),
        *(m._base_manager.all() for m in (PlaceEvent, Correction, SamePlace)),
    ]
    return {query.model.__name__: query.count() for query in queries}
