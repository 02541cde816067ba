"""Who reads a thread, in words and as keys."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from accounts.contact.contracts import Subject, Team, team_of, thread_subjects
from accounts.contact.models import Thread, Topic
from accounts.contracts import private_groups
from accounts.permissions import Viewer
from accounts.users.models import Block, User


def team_behind(thread: Thread) -> Team | None:
    """Who answers because of a role, without those kept apart from the person; None where it is one other."""
    if thread.other_id is not None:
        return None
    team = _of_group(thread) if thread.group_id is not None else _of_site()
    apart = set(Block.objects.apart_from(thread.person_id))
    people = [pk for pk in team.people if pk not in apart and pk != thread.person_id]
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    return replace(team, people=[pk for pk in people if pk in active])


def _of_group(thread: Thread) -> Team:
    answers = team_of(thread.topic, thread.group_id or 0)
    return next((team for team in answers if team is not None), Team("", ""))


def _of_site() -> Team:
    moderators = User.objects.filter(is_site_moderator=True).order_by("pk")
    return Team("", "", list(moderators.values_list("pk", flat=True)))


def readers_of(thread: Thread, viewer: Viewer) -> str:
    """One sentence that says who reads what is written here, to the viewer."""
    team = team_behind(thread)
    if team is None:
        other = thread.other if viewer.pk == thread.person_id else thread.person
        return _("Only you and %(name)s read this.") % {"name": other}
    if viewer.pk != thread.person_id:
        return _for_team(thread, team)
    names = {user.pk: str(user) for user in User.objects.with_profile().filter(pk__in=team.people[:1])}
    words = {"name": "".join(names.values()), "group": team.name}
    if not team.people:
        return _("Nobody can answer here at the moment. What you write stays for who can next.")
    if not team.name:
        return _("The moderators of this site read this.")
    if thread.topic == Topic.JOINING:
        return _joining(len(team.people)) % words
    return _decision(_site_reads_along(thread)) % words


def _joining(people: int) -> str:
    if people == 1:
        return _("%(name)s reads this, as organizer of %(group)s, and nobody else.")
    return _("%(name)s and the other organizers of %(group)s read this, and nobody else.")


def _for_team(thread: Thread, team: Team) -> str:
    words = {"name": thread.person, "group": team.name}
    if not team.name:
        return _("%(name)s reads this, and the moderators of this site.") % words
    if thread.topic == Topic.JOINING:
        return _("%(name)s reads this, and all organizers of %(group)s.") % words
    if _site_reads_along(thread):
        return _("%(name)s reads this, and the moderators of %(group)s and of this site.") % words
    return _("%(name)s reads this, and the moderators of %(group)s.") % words


def _decision(is_for_site_too: bool) -> str:
    if is_for_site_too:
        return _("The moderators of %(group)s and of this site read this, and nobody else.")
    return _("The moderators of %(group)s read this, and nobody else.")


def _site_reads_along(thread: Thread) -> bool:
    """In private groups it does not."""
    return not any(private.filter(pk=thread.group_id).exists() for private in private_groups())


def subjects_of(threads: Iterable[Thread], viewer: Viewer) -> dict[str, Subject]:
    """What each is about, by its public id; one question for each topic."""
    found: dict[str, Subject] = {}
    for topic, some in groupby(sorted(threads, key=lambda each: each.topic), key=lambda each: each.topic):
        of_topic = list(some)
        answers = thread_subjects(topic, [each.target for each in of_topic], viewer)
        known = {target: subject for answer in answers for target, subject in answer.items()}
        unknown = Subject(str(Topic(topic).label))
        found |= {each.public_id: known.get(each.target, unknown) for each in of_topic}
    return found
