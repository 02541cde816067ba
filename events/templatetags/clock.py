"""Which clock a time is of: ``{{ meetup.when }} ({% clock meetup.starts_at meetup.time_zone %})``."""

from django import template

from events.meetups.page import own_zone
from events.meetups.wording import clock_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def clock(context, starts_at, time_zone, ends_at=None):
    """ "CEST", with what the reader's own clock shows where that differs."""
    return clock_in_words(starts_at, time_zone, own_zone(context["viewer"]), ends_at)
