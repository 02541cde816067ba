from collections.abc import Iterable

from django.db import models

from community.guide.quiz import VERSION


class QuizPassQuerySet(models.QuerySet):
    """Who passed the version of the quiz that holds now."""

    def passed_by(self, user_id: int) -> bool:
        return self.filter(user_id=user_id, version=VERSION).exists()

    def passed_among(self, user_ids: Iterable[int]) -> set[int]:
        """Those of ``user_ids`` who passed, in one query."""
        return set(self.filter(user_id__in=user_ids, version=VERSION).values_list("user_id", flat=True))
