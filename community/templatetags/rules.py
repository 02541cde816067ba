"""Rules as template filters: ``{% if viewer|can_join_group:group %}``."""

from django import template

from community.groups import rules as groups

register = template.Library()

for rule in (groups.can_join_group, groups.can_edit_group, groups.can_see_members, groups.can_found_group):
    register.filter(rule.__name__, rule)


@register.filter
def is_member_of(viewer, group) -> bool:
    return viewer.is_member_of(group.pk)


@register.filter
def organizes(viewer, group) -> bool:
    return viewer.organizes(group.pk)


@register.filter
def moderates(viewer, group) -> bool:
    return viewer.moderates(group.pk)
