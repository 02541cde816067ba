"""Who is there for somebody: whoever blocked them is not, but where they moderate."""

from django.http import Http404

from accounts.contracts import roles_of
from accounts.permissions import Viewer
from accounts.users.models import Block, User


def person_or_404(viewer: Viewer, public_id: str) -> User:
    """Somebody else, with profile, as far as the viewer may know of them."""
    person = User.objects.other_than(viewer.pk, public_id)
    if person is None or not _is_there_for(viewer, person):
        raise Http404
    return person


def are_apart(viewer: Viewer, person: User) -> bool:
    """Has one of the two blocked the other?"""
    return viewer.pk is not None and Block.objects.between(viewer.pk, person.pk).exists()


def _is_there_for(viewer: Viewer, person: User) -> bool:
    if not Block.objects.stands(blocker=person.pk, blocked=viewer.person_pk):
        return True
    groups = {group for answer in roles_of(person.pk) for group in answer}
    return viewer.is_site_moderator or bool(groups & viewer.moderated_groups)
