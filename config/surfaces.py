"""Everything the site shows, sends or keeps ready, and for whom. What is not listed here fails the suite.

``tests/test_surfaces.py`` compares these tables with the code in both directions. Tests of roles, headers,
pages and non-interference walk over ``URLS``: a new address is covered from its first day. Feeds are URLs.
"""

from dataclasses import dataclass
from enum import StrEnum


class Seen(StrEnum):
    """Whose eyes a surface is for."""

    PUBLIC = "everybody"
    STRANGER = "people who are not signed in"
    SIGNED_IN = "everybody with an account"
    OWN = "one person, about their own things"
    MEMBERS = "members of the group"
    MODERATORS = "who may review in the group"
    ORGANIZERS = "who runs the group"
    OPERATORS = "who runs the site"
    SYSTEM = "machines and jobs"
    DEMO = "everybody, in the demo only"


@dataclass(frozen=True)
class Page:
    """One URL: for whom, what its arguments name, how it is asked, and which queries change what it shows."""

    seen_by: Seen
    of: str = ""
    methods: tuple[str, ...] = ("GET",)
    queries: tuple[str, ...] = ()


GET, POST = ("GET",), ("POST",)
FORM = ("GET", "POST")

URLS: dict[str, Page] = {
    "home": Page(Seen.PUBLIC),
    "near": Page(
        Seen.PUBLIC,
        queries=("?q=Heidelberg", "?q=Heidelberg&show=groups", "?q=Heidelberg&show=places", "?q=zz"),
    ),
    "style": Page(Seen.PUBLIC),
    "style_notice": Page(Seen.PUBLIC, of="notice"),
    "style_notice_text": Page(Seen.PUBLIC, of="notice"),
    "theme": Page(Seen.PUBLIC, methods=POST),
    "set_language": Page(Seen.PUBLIC, methods=POST),
    "healthz": Page(Seen.SYSTEM),
    "readyz": Page(Seen.SYSTEM),
    "health_jobs": Page(Seen.SYSTEM),
    "csp_report": Page(Seen.SYSTEM, methods=POST),
    "demo_mail": Page(Seen.DEMO),
    "demo_letter": Page(Seen.DEMO, of="letter of the demo"),
    "account_signup": Page(Seen.STRANGER, methods=FORM),
    "account_email_verification_sent": Page(Seen.STRANGER, methods=FORM),
    "account_login": Page(Seen.STRANGER, methods=FORM),
    "account_logout": Page(Seen.OWN, methods=FORM),
    "account_inactive": Page(Seen.PUBLIC),
    "account_reauthenticate": Page(Seen.OWN, methods=FORM),
    "account_email": Page(Seen.OWN, methods=FORM),
    "account_change_password": Page(Seen.OWN, methods=FORM),
    "account_set_password": Page(Seen.OWN, methods=FORM),
    "account_reset_password": Page(Seen.PUBLIC, methods=FORM),
    "account_reset_password_done": Page(Seen.PUBLIC),
    "account_reset_password_from_key": Page(Seen.PUBLIC, of="reset", methods=FORM),
    "account_reset_password_from_key_done": Page(Seen.PUBLIC),
    "account_confirm_login_code": Page(Seen.STRANGER, methods=FORM),
    "users:welcome": Page(Seen.OWN, methods=FORM),
    "users:me": Page(Seen.OWN),
    "users:edit": Page(Seen.OWN, methods=FORM),
    "users:home_area": Page(Seen.OWN, methods=FORM),
    "users:home_area_remove": Page(Seen.OWN, methods=POST),
    "consents:page": Page(Seen.PUBLIC, of="document"),
    "consents:edit": Page(Seen.OPERATORS, of="document", methods=FORM),
    "notifications:list": Page(Seen.OWN),
    "notifications:read": Page(Seen.OWN, methods=POST),
    "notifications:read_these": Page(Seen.OWN, methods=POST),
    "notifications:undo": Page(Seen.OWN, methods=POST),
    "notifications:open": Page(Seen.OWN, of="line", methods=POST),
    "notifications:settings": Page(Seen.OWN, methods=FORM),
    "notifications:kinds": Page(Seen.OWN, methods=FORM),
    "notifications:kinds_forget": Page(Seen.OWN, methods=POST),
    "notifications:mute": Page(Seen.OWN, methods=POST),
    "notifications:address_again": Page(Seen.OWN, methods=POST),
    "notifications:unsubscribe": Page(Seen.PUBLIC, of="letter", methods=FORM),
    "operate:jobs": Page(Seen.OPERATORS),
    "operate:try_again": Page(Seen.OPERATORS, methods=POST),
    "operate:put_away": Page(Seen.OPERATORS, methods=POST),
    "operate:take_back": Page(Seen.OPERATORS, methods=POST),
    "letters:index": Page(Seen.OPERATORS),
    "letters:try_again": Page(Seen.OPERATORS, methods=POST),
    "letters:put_away": Page(Seen.OPERATORS, methods=POST),
    "letters:take_back": Page(Seen.OPERATORS, methods=POST),
    "groups:new": Page(Seen.SIGNED_IN, methods=FORM),
    "groups:detail": Page(Seen.PUBLIC, of="group"),
    "groups:edit": Page(Seen.ORGANIZERS, of="group", methods=FORM),
    "groups:join": Page(Seen.SIGNED_IN, of="group", methods=POST),
    "groups:leave": Page(Seen.MEMBERS, of="group", methods=FORM),
    "groups:members": Page(Seen.MEMBERS, of="group"),
    "groups:role": Page(Seen.ORGANIZERS, of="membership", methods=POST),
    "guide:index": Page(Seen.PUBLIC),
    "guide:quiz": Page(Seen.SIGNED_IN, methods=FORM),
    "stories:list": Page(Seen.PUBLIC, queries=("?show=groups",)),
    "stories:mine": Page(Seen.OWN),
    "stories:group": Page(Seen.PUBLIC, of="group"),
    "stories:new": Page(Seen.MEMBERS, of="group", methods=FORM),
    "stories:photo": Page(Seen.PUBLIC, of="photo"),
    "stories:detail": Page(Seen.PUBLIC, of="story"),
    "stories:own": Page(Seen.OWN, of="story"),
    "stories:edit": Page(Seen.OWN, of="story", methods=FORM),
    "stories:withdraw": Page(Seen.OWN, of="story", methods=POST),
    "stories:report": Page(Seen.SIGNED_IN, of="story", methods=FORM),
    "moderation:queue": Page(Seen.MODERATORS),
    "moderation:case": Page(Seen.MODERATORS, of="case"),
    "moderation:leave": Page(Seen.MODERATORS, of="case", methods=POST),
    "moderation:remove": Page(Seen.MODERATORS, of="case", methods=POST),
    "moderation:restore": Page(Seen.MODERATORS, of="case", methods=POST),
    "moderation:report": Page(Seen.OWN, of="case"),
    "moderation:revision": Page(Seen.MODERATORS, of="revision"),
    "moderation:publish": Page(Seen.MODERATORS, of="revision", methods=POST),
    "moderation:send_back": Page(Seen.MODERATORS, of="revision", methods=POST),
    "moderation:reject": Page(Seen.MODERATORS, of="revision", methods=POST),
    "places:list": Page(Seen.PUBLIC, queries=("?q=Heidelberg",)),
    "places:new": Page(Seen.SIGNED_IN, methods=FORM),
    "places:import": Page(Seen.ORGANIZERS, methods=FORM),
    "places:rubric": Page(Seen.PUBLIC),
    "places:detail": Page(Seen.PUBLIC, of="place"),
    "places:zone_new": Page(Seen.MEMBERS, of="place", methods=FORM),
    "places:check": Page(Seen.MEMBERS, of="zone", methods=FORM),
    "levels:index": Page(Seen.PUBLIC),
    "levels:in_group": Page(Seen.MEMBERS, of="group"),
    "levels:declare": Page(Seen.ORGANIZERS, of="membership", methods=POST),
    "levels:revoke": Page(Seen.ORGANIZERS, of="membership", methods=POST),
    "meetups:list": Page(Seen.PUBLIC, queries=("?city=2907911",)),
    "meetups:of_group": Page(Seen.PUBLIC, of="group"),
    "meetups:new": Page(Seen.ORGANIZERS, of="group", methods=FORM),
    "meetups:detail": Page(Seen.PUBLIC, of="meetup"),
    "meetups:calendar": Page(Seen.PUBLIC, of="meetup"),
    "meetups:answer": Page(Seen.SIGNED_IN, of="meetup", methods=POST),
    "meetups:call_off": Page(Seen.ORGANIZERS, of="meetup", methods=FORM),
}

