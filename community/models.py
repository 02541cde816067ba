"""Re-exports: each model lives in its concept's folder."""

from community.groups.models import Group, Membership
from community.guide.models import QuizPass
from community.moderation.models import Case, Decision, Report, Revision
from community.stories.models import Photo, RevisionPhoto, Story

__all__ = [
    "Case",
    "Decision",
    "Group",
    "Membership",
    "Photo",
    "QuizPass",
    "Report",
    "Revision",
    "RevisionPhoto",
    "Story",
]
