"""Nothing hidden in a file comes out of it."""

import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.images import ImageRefused, renditions
from accounts.images.pipeline import Limits, _copies
from tests.accounts.images.pictures import assert_only_pixels, encoded

pytestmark = pytest.mark.once

SECRET = b"54.9897 N 1.9142 W"


def planted(kind):
    """A picture with the same secret in every corner a format has for words."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x9C9C] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>%s</a></x:xmpmeta>' % SECRET
    options = {"exif": exif, "xmp": xmp, "icc_profile": SECRET}
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        words.add(b"prVt", SECRET, after_idat=True)
        options = {"exif": exif, "icc_profile": SECRET, "pnginfo": words}
    elif kind == "JPEG":
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET
        block = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
        options |= {"comment": SECRET, "extra": block}
    return encoded(Image.new("RGB", (64, 64), "teal"), kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_word_planted_in_any_corner_comes_out(kind):
    upload = planted(kind) + SECRET
    assert upload.count(SECRET) >= 4
    photo = renditions(upload)
    assert_only_pixels(photo)
    assert not [copy for copy in photo.by_size.values() if SECRET in copy.data]


def test_a_picture_that_is_a_script_and_an_archive_too_comes_out_as_pixels_only():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.js", SECRET)
    upload = planted("JPEG") + b"<script>alert(1)</script>" + archive.getvalue()
    for copy in renditions(SimpleUploadedFile("a.jpg", upload)).by_size.values():
        assert not zipfile.is_zipfile(io.BytesIO(copy.data))
        assert b"<script" not in copy.data
        assert SECRET not in copy.data


def test_an_answer_that_is_more_than_pixels_is_not_believed():
    with_exif = encoded(Image.new("RGB", (8, 8)), "WEBP", exif=Image.Exif(), icc_profile=b"x")
    bare = encoded(Image.new("RGB", (8, 8)), "WEBP")
    answer = b'{"copies": [[8, 8, %d]]}\n%s'
    assert len(_copies(answer % (len(bare), bare), Limits())) == 1
    for false in (
        answer % (len(with_exif), with_exif),
        answer % (len(bare), bare + SECRET),
        answer % (len(bare) + len(SECRET), bare + SECRET),
        answer % (3, bare),
        b'{"copies": [[8, 8]]}\n',
        b'{"copies": 3}\n',
        b'{"refused": "anything"}\n',
        b"[]\n",
        b"not JSON",
        b"",
    ):
        with pytest.raises(ImageRefused) as refused:
            _copies(false, Limits())
        assert refused.value.code == "damaged"
