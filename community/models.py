"""Re-exports: each model lives in its concept's folder."""

from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership
from community.guide.models import QuizPass
from community.moderation.models import AccessRecord, Case, Decision, Report, Revision
from community.stories.models import Photo, RevisionPhoto, Story

__all__ = [
    "AccessRecord",
    "Ban",
    "Case",
    "Decision",
    "Group",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Photo",
    "QuizPass",
    "Report",
    "Revision",
    "RevisionPhoto",
    "Story",
]
