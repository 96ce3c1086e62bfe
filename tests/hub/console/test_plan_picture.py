"""Uploaded floor plans: what is taken, what is refused and why, and that nothing but the picture is kept."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from passerby.hub.console.site.plan_picture import LONGEST_SIDE, MAX_BYTES, plan_picture
from passerby.shapes.errors import FloorPlanError

CANARY = b"canary-9f41c7"


def encoded(image_format: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 180, 40)).save(out, image_format, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    """A whole, valid, one-bit PNG of any size: all of one colour, so that it takes few bytes."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("image_format", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png")]
)
def test_a_png_jpeg_or_webp_is_taken(image_format: str, media_type: str) -> None:
    plan = plan_picture(encoded(image_format))
    assert (plan.media_type, plan.width, plan.height) == (media_type, 60, 40)
    with Image.open(BytesIO(plan.image)) as stored:
        red, green, blue = stored.convert("RGB").getpixel((30, 20))  # type: ignore[misc] # a tuple, as it is RGB
        assert abs(red - 200) < 6
        assert abs(green - 180) < 6
        assert abs(blue - 40) < 6


def test_a_real_bomb_is_refused_before_it_is_decoded() -> None:
    bomb = png_bomb(40_000, 40_000)
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(FloorPlanError, match="pixels; at most 40 million"):
            plan_picture(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_a_picture_just_over_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(FloorPlanError, match="8,001 × 5,000 pixels"):
        plan_picture(png_bomb(8001, 5000))


def test_a_bomb_of_text_beside_a_small_picture_is_refused() -> None:
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    small = encoded("PNG")
    end = small.index(b"IDAT") - 4
    with pytest.raises(FloorPlanError):
        plan_picture(small[:end] + chunk(b"zTXt", b"Comment\0\0" + bomb) + small[end:])


def test_a_large_plan_is_made_smaller_in_proportion() -> None:
    plan = plan_picture(png_bomb(8000, 4000))
    assert (plan.width, plan.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_too_many_bytes_are_refused_with_their_number() -> None:
    with pytest.raises(FloorPlanError, match=r"11\.0 MB; at most 10 MB"):
        plan_picture(b"\0" * (MAX_BYTES + 1024 * 1024))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "is empty"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG drawings are not taken"),
        (b"<svg onload='alert(1)'/>", "SVG drawings are not taken"),
        (b"%PDF-1.7 ...", "PDF files are not taken"),
        (b"GIF89a" + b"\0" * 40, "no PNG, JPEG or WebP"),
        (b"MZ" + bytes(range(256)), "no PNG, JPEG or WebP"),
    ],
)
def test_what_is_no_picture_of_the_formats_is_refused_by_name(raw: bytes, told: str) -> None:
    with pytest.raises(FloorPlanError, match=told):
        plan_picture(raw)


def test_a_gif_under_another_name_is_refused() -> None:
    with pytest.raises(FloorPlanError, match="no PNG, JPEG or WebP"):
        plan_picture(encoded("GIF"))


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_ends_too_early_is_refused(image_format: str) -> None:
    size = (300, 200)
    noise = np.random.default_rng(7).bytes(size[0] * size[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", size, noise).save(out, image_format)
    with pytest.raises(FloorPlanError, match=r"damaged|no PNG"):
        plan_picture(out.getvalue()[: len(out.getvalue()) // 2])


def test_where_and_by_what_it_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    jpeg = encoded("JPEG", exif=exif, comment=CANARY, icc_profile=CANARY * 20)
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", CANARY.decode())
    png = encoded("PNG", pnginfo=info, exif=exif, icc_profile=CANARY)
    for raw in (jpeg, png):
        assert CANARY in raw
        assert CANARY not in plan_picture(raw).image
        with Image.open(BytesIO(plan_picture(raw).image)) as stored:
            assert not stored.getexif()
            assert not set(stored.info) & {"icc_profile", "comment", "Author", "exif"}


def test_a_picture_on_its_side_is_stored_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    plan = plan_picture(encoded("JPEG", (60, 40), exif=exif))
    assert (plan.width, plan.height) == (40, 60)


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(plan_picture(out.getvalue()).image)) as stored:
        assert stored.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_every_way_to_store_colours_is_understood(mode: str) -> None:
    out = BytesIO()
    picture = Image.new("RGB", (8, 8), "white")
    (Image.new(mode, (8, 8), 65535) if mode == "I;16" else picture.convert(mode)).save(
        out, "JPEG" if mode == "CMYK" else "PNG"
    )
    with Image.open(BytesIO(plan_picture(out.getvalue()).image)) as stored:
        assert stored.mode == "RGB"
        assert min(stored.getpixel((4, 4))) > 250  # type: ignore[arg-type] # a tuple, as it is RGB


def test_nothing_of_the_picture_is_printed() -> None:
    assert "image=" not in repr(plan_picture(encoded("PNG")))


@given(st.binary(max_size=400), st.sampled_from(["", "PNG", "JPEG", "WEBP"]), st.integers(0, 200))
def test_no_bytes_lead_to_another_error(noise: bytes, image_format: str, at: int) -> None:
    whole = encoded(image_format) if image_format else b""
    try:
        plan_picture(whole[:at] + noise + whole[at + len(noise) :])
    except FloorPlanError:
        return
