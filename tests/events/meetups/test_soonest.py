"""The next date of a group, as far as each reader may know of it."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Viewer
from events.meetups.actions import post_meetup
from events.meetups.models import Meetup


def test_a_date_for_members_hides_no_later_one_from_others(group, organizer, member, plan, as_viewer):
    first, later = plan(), plan(title="Wednesday")
    later |= {end: later[end] + timedelta(days=1) for end in ("starts_at", "ends_at")}
    among_members, public = (post_meetup(group, by=as_viewer(organizer), **day) for day in (first, later))
    Meetup.objects.filter(pk=among_members.pk).update(audience="group")

    def next_for(viewer):
        return list(Meetup.objects.visible_to(viewer).soonest_of([group.pk]))

    assert next_for(Viewer(AnonymousUser())) == [public]
    assert next_for(as_viewer(member)) == [among_members]
