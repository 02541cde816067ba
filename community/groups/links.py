"""The link of an invitation. It is signed, not stored: it names one row and nothing else."""

from django.core import signing
from django.urls import reverse

from community.groups.models import Invitation

SALT = "community.groups.invitations"


def path_of(invitation: Invitation) -> str:
    """Path of the page that lets people in; always the same for one invitation."""
    return reverse("groups:invited", args=[signing.Signer(salt=SALT).sign(invitation.public_id)])


def invitation_of(token: str) -> Invitation | None:
    """What a link leads to while it lets people in.

    None if it is forged or damaged, has run out, was taken back or used up: nobody learns which.
    """
    try:
        public_id = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Invitation.objects.letting_in().for_page().filter(public_id=public_id).first()
