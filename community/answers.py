"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.contracts import roles_of
from accounts.notifications.contracts import scopes_of
from community.groups import notices as group_notices  # noqa: F401  declares its kinds
from community.groups.models import Group, Membership
from community.moderation import notices  # noqa: F401  declares its kinds
from community.moderation.contracts import moderators_of, scope_names
from community.stories import content  # noqa: F401  registers stories with moderation

roles_of.answer(Membership.objects.roles_of)
moderators_of.answer(Membership.objects.moderators_of)
scope_names.answer(Group.objects.names_of)
scopes_of.answer(Membership.objects.scopes_of)
