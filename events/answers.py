"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.consents.contracts import safety_text_changed, safety_text_read
from accounts.contracts import (
    counts_as_spotter,
    person_erased,
    person_leaves,
    personal_data_of,
    reasons_to_stay,
)
from accounts.privacy.contracts import photos_of, what_ends, words_of_data
from community.groups.contracts import group_closed, membership_ended, next_meetups_of, person_banned
from events.incidents import privacy as incidents_privacy
from events.incidents import tasks as incidents_tasks  # noqa: F401  declares its jobs and its kinds
from events.incidents.holds import keep_with_place as keep_incidents_with_place
from events.incidents.holds import why_not_open as why_not_open_after_incident
from events.incidents.page import afterwards
from events.levels import notices  # noqa: F401  declares its kinds
from events.levels import privacy as levels_privacy
from events.levels.contracts import spotting_ended
from events.levels.models import SpotterLevel
from events.meetups import privacy as meetups_privacy
from events.meetups import tasks as meetups_tasks
from events.meetups.attendance import notices as attendance_notices  # noqa: F401  declares its kind
from events.meetups.attendance import privacy as attendance_privacy
from events.meetups.attendance import tasks as attendance_tasks  # noqa: F401  declares its job
from events.meetups.changing import leave_leaders
from events.meetups.contracts import after_the_date
from events.meetups.departures import free_seats, free_spotting, settle_after_reading
from events.meetups.feeds import privacy as feeds_privacy
from events.meetups.feeds.models import CalendarFeed
from events.meetups.models import Meetup
from events.meetups.series import privacy as series_privacy
from events.meetups.series import tasks as series_tasks  # noqa: F401  declares its job and its kinds
from events.meetups.series.models import Series
from events.meetups.upheaval import keep_with_place, tell_of_hazard, tell_of_place, tell_of_zone
from events.places import privacy as places_privacy
from events.places.contracts import (
    checker_role_of,
    hazard_changed,
    next_meetups_at,
    place_closed,
    place_merged,
    place_opened,
    who_meets_at,
    why_not_open,
    zone_changed,
)
from events.places.hazards import privacy as hazards_privacy
from events.places.keeping import privacy as keeping_privacy
from events.places.keeping import tasks as keeping_tasks  # noqa: F401  declares its job and its kinds
from events.places.walk import privacy as walk_privacy
from events.places.walk import tasks as walk_tasks  # noqa: F401  declares its job

counts_as_spotter.answer(SpotterLevel.objects.counts_for)
checker_role_of.answer(SpotterLevel.objects.checker_role_of)
# Series first here too: what was made until now is given back, and nothing is made after.
membership_ended.answer(Series.objects.lose_member)
membership_ended.answer(free_seats)
membership_ended.answer(leave_leaders)
person_banned.answer(CalendarFeed.objects.revoke_of_group)
spotting_ended.answer(free_spotting)
safety_text_changed.answer(meetups_tasks.tell_parked_later)
safety_text_read.answer(settle_after_reading)
# Series before dates: so they are held everywhere, and all dates are there when it is the dates' turn.
group_closed.answer(Series.objects.keep_to_group)
group_closed.answer(Meetup.objects.keep_to_group)
next_meetups_of.answer(Meetup.objects.next_of_group)
place_closed.answer(tell_of_place)
place_opened.answer(tell_of_place)
zone_changed.answer(tell_of_zone)
place_merged.answer(keep_with_place)
place_merged.answer(Series.objects.keep_with_place)
place_merged.answer(keep_incidents_with_place)
why_not_open.answer(why_not_open_after_incident)
after_the_date.answer(afterwards)
hazard_changed.answer(tell_of_hazard)
next_meetups_at.answer(Meetup.objects.next_at_place)
who_meets_at.answer(Meetup.objects.who_meets_at)
personal_data_of.answer(places_privacy.give)
personal_data_of.answer(walk_privacy.give)
personal_data_of.answer(hazards_privacy.give)
personal_data_of.answer(keeping_privacy.give)
personal_data_of.answer(levels_privacy.give)
personal_data_of.answer(meetups_privacy.give)
personal_data_of.answer(feeds_privacy.give)
personal_data_of.answer(incidents_privacy.give)
personal_data_of.answer(series_privacy.give)
personal_data_of.answer(attendance_privacy.give)
words_of_data.answer(places_privacy.words)
words_of_data.answer(walk_privacy.words)
words_of_data.answer(hazards_privacy.words)
words_of_data.answer(keeping_privacy.words)
words_of_data.answer(levels_privacy.words)
words_of_data.answer(meetups_privacy.words)
words_of_data.answer(feeds_privacy.words)
words_of_data.answer(incidents_privacy.words)
words_of_data.answer(series_privacy.words)
words_of_data.answer(attendance_privacy.words)
reasons_to_stay.answer(meetups_privacy.stay)
reasons_to_stay.answer(series_privacy.stay)
what_ends.answer(meetups_privacy.ends)
person_leaves.answer(meetups_privacy.leave)
person_leaves.answer(feeds_privacy.leave)
person_erased.answer(incidents_privacy.erase)
person_erased.answer(meetups_privacy.erase)
person_erased.answer(feeds_privacy.erase)
person_erased.answer(series_privacy.erase)
person_erased.answer(attendance_privacy.erase)
person_erased.answer(levels_privacy.erase)
person_erased.answer(walk_privacy.erase)
photos_of.answer(walk_privacy.photos)
