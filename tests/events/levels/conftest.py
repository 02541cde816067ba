import pytest

from accounts.models import User
from community.groups.models import Membership
from community.guide.models import QuizPass
from community.guide.quiz import VERSION


@pytest.fixture
def has_passed():
    def passed(*people):
        for user in people:
            QuizPass.objects.create(user=user, version=VERSION)

    return passed


@pytest.fixture
def membership_of():
    """This person's membership in ``group``, loaded as a page loads it."""

    def find(user, group):
        public_id = User.objects.get(pk=user.pk).public_id
        return Membership.objects.of_person_in(group.slug, public_id).get()

    return find
