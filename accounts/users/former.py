"""What somebody is called who deleted the account, wherever a name stands."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _


class NameField(models.CharField):
    """A name; where it was erased, every page, letter and list reads "Former member" in its own language.

    It is said here, once, because names are read in many ways: through a person, or as a column of a list.
    """

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return _("Former member") if value == "" else value

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For the database it is a CharField."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
