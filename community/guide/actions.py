"""Keep who passed the quiz."""

from django.db import transaction

from accounts.permissions import Viewer, permitted
from community.guide.models import QuizPass
from community.guide.quiz import VERSION
from community.guide.rules import can_take_quiz


@transaction.atomic
@permitted(can_take_quiz)
def pass_quiz(*, by: Viewer) -> None:
    """Store that this person passed the current version, and nothing of what they answered."""
    QuizPass.objects.get_or_create(user_id=by.person_pk, version=VERSION)
