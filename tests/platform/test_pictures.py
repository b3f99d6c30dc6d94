"""What a picture is, from its bytes alone."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inspect_app.config import MAX_SOURCE_PIXELS
from inspect_app.errors import PhotoError, PictureUnsupported
from inspect_app.platform.pictures import (
    MIN_EDGE_PX,
    READABLE,
    PictureFormat,
    examine,
    sniff,
)
from tests.platform import media


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"quality": 50}),
        ("WEBP", {"exif": b"Exif\0\0"}),
        ("GIF", {}),
    ],
)
def test_size_is_told_without_decoding(kind, options):
    content = io.BytesIO()
    Image.new("RGB", (613, 377), (9, 99, 199)).save(content, kind, **options)

    picture = examine(content.getvalue())

    assert (picture.format.name.upper(), picture.width_px, picture.height_px) == (kind, 613, 377)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_of_a_camera_is_read(orientation):
    picture = examine(media.camera_jpeg(orientation, (800, 600)))

    assert picture.orientation == orientation
    assert picture.upright_px == ((800, 600) if orientation < 5 else (600, 800))


@pytest.mark.parametrize("order", ["little", "big"])
def test_orientation_is_read_in_either_byte_order(order):
    exif = Image.Exif()
    exif.endian = "<" if order == "little" else ">"
    exif[0x0112] = 8

    assert examine(media.encoded(Image.new("RGB", (300, 200)), "JPEG", exif=exif)).orientation == 8


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "AVIF"])
def test_picture_of_a_kind_that_is_not_read_is_named(kind):
    with pytest.raises(PictureUnsupported) as refused:
        examine(media.encoded(Image.new("RGB", (300, 200)), kind))

    assert refused.value.params == {"format": kind}


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_heic_is_known_by_any_of_its_brands(brand):
    assert sniff(b"\0\0\0\x18ftyp" + brand + bytes(100)) is PictureFormat.heic


def test_film_is_no_picture():
    assert sniff(b"\0\0\0\x18ftypisom\0\0\0\0mp42" + bytes(100)) is None


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.data())
def test_damaged_picture_never_raises_anything_else(junk, kind, data):
    whole = bytearray(media.encoded(Image.new("RGB", (300, 200)), kind))
    at = data.draw(st.integers(0, len(whole)))
    whole[at : at + len(junk)] = junk

    try:
        seen = examine(bytes(whole))
    except PhotoError:
        return
    assert seen.format in READABLE
    assert min(seen.upright_px) >= MIN_EDGE_PX
    assert seen.width_px * seen.height_px <= MAX_SOURCE_PIXELS
