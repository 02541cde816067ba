"""What people can be told of. Each kind is declared by the concept that owns it, in its ``notices.py``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Viewer

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from accounts.users.models import User

KINDS: dict[str, "Kind"] = {}


class Channel(models.TextChoices):
    """How a line reaches somebody; it stands in the bell in every case."""

    NOW = "now", _("A mail at once")
    WEEKLY = "weekly", _("In the weekly letter")
    BELL = "bell", _("Only in the bell")


class Preset(models.TextChoices):
    """What a person chose for everything they did not choose one by one."""

    EVERYTHING = "everything", _("Everything, at once")
    IMPORTANT = "important", _("Important things at once, the rest once a week")
    DATES = "dates", _("Only what concerns my dates")


class Weight(models.TextChoices):
    """How much it matters, from which the channel of each preset follows (``CHANNELS``)."""

    SAFETY = "safety"  # about safety or the account: cannot be switched off
    DATES = "dates"  # about a date one goes to
    IMPORTANT = "important"  # somebody waits for this person, or answers them
    NEWS = "news"  # good to know
    QUIET = "quiet"  # a receipt: the page has said it already


class Category(models.TextChoices):
    """Headings on the page of choices, in the order in which they stand there."""

    DATES = "dates", _("Dates you go to")
    SPOTTING = "spotting", _("Spotting")
    PLACES = "places", _("Places")
    GROUPS = "groups", _("Your groups")
    STORIES = "stories", _("Your stories")
    MODERATION = "moderation", _("Reports and moderation")
    ACCOUNT = "account", _("Your account and our letters")


CHANNELS: dict[Preset, dict[Weight, Channel]] = {
    Preset.EVERYTHING: {
        Weight.SAFETY: Channel.NOW,
        Weight.DATES: Channel.NOW,
        Weight.IMPORTANT: Channel.NOW,
        Weight.NEWS: Channel.NOW,
        Weight.QUIET: Channel.BELL,
    },
    Preset.IMPORTANT: {
        Weight.SAFETY: Channel.NOW,
        Weight.DATES: Channel.NOW,
        Weight.IMPORTANT: Channel.NOW,
        Weight.NEWS: Channel.WEEKLY,
        Weight.QUIET: Channel.BELL,
    },
    Preset.DATES: {
        Weight.SAFETY: Channel.NOW,
        Weight.DATES: Channel.NOW,
        Weight.IMPORTANT: Channel.BELL,
        Weight.NEWS: Channel.BELL,
        Weight.QUIET: Channel.BELL,
    },
}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True, eq=False)
class Kind:
    """One thing people are told of.

    ``find(viewer, targets)`` returns ``{target: subject}`` for the targets the recipient may still read, in
    as many queries for many as for one. It is asked when the line is made, when the mail is sent and when
    the bell is shown, so what was taken back is dropped. ``is_stale(subject)`` says that it comes too late
    to be worth telling. ``audience(target)`` is who is told, asked when the outbox row is read and again when
    the mail is sent: people who may read it at that moment. A kind without one is told to whom ``notify``
    names.

    The words lie in ``templates/<templates>.{subject.txt,txt,html,bell.txt}``. They get ``subject`` and
    ``url`` and not the recipient: those of a kind with an audience are written once for all who read them
    alike. ``sample()`` is a made-up subject that needs no database, for the style page and for the approved
    samples in ``tests/approved``. What has a higher ``rank`` stands earlier in a weekly letter.
    ``replaces`` names kinds of which nothing about the same target stays once this is told.
    ``is_for(viewer)``: may it ever concern this person? If not, the page of choices leaves it out.
    ``is_duty``: the recipient is to decide, or what they wrote is at stake, so no block keeps it from them.
    """

    name: str
    templates: str
    label: "_StrOrPromise"
    category: Category
    weight: Weight
    find: Callable[[Viewer, Collection[str]], Mapping[str, Any]]
    url: Callable[[Any], str]
    heading: Callable[[Any], str]
    sample: Callable[[], Any]
    audience: "Callable[[str], models.QuerySet[User]] | None" = None
    is_stale: Callable[[Any], bool] = lambda subject: False
    attachments: Callable[[Any], list[Attachment]] = lambda subject: []
    is_batchable: bool = True
    is_in_bell: bool = True
    rank: int = 1
    replaces: tuple[str, ...] = ()
    is_for: Callable[[Viewer], bool] = lambda viewer: True
    is_duty: bool = False

    @property
    def is_switchable(self) -> bool:
        return self.weight != Weight.SAFETY

    @property
    def is_spared_apart(self) -> bool:
        """Who blocked the person whose act it was, is blocked by them or muted them is not told."""
        return self.is_switchable and not self.is_duty

    @property
    def is_mutable(self) -> bool:
        """Who mutes a group still hears of the dates they go to there."""
        return self.weight not in (Weight.SAFETY, Weight.DATES)

    @property
    def channels(self) -> list[Channel]:
        """What a person may choose between."""
        if not self.is_switchable:
            return [Channel.NOW]
        return [each for each in Channel if each != Channel.WEEKLY or self.is_batchable]

    def channel_in(self, preset: Preset) -> Channel:
        """The channel a preset means for this kind; what cannot wait for a letter stands in the bell.

        A letter that has no line comes, whatever the preset, until somebody switches it off.
        """
        channel = CHANNELS[preset][self.weight] if self.is_in_bell else Channel.NOW
        return channel if channel in self.channels else Channel.BELL


def declare(kind: Kind) -> Kind:
    """Register ``kind`` so that the outbox can render it."""
    KINDS[kind.name] = kind
    return kind
