"""What somebody was told, and how they want to be told."""

from django.utils.translation import gettext_lazy

from accounts.notifications.models import (
    Announcement,
    Choice,
    FailingAddress,
    Mute,
    Notification,
    Preferences,
    Reminder,
)
from accounts.users.given import Data, given
from accounts.users.models import User

STOPPED = "account is being deleted"

WORDS = {
    "notices": gettext_lazy("Notices"),
    "reminders": gettext_lazy("Reminders that are due"),
    "how-told": gettext_lazy("How we tell you"),
    "how-told-by-kind": gettext_lazy("How we tell you, kind by kind"),
    "muted-groups": gettext_lazy("Groups you muted"),
    "failing-address": gettext_lazy("Letters your address refused"),
    "about": gettext_lazy("About what"),
    "cause": gettext_lazy("Told apart by"),
    "in": gettext_lazy("In"),
    "channel": gettext_lazy("How"),
    "told_at": gettext_lazy("Told"),
    "mailed_at": gettext_lazy("Mailed"),
    "not_mailed_because": gettext_lazy("Not mailed because"),
    "due_at": gettext_lazy("Due"),
    "choice": gettext_lazy("Choice"),
    "weekly_letter_up_to": gettext_lazy("The weekly letter told of all until"),
    "refusals": gettext_lazy("Refusals in a row"),
    "paused_at": gettext_lazy("Paused"),
}

NOTICE = {
    "kind": "kind",
    "about": "target",
    "cause": "cause",
    "in": "scope",
    "channel": "channel",
    "told_at": "created_at",
    "read_at": "read_at",
    "mailed_at": "sent_at",
    "not_mailed_because": "dropped_because",
}


def give(user_id: int) -> Data:
    """Lines store no words, so an export has none either: kind, what it was about, and when."""
    mine = {model: model.objects.filter(user=user_id) for model in (Preferences, Choice, Mute)}
    reminders = Reminder.objects.filter(recipient=user_id)
    address = FailingAddress.objects.filter(email__iexact=_address(user_id))
    return {
        "notices": given(Notification.objects.filter(recipient=user_id), **NOTICE),
        "reminders": given(reminders, kind="kind", about="target", **{"in": "scope"}, due_at="due_at"),
        "how-told": given(mine[Preferences], choice="preset", weekly_letter_up_to="sent_up_to"),
        "how-told-by-kind": given(mine[Choice], kind="kind", channel="channel"),
        "muted-groups": given(mine[Mute], **{"in": "scope"}),
        "failing-address": given(address, email="email", refusals="refusals", paused_at="paused_at"),
    }


def leave(user_id: int) -> None:
    """No letter leaves any more and nothing is reminded of; what was told stays in the bell."""
    Announcement.objects.wait_for_spread()
    Reminder.objects.filter(recipient=user_id).delete()
    owed = Notification.objects.filter(recipient=user_id).owed()
    owed.update(mail_due_at=None, leased_until=None, leased_by="", dropped_because=STOPPED)


def erase(user_id: int, *, with_texts: bool) -> None:
    """Their lines and wishes go; lines of others forget whose act it was, and find no name when shown."""
    Announcement.objects.wait_for_spread()
    for told in (Notification.objects.all(), Reminder.objects.all()):
        told.filter(recipient=user_id).delete()
    for wishes in (Preferences.objects.all(), Choice.objects.all(), Mute.objects.all()):
        wishes.filter(user=user_id).delete()
    FailingAddress.objects.filter(email__iexact=_address(user_id)).delete()
    for acts in (Announcement.objects.all(), Notification.objects.all()):
        acts.filter(actor=user_id).update(actor=None)


def _address(user_id: int) -> str:
    return User.objects.values_list("email", flat=True).get(pk=user_id)
