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
NAME = re.compile(r"\d{20}-[0-9a-f]{8}")


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
    html: str
    files: list[str]
    links: list[str]


def letters(folder: Path, *, newest: int = 50) -> list[Letter]:
    """The newest messages first."""
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:newest]]


def letter(folder: Path, name: str) -> Letter | None:
    """The message that the page calls ``name``."""
    path = folder / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.is_file() else None


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    text, html = (_body(message, kind) for kind in ("plain", "html"))
    return Letter(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text,
        html=html,
        files=[str(file.get_filename()) for file in message.iter_attachments()],
        links=LINK.findall(text),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""
