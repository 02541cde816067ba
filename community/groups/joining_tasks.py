"""Letters with invitations, and what is forgotten of who asked and who was asked."""

from datetime import time, timedelta

from django.conf import settings
from django.db.models import Q
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.jobs.retries import retried
from accounts.jobs.schedule import periodic
from accounts.users.models import Block, User
from accounts.users.tasks import mail_after_commit
from community.groups.links import path_of
from community.groups.models import Ban, Invitation, JoinRequest

WORDS = "community/groups/mail/invitation"
KEEP_REQUESTS = timedelta(days=180)
LETTERS_A_DAY = 3
"""So many invitations reach one address in a day, whoever sends them: more would be a way to bother."""


@task()
@retried()
def mail_invitation(public_id: str) -> None:
    """Write the letter of one invitation, in the language chosen for it.

    Whether the address has an account is looked at here and not in the request, so that who invites learns
    nothing of it, not even by the time it takes.
    """
    invitation = Invitation.objects.letting_in().for_page().filter(public_id=public_id).first()
    if invitation is None or not invitation.email or not _may_be_written_to(invitation):
        return
    with translation.override(invitation.language):
        subject, text, html = letter_of(invitation)
    mail_after_commit(invitation.email, subject, text, html)


def letter_of(invitation: Invitation) -> tuple[str, str, str]:
    """Subject, text and HTML in the active language."""
    context = {
        "group": invitation.group,
        "inviter": invitation.made_by,
        "until": invitation.expires_at,
        "url": settings.SITE_URL + path_of(invitation),
        "site_url": settings.SITE_URL,
    }
    subject = " ".join(render_to_string(f"{WORDS}_subject.txt", context).split())
    text = render_to_string(f"{WORDS}_message.txt", context).strip() + "\n"
    return subject, text, render_to_string(f"{WORDS}_message.html", context)


def _may_be_written_to(invitation: Invitation) -> bool:
    """Not who is kept apart from the inviter or banned from the group, and nobody all day long."""
    since = timezone.now() - timedelta(days=1)
    others = Invitation.objects.letters().filter(email__iexact=invitation.email, mailed_at__gt=since)
    if others.exclude(pk=invitation.pk).count() >= LETTERS_A_DAY:
        return False
    if Ban.objects.standing().of_group(invitation.group_id).of_address(invitation.email).exists():
        return False
    person = User.objects.with_address(invitation.email)
    if person is None:
        return True
    return not (
        Block.objects.between(person.pk, invitation.made_by_id).exists()
        or Ban.objects.standing().of_group(invitation.group_id).filter(user=person).exists()
    )


@periodic(every=timedelta(hours=1), label=_("Forget addresses of invitations that have ended"))
def forget_addresses() -> None:
    """An address is forgotten with its invitation, a day after the letter at the earliest: it counts them."""
    now = timezone.now()
    ended = Q(expires_at__lte=now) | Q(revoked_at__isnull=False) | Q(uses__gt=0)
    letters = Invitation.objects.letters().filter(mailed_at__lte=now - timedelta(days=1))
    letters.filter(ended).exclude(email="").update(email="")


@periodic(at=time(4, 50), jitter=timedelta(minutes=20), label=_("Delete old requests to join"))
def prune_requests() -> None:
    """What somebody answered to a group's questions is not kept for ever."""
    JoinRequest.objects.settled_before(timezone.now() - KEEP_REQUESTS).delete()
