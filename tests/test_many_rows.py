"""Lists of people and groups at 1, 3 and 300 rows: the same literal number of queries, and pages that end.

Counted as in ``test_query_counts.py``: what the page itself asks.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.contact.models import Message, Thread, Topic
from accounts.geography.gazetteer import load_cities
from accounts.identifiers import new_nonce
from accounts.models import Block, MutedPerson, Profile, User
from community.groups.invitations import LASTS
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership
from tests.conftest import HEIDELBERG
from tests.test_query_counts import EVERY_PAGES
from tests.world import rows_of_cities

PAGES = [
    ("near", "?q=Heidelberg&show=groups", None, 3),
    ("near", "?q=Heidelberg&show=groups&language=en", "organizer", 7),
    ("search", "?q=heelfirsts", None, 4),
    ("search", "?q=heelfirsts", "organizer", 8),
    ("groups:detail", "group", None, 3),
    ("groups:detail", "group", "organizer", 8),
    ("groups:members", "group", "organizer", 7),
    ("groups:requests", "group", "organizer", 6),
    ("groups:invitations", "group", "organizer", 7),
    ("groups:bans", "group", "organizer", 6),
    ("groups:leave", "group", "organizer", 6),
    ("contact:list", "", "organizer", 6),
    ("users:apart_list", "", "organizer", 6),
    ("users:me", "", "organizer", 4),
    ("people:profile", "organizer", "member", 3),
    ("privacy:delete", "", "organizer", 11),
]


def people(count: int, name: str) -> list[User]:
    made = User.objects.bulk_create(User(email=f"{name}{n}@example.org") for n in range(count))
    Profile.objects.bulk_create(
        Profile(user=user, display_name=f"{name.title()} {n}", birth_year=1990, acknowledged_version=1)
        for n, user in enumerate(made)
    )
    return made


def groups(count: int, founder: User) -> list[Group]:
    return Group.objects.bulk_create(
        Group(
            nonce=new_nonce(),
            slug=f"heelfirsts-{n}",
            name=f"Heelfirsts {n}",
            description="We run backwards.",
            search_words=f" heelfirsts {n}",
            city_label="Heidelberg, Germany",
            time_zone="Europe/Berlin",
            latitude=HEIDELBERG[0],
            longitude=HEIDELBERG[1],
            founder=founder,
        )
        for n in range(count)
    )


@pytest.fixture
def grow(group, organizer, member):
    """So many rows of everything these pages list."""

    def grown(count: int) -> None:
        load_cities(rows_of_cities())
        now = timezone.now()
        memberships = [Membership(group=group, user=user) for user in people(count, "member")]
        memberships += [Membership(group=each, user=organizer) for each in groups(count, member)]
        Membership.objects.bulk_create(memberships)
        requests = JoinRequest.objects.bulk_create(
            JoinRequest(group=group, user=user) for user in people(count, "asking")
        )
        about = {"topic": Topic.JOINING, "group_id": group.pk, "last_at": now}
        threads = Thread.objects.bulk_create(
            Thread(target=asked.public_id, person=asked.user, **about) for asked in requests
        )
        Message.objects.bulk_create(
            Message(thread=thread, author=thread.person, nonce=new_nonce(), text="Hello.", sent_at=now)
            for thread in threads
        )
        Ban.objects.bulk_create(
            Ban(group=group, user=user, email_hash=f"{n:064}", banned_by=organizer)
            for n, user in enumerate(people(count, "banned"))
        )
        letter = {"group": group, "made_by": organizer, "mailed_at": now, "expires_at": now + LASTS}
        Invitation.objects.bulk_create(Invitation(email=f"i{n}@example.org", **letter) for n in range(count))
        away = people(count, "away")
        Block.objects.bulk_create(Block(blocker=organizer, blocked=user) for user in away)
        MutedPerson.objects.bulk_create(MutedPerson(muter=organizer, muted=user) for user in away)

    return grown


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize(("name", "what", "who", "queries"), PAGES)
def test_a_page_asks_as_often_for_three_hundred_rows_as_for_one(
    request, client_of, grow, group, organizer, name, what, who, queries, rows
):
    grow(rows)
    of = {"group": [group.slug], "organizer": [organizer.profile.handle]}.get(what, [])
    url = reverse(name, args=of) + (what if what.startswith("?") else "")
    client = client_of(who and request.getfixturevalue(who))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    asked = [query["sql"] for query in captured if not EVERY_PAGES.search(query["sql"])]
    assert response.status_code == 200
    assert len(asked) == queries, "\n".join([f"{len(asked)} queries", *asked])
