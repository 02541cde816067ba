"""Reads one uploaded picture in a process of its own and answers with clean copies of its pixels.

``accounts.images`` starts this file by its path, as ``python -I -B child.py ORDER`` with nothing in the
environment. It must not import Django or anything of ours: it starts for every photo. ORDER is JSON; the
upload comes on stdin; the answer on stdout is one line of JSON, then the WebP files one after the other.

It imports all it will need, then gives up memory, time, files, sockets and children for good, and only then
reads the first byte of the upload.
"""

import io
import json
import sys
import warnings
from typing import Any

from PIL import (  # with those that Pillow would import only while it reads
    Image,
    ImageCms,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

if sys.platform != "win32":  # there, the pixel count and the caller's clock must do
    import resource

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
QUALITY = 80


def confine(*, memory: int, seconds: int) -> None:
    """Give up all but ``memory`` bytes of address space and ``seconds`` of processor time."""
    Image.preinit()  # open() would import these when no file can be opened any more
    if sys.platform == "win32":
        return
    most = {"AS": memory, "CPU": seconds, "FSIZE": 0, "CORE": 0, "NPROC": 0, "NOFILE": 0}
    for name, limit in most.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        limit = limit if ceiling == resource.RLIM_INFINITY else min(limit, ceiling)
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            if sys.platform == "linux":  # elsewhere not every limit exists
                raise


def clean_copies(upload: bytes, kind: str, *, pixels: int, sizes: list[int]) -> list[tuple[int, int, bytes]]:
    """Return (width, height, WebP bytes) per size, largest first; a size is the longest edge in pixels."""
    canvas = fresh_canvas(upload, kind, pixels=pixels, longest=max(sizes))
    copies = []
    for size in sorted(sizes, reverse=True):
        canvas = scaled(canvas, size)
        file = io.BytesIO()
        canvas.save(file, "WEBP", quality=QUALITY)
        copies.append((*canvas.size, file.getvalue()))
    return copies


def fresh_canvas(upload: bytes, kind: str, *, pixels: int, longest: int) -> Image.Image:
    """Return the first picture, upright, in sRGB, on a white canvas that never saw the file."""
    Image.MAX_IMAGE_PIXELS = pixels // 2  # Pillow warns above this figure and refuses above twice of it
    image: Any = Image.open(io.BytesIO(upload), formats=[kind])
    image.draft(None, fitted(image.size, longest))  # a JPEG is decoded at about the size we need
    image.load()
    small = in_srgb(scaled(in_plain_mode(image), longest), image.info.get("icc_profile"))
    turn = UPRIGHT.get(orientation(image))
    if turn is not None:
        small = small.transpose(turn)
    canvas = Image.new("RGB", small.size, "white")
    canvas.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return canvas


def in_plain_mode(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be scaled smoothly: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):  # 16 bits of grey; convert() would clip instead of scale
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB or RGBA in sRGB; a profile that does not fit is left out."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
            return converted or image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert(mode)
    return image.convert(mode)


def orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # EXIF comes damaged in many ways; the picture beside it is fine
        return 1


def scaled(image: Image.Image, longest: int) -> Image.Image:
    size = fitted(image.size, longest)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return ``size`` with the longest edge at most ``longest``; nothing is enlarged."""
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def answer(upload: bytes, kind: str, *, pixels: int, sizes: list[int]) -> tuple[dict[str, Any], bytes]:
    """Return what is said on stdout: the head, and the files it describes."""
    try:
        copies = clean_copies(upload, kind, pixels=pixels, sizes=sizes)
    except Image.DecompressionBombError:
        return {"refused": "pixels"}, b""
    except MemoryError:
        return {"refused": "heavy"}, b""
    except Exception:  # whatever a decoder raises, the upload is refused
        return {"refused": "damaged"}, b""
    head = {"copies": [[width, height, len(body)] for width, height, body in copies]}
    return head, b"".join(body for _width, _height, body in copies)


def main() -> None:
    order = json.loads(sys.argv[1])
    warnings.simplefilter("ignore")
    confine(memory=order["memory"], seconds=order["seconds"])
    head, body = answer(sys.stdin.buffer.read(), order["kind"], pixels=order["pixels"], sizes=order["sizes"])
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
