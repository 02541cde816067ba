"""A 12 megapixel JPEG through the photo pipeline, beside bare Pillow making the same three copies."""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from PIL import Image, ImageOps

from accounts.images import SIZES, Limits, child, renditions
from accounts.images.pipeline import child_command
from bench.report import Row

PIXELS = (4000, 3000)
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[2:], stdin=open(sys.argv[1], "rb"), stdout=subprocess.DEVNULL, env={}, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run(scale: int) -> list[Row]:
    """Return seconds per photo as a ratio, and the child's peak memory; a larger scale takes more rounds."""
    rounds = 3 if scale <= 10_000 else 9
    upload = photo()
    ours, bare = interleaved(lambda: renditions(upload), lambda: bare_pillow(upload), rounds)
    return [
        Row("photo: 12 MP JPEG to 3 WebP", ours, "s", bare, ours / bare, "at most 1.25x bare Pillow"),
        Row("photo: peak memory of the child", peak_megabytes(upload), "MB", goal="under 300 MB"),
    ]


def photo() -> bytes:
    """Draw a picture with large shapes and fine grain, as a camera sees; EXIF says it lies on its side."""
    grain = Image.effect_noise((1000, 750), 60).resize(PIXELS, Image.Resampling.BICUBIC)
    shapes = Image.radial_gradient("L").resize(PIXELS)
    picture = Image.merge("RGB", (shapes, grain, Image.blend(shapes, grain, 0.3)))
    exif = Image.Exif()
    exif[child.ORIENTATION] = 6
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def bare_pillow(upload: bytes) -> list[bytes]:
    """The quickest plain way: decode near the size, turn, shrink step by step, save."""
    picture = Image.open(io.BytesIO(upload))
    picture.draft("RGB", (max(SIZES), max(SIZES)))
    turned = ImageOps.exif_transpose(picture)
    files = []
    for size in SIZES:
        turned.thumbnail((size, size), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        turned.save(file, "WEBP", quality=child.QUALITY)
        files.append(file.getvalue())
    return files


def interleaved(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of both, taken in turns after one round that does not count."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        for times, work in zip(seconds, (one, other), strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return statistics.median(seconds[0][1:]), statistics.median(seconds[1][1:])


def peak_megabytes(upload: bytes) -> float:
    """Measure the child from a small process: a child's figure starts at its parent's size."""
    command = child_command("JPEG", list(SIZES), Limits.current())
    with tempfile.NamedTemporaryFile() as file:
        file.write(upload)
        file.flush()
        measure = [sys.executable, "-c", MEASURE, file.name, *command]
        told = subprocess.run(measure, capture_output=True, text=True, check=True)
    per_megabyte = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes here
    return int(told.stdout) / per_megabyte
