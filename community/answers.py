"""What this app answers to the contracts of lower concepts; imported once, by ``AppConfig.ready``."""

from accounts.contracts import roles_of
from community.groups.models import Membership

roles_of.answer(Membership.objects.roles_of)
