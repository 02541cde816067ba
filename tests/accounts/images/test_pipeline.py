import io
import struct
import warnings

import pytest
from PIL import Image, ImageCms, ImageOps

from accounts.images import child, renditions
from tests.accounts.images.pictures import (
    assert_only_pixels,
    corners,
    corners_of,
    decoded,
    encoded,
    quarters,
    refusal_of,
)

pytestmark = pytest.mark.once

# Every file of the shared folder: the size it comes out with, or why it is refused.
EXPECTED = {
    "bombs/decompression_bomb.gif": "gif",
    "broken/broken.png": "damaged",
    "broken/broken_data_stream.png": "damaged",
    "broken/corrupted.heic": "heic",
    "broken/exif_gps_partial.jpg": (8, 8),
    "broken/hopper_bad_exif.jpg": (500, 500),
    "broken/truncated_exif_dpi.jpg": (480, 640),
    "gps/fujifilm-s1pro-masts.jpg": (600, 400),
    "gps/fujifilm-s2pro-hay.jpg": (600, 400),
    "gps/fujifilm-s2pro-paris.jpg": (600, 400),
    "gps/htc-desire.webp": (776, 909),
    "gps/iphone11pro-exif-at-eof.heic": "heic",
    "gps/iphone4-bill.jpg": (1296, 968),
    "gps/iphonexr-1x1.jpg": (1, 1),
    "gps/sony-hx5v-street-sign.jpg": (730, 547),
    "orientation/3.jpg": (128, 128),
    "orientation/6.jpg": (128, 128),
    "orientation/8.jpg": (128, 128),
    "plain/exif.png": (512, 512),
    "plain/hopper.avif": "avif",
    "plain/hopper.jpg": (128, 128),
    "plain/hopper.webp": (128, 128),
    "plain/rgb8.heif": "heic",
}
TAKEN = [name for name, outcome in EXPECTED.items() if isinstance(outcome, tuple)]


def test_the_table_names_every_file(shared_data):
    folder = shared_data / "images"
    assert {path.relative_to(folder).as_posix() for path in folder.glob("*/*")} == EXPECTED.keys()


@pytest.mark.parametrize(("name", "outcome"), EXPECTED.items())
def test_every_real_file_has_its_outcome(shared_data, name, outcome):
    with (shared_data / "images" / name).open("rb") as upload:
        if isinstance(outcome, str):
            assert refusal_of(upload) == outcome
        else:
            photo = renditions(upload)
            assert (photo.width, photo.height) == outcome
            assert_only_pixels(photo)


@pytest.mark.parametrize("name", TAKEN)
def test_real_pictures_look_as_they_did(shared_data, name):
    path = shared_data / "images" / name
    with warnings.catch_warnings(action="ignore"):  # of damaged EXIF
        upright = ImageOps.exif_transpose(Image.open(path))
    before = upright.convert("RGB").resize((2, 2), Image.Resampling.BOX)
    after = (
        decoded(renditions(path.read_bytes()).by_size[1600])
        .convert("RGB")
        .resize((2, 2), Image.Resampling.BOX)
    )
    assert all(abs(a - b) <= 12 for a, b in zip(before.tobytes(), after.tobytes(), strict=True))


def test_the_longest_edge_is_the_size_and_nothing_is_enlarged():
    photo = renditions(encoded(Image.new("RGB", (2400, 1200), "teal")))
    assert {size: (copy.width, copy.height) for size, copy in photo.by_size.items()} == {
        1600: (1600, 800),
        640: (640, 320),
        160: (160, 80),
    }
    photo = renditions(encoded(Image.new("RGB", (300, 600), "teal")))
    assert [(copy.width, copy.height) for copy in photo.by_size.values()] == [
        (300, 600),
        (300, 600),
        (80, 160),
    ]
    photo = renditions(encoded(Image.new("RGB", (3000, 1), "teal")), sizes=[160])
    assert (photo.width, photo.height) == (160, 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(kind, orientation):
    exif = Image.Exif()
    exif[child.ORIENTATION] = orientation
    upload = encoded(quarters(), kind, exif=exif, quality=95)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(upload)))
    photo = renditions(upload)
    assert (photo.width, photo.height) == expected.size
    assert corners(decoded(photo.by_size[1600])) == corners(expected)


def test_transparency_becomes_white():
    picture = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (32, 0, 64, 64))
    for mode in ("RGBA", "P"):
        photo = renditions(encoded(picture.convert(mode), "PNG"))
        assert corners(decoded(photo.by_size[1600])) == corners_of("white", "blue", "blue", "white")


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("1", "PNG"),
        ("P", "PNG"),
        ("LA", "PNG"),
        ("I;16", "PNG"),
        ("RGB", "PNG"),
    ],
)
def test_every_kind_of_pixel_is_read(mode, kind):
    picture = Image.new("L", (64, 64), 0)
    picture.paste(255, (32, 0, 64, 64))
    if mode == "I;16":
        upload = encoded(
            Image.frombytes("I;16", (64, 64), struct.pack("<64H", *[0] * 32, *[65535] * 32) * 64), kind
        )
    else:
        upload = encoded((picture.convert("RGB") if mode == "CMYK" else picture).convert(mode), kind)
    photo = renditions(upload)
    assert corners(decoded(photo.by_size[160])) == corners_of("black", "white", "white", "black")


def test_sixteen_bits_of_grey_are_scaled_not_clipped():
    upload = encoded(Image.frombytes("I;16", (8, 8), struct.pack("<64H", *[20_000] * 64)), "PNG")
    assert abs(decoded(renditions(upload).by_size[160]).convert("L").getpixel((4, 4)) - 20_000 // 256) <= 3


def test_colours_are_brought_to_srgb_and_a_profile_that_does_not_fit_is_left_out():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, kind in (("RGB", "JPEG"), ("RGBA", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG")):
        for profile in (srgb, lab, b"no profile at all"):
            photo = renditions(
                encoded(Image.new("RGB", (16, 16), "white").convert(mode), kind, icc_profile=profile)
            )
            assert corners(decoded(photo.by_size[160])) == corners_of(*["white"] * 4)
            assert_only_pixels(photo)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "MPO"])
def test_the_first_frame_of_a_moving_picture_is_taken(kind):
    frames = [Image.new("RGB", (32, 32), name) for name in ("blue", "red")]
    upload = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    photo = renditions(upload)
    assert corners(decoded(photo.by_size[1600])) == corners_of(*["blue"] * 4)
    assert not getattr(decoded(photo.by_size[1600]), "is_animated", False)
