"""Every field of every table, and what becomes of it: the promise that export and deletion are held to.

``tests/config/test_inventory.py`` fails for a field that is not listed here, and for one that is gone.
``tests/config/test_canaries.py`` plants a value in each personal field, and looks for it in the archive and,
after the account is erased, in everything the site keeps. ``docs/privacy.md`` says the same to people.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fate:
    """Whether a field is in the archive, and whether it outlives the account; if so, why and how long."""

    is_personal: bool = True
    is_given: bool = True
    is_kept: bool = False
    is_chosen: bool = False
    """The person chooses whether it is kept."""
    why: str = ""
    until: str = ""


NOBODY = Fate(is_personal=False, is_given=False)
"""Says nothing about a person; so do numbers of rows, and links between rows that are no people."""

GIVEN = Fate()
"""In the archive, and erased with the account."""


def held_back(why: str) -> Fate:
    """Erased with the account, but not in the archive."""
    return Fate(is_given=False, why=why)


def kept(why: str, until: str, *, given: bool = True) -> Fate:
    """Outlives the account."""
    return Fate(is_given=given, is_kept=True, why=why, until=until)


def chosen(*, given: bool = True) -> Fate:
    """Published stories and their photos."""
    why = "The person chose that it stays, under “Former member”"
    return Fate(is_given=given, is_kept=True, is_chosen=True, why=why, until="as long as the story")


SECRET = held_back("It is no use to read, and would help whoever steals the archive")
DELIVERY = held_back("How a letter was on its way: nothing but times and tries")
WHERE = held_back("Where the file lies with us; the file itself is in the archive")

OFFICE = kept("An act for others, in an office: it must stay explainable", "as long as what it was about")
OFFICE_OF_ANOTHER = kept(OFFICE.why, OFFICE.until, given=False)
CASE = kept("Reports and decisions must stay explainable", "as long as the case")
CASE_NOTE = kept(CASE.why, CASE.until, given=False)
BAN = kept("Nobody rids themselves of a ban by leaving", "until the ban is lifted", given=False)
GROUP = kept("It was written for a group, which goes on with it", "as long as the group")
GROUP_NOTE = kept(GROUP.why, GROUP.until, given=False)
REQUEST = kept("Whoever decides the next request reads the one before", "180 days after it was decided")
PLACE = kept("People who meet there rely on it", "as long as the place")
DATE = kept("It tells the group what it did", "as long as the group")
COUNTED = kept(
    "What went wrong, where and how bad it was is counted, without a word and without a name",
    "as long as the place",
)
THREAD = kept("The other side keeps what they wrote, and when it was about what", "as long as the thread")
THREAD_NOTE = kept(THREAD.why, THREAD.until, given=False)
STORY = kept("Reports and decisions are about it; it says only that there was a text", "as long as they")
STORY_NOTE = kept(STORY.why, STORY.until, given=False)

FIELDS: dict[str, dict[str, Fate]] = {
    "accounts.User": {
        "id": kept("Rows that stay point at it; it names nobody", "as long as they", given=False),
        "password": SECRET,
        "last_login public_id email is_active is_site_moderator is_operator joined_at": GIVEN,
        "leaving_at leaves_without_texts": held_back("Empty for everybody who can ask for an archive"),
        "erased_at": kept("So that nobody is erased twice", "as long as the row", given=False),
    },
    "accounts.Profile": {
        "id user": NOBODY,
        "handle display_name photo_id bio languages stage goal pace_from pace_to": GIVEN,
        "emergency_name emergency_phone photo_consent birth_year language time_zone": GIVEN,
        "photo_seen_by bio_seen_by languages_seen_by stage_seen_by goal_seen_by pace_seen_by": GIVEN,
        "home_seen_by age_seen_by home_label home_latitude home_longitude acknowledged_version": GIVEN,
        "handle_shape": held_back("Follows from the handle"),
        "photo_key": WHERE,
    },
    "accounts.Block": {
        "id": NOBODY,
        "blocker created_at": GIVEN,
        "blocked": kept("Somebody else's block is theirs", "until they take it back"),
    },
    "accounts.MutedPerson": {
        "id": NOBODY,
        "muter created_at": GIVEN,
        "muted": kept("Whom somebody else muted is theirs", "until they take it back"),
    },
    "account.EmailAddress": {"id": NOBODY, "user email verified primary": GIVEN},
    "account.EmailConfirmation": {"id": NOBODY, "email_address created sent key": SECRET},
    "mfa.Authenticator": {"id": NOBODY, "user type created_at last_used_at": GIVEN, "data": SECRET},
    "usersessions.UserSession": {
        "id": NOBODY,
        "user created_at ip last_seen_at user_agent": GIVEN,
        "session_key data": SECRET,
    },
    "sessions.Session": {"session_key session_data expire_date": SECRET},
    "accounts.Acknowledgement": {"id": NOBODY, "user kind version language acknowledged_at": GIVEN},
    "accounts.Document": {
        "id kind language version text published_at": NOBODY,
        "published_by": OFFICE_OF_ANOTHER,
    },
    "accounts.Announcement": {
        "id kind target cause scope created_at due_at attempts told_at dropped_because": NOBODY,
        "actor": held_back("Part of what others were told"),
        "recipients": kept(
            "Numbers of accounts; of one that is erased it names nobody",
            "7 days after it was told, a year if it could not be",
            given=False,
        ),
    },
    "accounts.Notification": {
        "id": NOBODY,
        "kind recipient target cause scope channel created_at read_at sent_at dropped_because": GIVEN,
        "public_id is_hidden mail_due_at leased_until leased_by attempts": DELIVERY,
        "actor": held_back("Another person's act"),
    },
    "accounts.Reminder": {"id": NOBODY, "kind recipient target scope due_at": GIVEN},
    "accounts.Preferences": {"user preset sent_up_to": GIVEN},
    "accounts.Choice": {"id": NOBODY, "user kind channel": GIVEN},
    "accounts.Mute": {"id": NOBODY, "user scope": GIVEN},
    "accounts.FailingAddress": {"id": NOBODY, "email refusals paused_at": GIVEN},
    "accounts.Thread": {
        "id group_id": NOBODY,
        "public_id topic target opened_at last_at closed_at": THREAD,
        "person other": THREAD_NOTE,
    },
    "accounts.Message": {
        "id nonce thread": NOBODY,
        "public_id sent_at": THREAD,
        "author": THREAD_NOTE,
        "text removed_at": GIVEN,
    },
    "accounts.Export": {
        "id": NOBODY,
        "public_id user state size asked_at ready_at expires_at": GIVEN,
        "file": WHERE,
    },
    "accounts.City": {"id name name_de country region population time_zone latitude longitude x y z": NOBODY},
    "accounts.CityName": {"id city folded is_main": NOBODY},
    "accounts.Gazetteer": {"digest loaded_at": NOBODY},
    "accounts.Heartbeat": {
        "id name next_at started_at finished_at failed_at skipped_at took error": NOBODY,
        "is_going is_failing task_id": NOBODY,
    },
    "accounts.Worker": {"id started_at seen_at": NOBODY},
    "accounts.PutAwayTask": {"task_id put_away_at": NOBODY},
    "django_tasks_database.DBTaskResult": {
        "id status enqueued_at started_at finished_at priority task_path worker_ids": NOBODY,
        "queue_name backend_name run_after exception_class_path": NOBODY,
        "args_kwargs": held_back("A letter about the account on its way; a day later it is deleted anyway"),
        "return_value traceback": held_back("What became of such a letter"),
    },
    "community.Group": {
        "id nonce latitude longitude x y z public_id slug language visibility opens_at join_policy": NOBODY,
        "runners_per_spotter always_reviews archived_at cover_id cover_key search_words": NOBODY,
        "city_label time_zone member_count": NOBODY,
        "name founder created_at": GROUP,
        "description rules questions cover_description": GROUP_NOTE,
    },
    "community.Membership": {"id": NOBODY, "group user role joined_at role_since": GIVEN},
    "community.JoinRequest": {
        "id public_id group": NOBODY,
        "user state asked_at decided_at": REQUEST,
        "answers reason": GIVEN,
        "decided_by": OFFICE_OF_ANOTHER,
    },
    "community.Invitation": {
        "id public_id group": NOBODY,
        "made_by made_at mailed_at expires_at revoked_at uses": GROUP,
        "email language": GIVEN,
    },
    "community.Ban": {
        "id public_id group": NOBODY,
        "user email_hash reason banned_at lifted_at": BAN,
        "banned_by lifted_by": OFFICE_OF_ANOTHER,
    },
    "community.QuizPass": {"id": NOBODY, "user version passed_at": GIVEN},
    "community.Story": {
        "id nonce published newest": NOBODY,
        "public_id group audience published_at created_at": STORY,
        "author": STORY_NOTE,
    },
    "community.Revision": {
        "id item_id group_id": NOBODY,
        "public_id kind version state audience created_at": STORY,
        "author": STORY_NOTE,
        "title text": chosen(),
    },
    "community.Photo": {
        "id": NOBODY,
        "public_id width height uploaded_at": chosen(),
        "owner key": chosen(given=False),
    },
    "community.RevisionPhoto": {"id": NOBODY, "revision photo position description": chosen()},
    "community.Case": {
        "id kind item_id group_id revision report_count opened_at closed_at outcome": NOBODY,
        "public_id": CASE,
        "about": CASE_NOTE,
    },
    "community.Report": {
        "id": NOBODY,
        "case reason reported_at": CASE,
        "reporter": CASE_NOTE,
        "words": kept("Moderators need them to decide", "as long as the case, if it was open when they went"),
    },
    "community.Decision": {
        "id revision case supersedes": NOBODY,
        "outcome reason words decided_at": OFFICE,
        "decided_by": OFFICE_OF_ANOTHER,
    },
    "community.AccessRecord": {"id group_id": NOBODY, "case read_at": OFFICE, "reader": OFFICE_OF_ANOTHER},
    "events.Place": {
        "id nonce latitude longitude x y z slug kind state search_words time_zone light lit_until": NOBODY,
        "emergency_address aed is_step_free source source_ref proposed outline minimum_stage": NOBODY,
        "has_toilets has_seating has_shelter has_transport has_quiet_option has_phone_signal": NOBODY,
        "direction_rule surface usable_until season_ends_on restricted_stage restricted_sessions": NOBODY,
        "restricted_from restricted_until restricted_ratio merged_into": NOBODY,
        "name city_label address created_at": PLACE,
        "added_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.Zone": {
        "id nonce public_id place verdict checked_on expires_on minimum_stage sessions light": NOBODY,
        "lit_until season_ends_on shape is_area travel": NOBODY,
        "name description created_at": PLACE,
        "added_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.Check": {
        "id nonce zone": NOBODY,
        "checked_at is_on_foot as_role answers measures verdict created_at": PLACE,
        "checked_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.CheckDraft": {"id": NOBODY, "zone user answers saved_at": GIVEN},
    "events.PlacePhoto": {
        "id place zone check_made hazard": NOBODY,
        "public_id width height uploaded_at line description hidden_at": PLACE,
        "owner key hidden_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.PlaceEvent": {
        "id place zone state": NOBODY,
        "what why happened_at": PLACE,
        "by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.Correction": {
        "id nonce public_id place state": NOBODY,
        "changes words created_at": PLACE,
        "answer decided_at proposed_by decided_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.SamePlace": {
        "id nonce public_id place into state": NOBODY,
        "created_at": PLACE,
        "decided_at proposed_by decided_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.Hazard": {
        "id nonce public_id place zone confirmations": NOBODY,
        "category severity words latitude longitude seen_at expires_at created_at": PLACE,
        "resolved_at resolved_how reported_by resolved_by": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.HazardVoice": {
        "id": NOBODY,
        "hazard is_gone said_at": PLACE,
        "user": kept(PLACE.why, PLACE.until, given=False),
    },
    "events.Mitigation": {
        "id meetup hazard": NOBODY,
        "words made_at": DATE,
        "by": kept(DATE.why, DATE.until, given=False),
    },
    "events.SpotterLevel": {
        "id": NOBODY,
        "user level is_provisional first_aid group declared_at expires_at revoked_at": GIVEN,
        "declared_by": kept("What was declared of others holds on", "until their level runs out"),
    },
    "events.Series": {
        "id nonce public_id group rule first_on starts_clock fold minutes time_zone left_out": NOBODY,
        "extra_dates unmade made_until ended_at place zone audience session lowest_stage": NOBODY,
        "highest_stage capacity own_limit is_peer_led signup_hours version created_at changed_at": NOBODY,
        "title description bring access_note": DATE,
        "leader": kept(DATE.why, DATE.until, given=False),
    },
    "events.SeriesLeading": {"id": NOBODY, "series user": GIVEN},
    "events.SeriesGuest": {"id": NOBODY, "series user": GIVEN},
    "events.Meetup": {
        "id nonce public_id group place zone audience session lowest_stage time_zone capacity": NOBODY,
        "runners_per_spotter state sequence runners_going runners_waiting spotters_going": NOBODY,
        "created_at changed_at highest_stage own_limit signup_until is_peer_led series": NOBODY,
        "posted_for occurrence_on cancelled_at runners_offered either_going": NOBODY,
        "title description bring access_note starts_at ends_at cancelled_because change_note": DATE,
        "leader": kept(DATE.why, DATE.until, given=False),
    },
    "events.Leading": {
        "id": NOBODY,
        "meetup named_at": DATE,
        "user": kept(DATE.why, DATE.until, given=False),
    },
    "events.Guest": {"id": NOBODY, "meetup user invited_at": GIVEN},
    "events.RSVP": {
        "id": NOBODY,
        "meetup user part state queued_at offered_until reconfirm_asked_at left_late changed_at": GIVEN,
    },
    "events.DayCheck": {
        "id nonce meetup zone runners_per_spotter": NOBODY,
        "ground weather crossing measure made_at": DATE,
        "by": kept(DATE.why, DATE.until, given=False),
    },
    "events.Attendance": {
        "id nonce": NOBODY,
        "meetup doing checked_in_at checked_out_at": DATE,
        "user": GIVEN,
        "walk_in_name acknowledged_version": kept(
            "Somebody without an account was there, and the leader wrote down their name",
            "90 days",
            given=False,
        ),
        "checked_in_by": kept(DATE.why, DATE.until, given=False),
    },
    "events.AttendanceChange": {
        "id": NOBODY,
        "attendance what before after because made_at": GIVEN,
        "by": kept(DATE.why, DATE.until, given=False),
    },
    "events.HandOver": {
        "id": NOBODY,
        "meetup made_at": DATE,
        "from_user to_user": kept(DATE.why, DATE.until, given=False),
    },
    "events.CalendarFeed": {
        "id public_id": NOBODY,
        "user scope group place made_at revoked_at": GIVEN,
        "digest": SECRET,
    },
    "events.Debrief": {"id": NOBODY, "meetup user asked_at answer answered_at": GIVEN},
    "events.Incident": {
        "id nonce public_id meetup place zone ratio nameless_at": NOBODY,
        "kind severity is_head_hit was_spotted may_be_kept_at reported_at": COUNTED,
        "where what reported_by": GIVEN,
        "closed_at": OFFICE,
        "closed_how": kept(OFFICE.why, "24 months"),
        "closed_by": OFFICE_OF_ANOTHER,
    },
    "auth.Group": {"id name": NOBODY},
    "auth.Group_permissions": {"id group permission": NOBODY},
    "auth.Permission": {"id name content_type codename": NOBODY},
    "contenttypes.ContentType": {"id app_label model": NOBODY},
}


def fates() -> dict[tuple[str, str], Fate]:
    """``{(model, field): fate}``, a line for each field."""
    return {
        (model, field): fate
        for model, lines in FIELDS.items()
        for fields, fate in lines.items()
        for field in fields.split()
    }
