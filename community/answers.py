"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.contact.contracts import team_of, thread_subjects
from accounts.contracts import (
    account_opened,
    companions_of,
    person_erased,
    person_leaves,
    personal_data_of,
    private_groups,
    reasons_to_stay,
    roles_of,
    second_factor_due,
)
from accounts.notifications.contracts import scopes_of
from accounts.privacy.contracts import photos_of, what_ends, words_of_data
from community.groups import (  # noqa: F401  declares kinds and jobs
    joining_notices,
    joining_tasks,
    role_notices,
)
from community.groups import notices as group_notices  # noqa: F401  declares its kinds
from community.groups import privacy as groups_privacy
from community.groups.bans import carry_bans
from community.groups.contracts import group_closed
from community.groups.models import Group, Membership
from community.groups.running import tasks as running_tasks  # noqa: F401  declares its job and its kind
from community.groups.threads import questions_to_groups, requests_to_join, team_of_group
from community.guide import privacy as guide_privacy
from community.moderation import notices  # noqa: F401  declares its kinds
from community.moderation import privacy as moderation_privacy
from community.moderation.contracts import moderators_of, scope_names
from community.moderation.threads import decided_texts
from community.stories import content  # noqa: F401  registers stories with moderation
from community.stories import privacy as stories_privacy
from community.stories.models import Story

account_opened.answer(carry_bans)
roles_of.answer(Membership.objects.roles_of)
second_factor_due.answer(Membership.objects.second_factor_due)
companions_of.answer(Membership.objects.companions_of)
private_groups.answer(Group.objects.private_keys)
moderators_of.answer(Membership.objects.moderators_of)
group_closed.answer(Story.objects.keep_to_group)
scope_names.answer(Group.objects.names_of)
scopes_of.answer(Membership.objects.scopes_of)
team_of.answer(team_of_group)
thread_subjects.answer(decided_texts)
thread_subjects.answer(requests_to_join)
thread_subjects.answer(questions_to_groups)
personal_data_of.answer(groups_privacy.give)
personal_data_of.answer(guide_privacy.give)
personal_data_of.answer(stories_privacy.give)
personal_data_of.answer(moderation_privacy.give)
photos_of.answer(stories_privacy.photos)
words_of_data.answer(groups_privacy.words)
words_of_data.answer(guide_privacy.words)
words_of_data.answer(stories_privacy.words)
words_of_data.answer(moderation_privacy.words)
reasons_to_stay.answer(groups_privacy.stay)
what_ends.answer(groups_privacy.ends)
what_ends.answer(stories_privacy.ends)
person_leaves.answer(groups_privacy.leave)
person_erased.answer(stories_privacy.erase)
person_erased.answer(guide_privacy.erase)
person_erased.answer(groups_privacy.erase)
person_erased.answer(moderation_privacy.erase)