# A POST that no form of ours sends, and why that is harmless.
WITHOUT_CSRF = {
    "csp_report": "browsers send it; nothing of it is kept",
    "notifications:unsubscribe": "mail programs send it; the signed address is the right to it",
    "set_language": "sets a cookie with a language; forms of other sites are refused by their origin",
    "theme": "sets a cookie with a theme; forms of other sites are refused by their origin",
}

# A GET that a library lets write, and what.
WRITES_ON_GET: dict[str, str] = {}

NOTICES: dict[str, Seen] = {
    "groups.joined": Seen.ORGANIZERS,
    "levels.declared": Seen.OWN,
    "levels.taken_back": Seen.OWN,
    "meetups.called_off": Seen.OWN,
    "meetups.going": Seen.OWN,
    "meetups.lane": Seen.OWN,
    "meetups.posted": Seen.MEMBERS,
    "meetups.reminder_day": Seen.OWN,
    "meetups.reminder_hours": Seen.OWN,
    "meetups.spotter_left": Seen.OWN,
    "moderation.published": Seen.OWN,
    "moderation.rejected": Seen.OWN,
    "moderation.removed": Seen.OWN,
    "moderation.reported": Seen.MODERATORS,
    "moderation.report_decided": Seen.OWN,
    "moderation.report_received": Seen.OWN,
    "moderation.restored": Seen.OWN,
    "moderation.sent_back": Seen.OWN,
    "moderation.waiting": Seen.MODERATORS,
    "notifications.address_paused": Seen.OWN,
    "notifications.digest": Seen.OWN,
    "stories.told": Seen.MEMBERS,
}

