"""The demo's mail: each message becomes a file, and a page shows them. Nothing leaves the machine."""

import email
import email.policy
import re
import secrets
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend

LINK = re.compile(r"https?://\S+")


class FolderBackend(BaseEmailBackend):
    """Write each message to ``folder``, newest names last."""

    def __init__(self, *, folder: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            part = self.folder / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(self.folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One message as the demo's mail page shows it."""

    name: str
    to: str
    subject: str
    text: str
    links: list[str]


def letters(folder: Path, *, newest: int = 50) -> list[Letter]:
    """The newest messages first."""
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:newest]]


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    text = body.get_content() if body else ""
    return Letter(path.stem, str(message["To"]), str(message["Subject"]), text, LINK.findall(text))
