"""An upload goes in, clean copies come out, or a sentence that says what to do."""

import json
import logging
import math
import signal
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Refused

logger = logging.getLogger(__name__)

SIZES = (1600, 640, 160)
ENDINGS = {"JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"}, "PNG": {".png"}, "WEBP": {".webp"}}
ACCEPT = "image/jpeg,image/png,image/webp"
CHILD = Path(__file__).with_name("child.py")

REFUSALS = {
    "empty": _("This file is empty. Choose the photo again."),
    "bytes": _("This photo is larger than %(megabytes)d MB. Send a smaller copy."),
    "pixels": _("This photo has more than %(megapixels)d megapixels. Send a smaller copy."),
    "heavy": _("This photo takes too much work to read. Send a smaller copy, saved as a JPEG."),
    "heic": _(
        "This photo is HEIC, which we can't read. On your phone choose “Most compatible”, or send a JPEG."
    ),
    "avif": _("This photo is AVIF, which we can't read. Save it as a JPEG and send that."),
    "gif": _("This is a GIF, and we show still photos only. Send a JPEG, PNG or WebP."),
    "svg": _("This is a drawing (SVG), not a photo. Save it as a PNG and send that."),
    "unknown": _("This is not a photo we can read. Send a JPEG, PNG or WebP."),
    "ending": _("The name of this file does not fit what is in it. Save it again as a JPEG and send that."),
    "damaged": _("This photo is damaged or not whole. Save a new copy of it and send that."),
}


@dataclass(frozen=True)
class Limits:
    """What one photo may cost; ``settings.PHOTO_LIMITS`` replaces single figures by name."""

    bytes: int = 25 * 2**20
    pixels: int = 64_000_000
    seconds: float = 10.0
    memory: int = 2**30  # bytes of address space; 64 megapixels with transparency need 0.8 GiB of it

    @classmethod
    def current(cls) -> "Limits":
        return cls(**getattr(settings, "PHOTO_LIMITS", {}))


class ImageRefused(Refused):
    """The upload is no photo we take; ``sentence`` says what to do, ``code`` which of REFUSALS it is."""

    def __init__(self, sentence: str, code: str = "unknown") -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Rendition:
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Renditions:
    """Clean copies by size; a photo smaller than a size is kept as large as it is."""

    by_size: dict[int, Rendition]

    @property
    def width(self) -> int:
        return self.by_size[max(self.by_size)].width

    @property
    def height(self) -> int:
        return self.by_size[max(self.by_size)].height


class PhotoField(forms.FileField):
    """A file input whose cleaned value is the photo's ``Renditions``."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def to_python(self, data: Any) -> Renditions | None:  # type: ignore[override]
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            return renditions(upload)
        except ImageRefused as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from None


def renditions(upload: bytes | IO[bytes] | File, *, sizes: Collection[int] = SIZES) -> Renditions:
    """Return clean WebP copies, longest edge per size in pixels; raise ImageRefused for no photo."""
    limits = Limits.current()
    content = _content(upload, limits)
    kind = _kind(
        content, ending=PurePosixPath(getattr(upload, "name", None) or "").suffix.lower(), limits=limits
    )
    order = sorted(set(sizes), reverse=True)
    copies = _copies(_ask_child(content, child_command(kind, order, limits), limits), limits)
    if len(copies) != len(order):
        raise _refusal("damaged", limits)
    return Renditions(dict(zip(order, copies, strict=True)))


def _refusal(code: str, limits: Limits) -> ImageRefused:
    figures = {"megabytes": limits.bytes // 2**20, "megapixels": limits.pixels // 1_000_000}
    return ImageRefused(str(REFUSALS[code]) % figures, code)


def _content(upload: bytes | IO[bytes] | File, limits: Limits) -> bytes:
    """Return the bytes of the upload, reading no more than may be sent."""
    if not isinstance(upload, bytes):
        upload.seek(0)
        upload = upload.read(limits.bytes + 1)
    if not upload:
        raise _refusal("empty", limits)
    if len(upload) > limits.bytes:
        raise _refusal("bytes", limits)
    return upload


def _kind(content: bytes, *, ending: str, limits: Limits) -> str:
    """Return JPEG, PNG or WEBP when the first bytes and the name's ending agree on it."""
    kind = _kind_by_first_bytes(content)
    if kind in ENDINGS:
        if ending and ending not in ENDINGS[kind]:
            raise _refusal("ending", limits)
        return kind
    by_name = {".heic": "heic", ".heif": "heic", ".svg": "svg"}.get(ending, "unknown")
    raise _refusal(by_name if kind == "unknown" else kind, limits)


def _kind_by_first_bytes(content: bytes) -> str:
    head = content[:64]
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head.startswith(b"GIF8"):
        return "gif"
    if head[4:8] == b"ftyp":
        return {b"avif": "avif", b"avis": "avif"}.get(head[8:12], "heic")
    if b"<svg" in content[:4096].lower():
        return "svg"
    return "unknown"


def child_command(kind: str, sizes: list[int], limits: Limits) -> list[str]:
    """Return the command that reads an upload on stdin; see child.py for what it answers."""
    order = {
        "kind": kind,
        "sizes": sizes,
        "pixels": limits.pixels,
        "memory": limits.memory,
        "seconds": math.ceil(limits.seconds),
    }
    return [sys.executable, "-I", "-B", str(CHILD), json.dumps(order)]


def _ask_child(content: bytes, command: list[str], limits: Limits) -> bytes:
    """Return what the child answers; it is gone afterwards, whatever happened."""
    try:
        child = subprocess.run(  # noqa: S603  # no shell, and nothing of the upload in the command
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("A photo of %d bytes took more than %s seconds.", len(content), limits.seconds)
        raise _refusal("heavy", limits) from None
    if child.returncode:
        logger.warning("Reading a photo of %d bytes ended with status %d.", len(content), child.returncode)
        stopped = child.returncode in {-signal.SIGKILL, -signal.SIGXCPU}
        raise _refusal("heavy" if stopped else "damaged", limits)
    return child.stdout


def _copies(answer: bytes, limits: Limits) -> list[Rendition]:
    """Take the child's answer apart, trusting none of it."""
    try:
        head, _newline, body = answer.partition(b"\n")
        report = json.loads(head)
        refused = report.get("refused")
        copies = []
        for width, height, length in report.get("copies", []):
            copies.append(Rendition(int(width), int(height), body[:length]))
            body = body[length:]
    except (ValueError, TypeError, AttributeError):
        raise _refusal("damaged", limits) from None
    if refused or body or not all(_is_bare_webp(copy.data) for copy in copies):
        raise _refusal(refused if refused in REFUSALS else "damaged", limits)
    return copies


def _is_bare_webp(data: bytes) -> bool:
    """Say whether the file is pixels and nothing else: WebP's simple layout has no room for metadata."""
    chunk = int.from_bytes(data[16:20], "little")
    framed = data[:4] == b"RIFF" and data[8:16] in {b"WEBPVP8 ", b"WEBPVP8L"}
    return framed and int.from_bytes(data[4:8], "little") + 8 == len(data) == 20 + chunk + chunk % 2
