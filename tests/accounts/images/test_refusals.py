"""What is no photo, or too much of one, is refused with its reason."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.images import SIZES, ImageRefused, PhotoField, Renditions, child, renditions
from accounts.images.pipeline import REFUSALS, Limits
from tests.accounts.images.pictures import encoded, refusal_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "empty"),
        ("a.txt", b"Running backwards.", "unknown"),
        ("a.jpg", b"<script>alert(1)</script>", "unknown"),
        ("a.png", b"<html><body>", "unknown"),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0", "unknown"),
        ("a.fits", b"SIMPLE  =                    T", "unknown"),
        ("a.pdf", b"%PDF-1.7", "unknown"),
        ("a.bmp", encoded(Image.new("RGB", (8, 8)), "BMP"), "unknown"),
        ("a.tif", encoded(Image.new("RGB", (8, 8)), "TIFF"), "unknown"),
        ("a.jpg", encoded(Image.new("RGB", (8, 8)), "TIFF"), "unknown"),
        ("a.gif", encoded(Image.new("RGB", (8, 8)), "GIF"), "gif"),
        ("a.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        ("a.svg", b"\xfe\xff\x00<\x00s", "svg"),
        ("a.heic", b"nothing", "heic"),
        ("a.jpg", b"\x00\x00\x00\x18ftypheic", "heic"),
        ("a.jpg", b"\x00\x00\x00\x18ftypavif", "avif"),
        ("a.png", encoded(Image.new("RGB", (8, 8)), "JPEG"), "ending"),
        ("a.svg", encoded(Image.new("RGB", (8, 8)), "PNG"), "ending"),
        ("a.jpg.html", encoded(Image.new("RGB", (8, 8)), "JPEG"), "ending"),
        ("a.jpg", b"\xff\xd8\xff", "damaged"),
        ("a.jpg", encoded(Image.effect_noise((64, 64), 90))[:900], "damaged"),
        ("a.png", encoded(Image.effect_noise((64, 64), 90), "PNG")[:900], "damaged"),
        ("a.webp", encoded(Image.effect_noise((64, 64), 90), "WEBP")[:900], "damaged"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8X", "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(name, content, code):
    assert refusal_of(SimpleUploadedFile(name, content) if content else io.BytesIO(content)) == code


@pytest.mark.parametrize("name", ["a.jpg", "A.JPEG", "a.jfif", "photo", ""])
def test_the_name_may_have_any_usual_ending_or_none(name):
    upload = io.BytesIO(encoded(Image.new("RGB", (8, 8))))
    upload.name = name
    assert renditions(upload).width == 8


def test_every_refusal_says_what_to_do():
    for code, sentence in REFUSALS.items():
        words = str(sentence) % {"megabytes": 25, "megapixels": 64}
        assert words.endswith("."), code
        assert "end a" in words or "end that" in words or "end it" in words or "Choose" in words, code


def png_of(width, height):
    """A PNG that claims a size; its data would fill the first rows."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )


def jpeg_of(width, height):
    small = encoded(Image.new("RGB", (8, 8)))
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]


def webp_of(width, height):
    head = (
        b"VP8X"
        + struct.pack("<II", 10, 0)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    body = b"WEBP" + head + encoded(Image.new("RGB", (8, 8)), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("claim", [png_of, jpeg_of, webp_of])
@pytest.mark.parametrize("size", [(20_000, 20_000), (12_000, 12_000), (8001, 8000)])
def test_a_bomb_is_refused_by_its_header(claim, size, monkeypatch):
    bomb = claim(*size)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
    monkeypatch.setattr(Image.Image, "load", _must_not_decode)
    for plugin in (child.JpegImagePlugin, child.PngImagePlugin, child.WebPImagePlugin):
        for thing in vars(plugin).values():
            if isinstance(thing, type) and issubclass(thing, Image.Image) and "load" in vars(thing):
                monkeypatch.setattr(thing, "load", _must_not_decode)
    kind = {png_of: "PNG", jpeg_of: "JPEG", webp_of: "WEBP"}[claim]
    answer = child.answer(bomb, kind, pixels=Limits().pixels, sizes=list(SIZES))
    assert answer == ({"refused": "pixels"}, b"")
    assert refusal_of(bomb) == "pixels"


def _must_not_decode(_image):
    raise AssertionError("The picture was decoded.")


def test_a_header_that_lies_low_is_damaged():
    assert refusal_of(png_of(100, 30_000)) == "damaged"


def test_a_profile_or_text_that_swells_is_refused_or_left_out():
    swollen = zlib.compress(bytes(200 * 2**20), 9)
    words = PngInfo()
    words.add(b"zTXt", b"Comment\0\0" + swollen)
    assert refusal_of(encoded(Image.new("RGB", (8, 8)), "PNG", pnginfo=words)) == "damaged"


def test_no_more_is_read_than_may_be_sent(settings):
    settings.PHOTO_LIMITS = {"bytes": 2**20}
    upload = io.BytesIO(bytes(3 * 2**20))
    with pytest.raises(ImageRefused, match="larger than 1 MB"):
        renditions(upload)
    assert upload.tell() == 2**20 + 1
    assert refusal_of(bytes(2**20 + 1)) == "bytes"


def test_the_figures_in_the_sentences_are_the_limits(settings):
    settings.PHOTO_LIMITS = {"pixels": 2_000_000}
    with pytest.raises(ImageRefused, match="more than 2 megapixels"):
        renditions(png_of(2000, 1001))


def test_the_field_hands_on_clean_copies_and_turns_a_refusal_into_its_sentence():
    photo = PhotoField().clean(SimpleUploadedFile("a.jpg", encoded(Image.new("RGB", (8, 8)))))
    assert isinstance(photo, Renditions)
    assert PhotoField(required=False).clean(None) is None
    with pytest.raises(ValidationError) as refused:
        PhotoField().clean(SimpleUploadedFile("a.heic", b"\x00\x00\x00\x18ftypheic"))
    assert refused.value.code == "heic"
    assert "Most compatible" in refused.value.messages[0]
    assert 'accept="image/jpeg,image/png,image/webp"' in PhotoField().widget.render("photo", None)
