"""Who passed the spotter quiz. Answers are never stored, only which version was passed and when."""

from django.db import models

from accounts.users.models import User
from community.guide.querysets import QuizPassQuerySet


class QuizPass(models.Model):
    """This person passed this version of the spotter quiz."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="quiz_passes")
    version = models.PositiveIntegerField()
    passed_at = models.DateTimeField(auto_now_add=True)

    objects = QuizPassQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="quiz_passed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} v{self.version}"
