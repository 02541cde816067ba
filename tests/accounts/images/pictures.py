"""What the tests of photos share: making pictures, and looking at what came out."""

import io

import pytest
from PIL import Image

from accounts.images import ImageRefused, renditions


def encoded(image, kind="JPEG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def decoded(copy):
    return Image.open(io.BytesIO(copy.data))


def refusal_of(upload):
    with pytest.raises(ImageRefused) as refused:
        renditions(upload)
    return refused.value.code


def assert_only_pixels(photo):
    for copy in photo.by_size.values():
        picture = decoded(copy)
        assert picture.format == "WEBP"
        assert picture.size == (copy.width, copy.height)
        picture.load()
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & picture.info.keys()
        assert copy.data[12:16] in {b"VP8 ", b"VP8L"}


def quarters():
    """A picture with another colour in every corner, wider than high."""
    picture = Image.new("RGB", (64, 32), "red")
    picture.paste("lime", (32, 0, 64, 16))
    picture.paste("blue", (0, 16, 32, 32))
    picture.paste("white", (32, 16, 64, 32))
    return picture


def corners(picture):
    """The colours at the corners, clockwise from the top left, each band on or off."""
    right, bottom = picture.width - 4, picture.height - 4
    spots = [(4, 4), (right, 4), (right, bottom), (4, bottom)]
    return [tuple(band > 127 for band in picture.convert("RGB").getpixel(spot)) for spot in spots]


def corners_of(*names):
    return [corners(Image.new("RGB", (8, 8), name))[0] for name in names]