# Mail about the account itself, by the name of its templates under ``account/email/``.
ACCOUNT_MAIL: dict[str, Seen] = {
    "account_already_exists": Seen.OWN,
    "email_changed": Seen.OWN,
    "email_confirm": Seen.OWN,
    "email_confirmation": Seen.OWN,
    "email_confirmation_signup": Seen.OWN,
    "email_deleted": Seen.OWN,
    "login_code": Seen.OWN,
    "password_changed": Seen.OWN,
    "password_reset": Seen.OWN,
    "password_reset_code": Seen.OWN,
    "password_reset_key": Seen.OWN,
    "password_set": Seen.OWN,
    "unknown_account": Seen.OWN,
}

TASKS: dict[str, Seen] = {
    "accounts.jobs.tasks.run_job": Seen.SYSTEM,
    "accounts.notifications.tasks.deliver_due": Seen.SYSTEM,
    "accounts.notifications.tasks.spread_news": Seen.SYSTEM,
    "accounts.users.tasks.send_account_mail": Seen.OWN,
}

JOBS: dict[str, Seen] = {
    "accounts.jobs.tasks.prune_finished_tasks": Seen.SYSTEM,
    "accounts.jobs.tasks.tidy_up": Seen.SYSTEM,
    "accounts.notifications.tasks.prune_told": Seen.SYSTEM,
    "accounts.notifications.tasks.sweep_outbox": Seen.SYSTEM,
    "accounts.notifications.tasks.sweep_reminders": Seen.SYSTEM,
    "accounts.notifications.tasks.write_weekly_letters": Seen.SYSTEM,
}

# What is kept in the cache, by what builds the key. A key of content names its audience and version.
CACHE_KEYS: dict[str, Seen] = {
    "accounts/editions.py:EDITION": Seen.SYSTEM,
    "config/kept_pages.py:(EDITION, key)": Seen.STRANGER,  # read together, in one round trip
    "config/kept_pages.py:key": Seen.STRANGER,  # whole pages: edition, address, language, theme, release
    "config/management/commands/doctor.py:doctor": Seen.SYSTEM,
}
