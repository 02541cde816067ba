"""Rules as template filters: ``{% if viewer|can_join_group:group %}``."""

from django import template

from accounts.users.rules import can_open_profile
from community.groups import joining_rules as joining
from community.groups import rules as groups
from community.moderation.rules import can_decide_revision, can_report_content
from community.stories.rules import can_edit_story

register = template.Library()

for rule in (groups.can_join_group, groups.can_edit_group, groups.can_see_members, groups.can_found_group):
    register.filter(rule.__name__, rule)
register.filter("can_know_group", groups.can_know_group)
register.filter("can_ask_organizers", groups.can_ask_organizers)
register.filter("can_step_down", groups.can_step_down)
for rule in (joining.can_remove_member, joining.can_see_bans):
    register.filter(rule.__name__, rule)
register.filter("can_open_profile", can_open_profile)
register.filter("can_decide_revision", can_decide_revision)
register.filter("can_report_content", can_report_content)
register.filter("can_edit_story", can_edit_story)


@register.filter
def is_member_of(viewer, group) -> bool:
    return viewer.is_member_of(group.pk)


@register.filter
def organizes(viewer, group) -> bool:
    return viewer.organizes(group.pk)


@register.filter
def moderates(viewer, group) -> bool:
    return viewer.moderates(group.pk)


@register.filter
def loaded(related) -> list:
    """The rows of a relation that the view loaded. A forgotten one is an error here, never a query."""
    return list(related.instance._prefetched_objects_cache[related.field.remote_field.cache_name])
