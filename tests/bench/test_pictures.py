"""Picture files of every kind, as arrays."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pictures

from passerby.bench import pictures
from passerby.bench.pictures import read_picture
from passerby.shapes.errors import FaceError, PictureError
from passerby.shapes.frame import Image

RED, GREEN, BLUE, GREY = (250, 10, 20), (10, 240, 30), (20, 30, 230), (90, 90, 90)
ORIENTATION = 274


def corners() -> Pictures.Image:
    """A picture 32 wide and 16 high whose quarters are red, green, blue and grey, read as a page is."""
    drawn = Pictures.new("RGB", (32, 16))
    for place, colour in zip(((0, 0), (16, 0), (0, 8), (16, 8)), (RED, GREEN, BLUE, GREY), strict=True):
        drawn.paste(colour, (*place, place[0] + 16, place[1] + 8))
    return drawn


def quarters(image: Image) -> list[tuple[int, ...]]:
    """The colours, red first, in the middles of the four quarters, read as a page is."""
    height, width = image.shape[:2]
    places = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(image[place][::-1].tolist()) for place in places]


def test_colours_come_as_blue_green_red(tmp_path: Path) -> None:
    corners().save(tmp_path / "a.png")
    image = read_picture(tmp_path / "a.png")
    assert image.shape == (16, 32, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert quarters(image) == [RED, GREEN, BLUE, GREY]


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "webp", "jpg"])
def test_every_format_that_is_promised_can_be_read(tmp_path: Path, suffix: str) -> None:
    lossless = {"lossless": True} if suffix == "webp" else {"quality": 98, "subsampling": 0}
    corners().save(tmp_path / f"a.{suffix}", **({} if suffix in ("png", "bmp", "tif") else lossless))
    found = quarters(read_picture(tmp_path / f"a.{suffix}"))
    assert found == [pytest.approx(colour, abs=6) for colour in (RED, GREEN, BLUE, GREY)]


# The tag says how the stored rows and columns lie in the picture: TIFF 6.0, tag 274.
@pytest.mark.parametrize(
    ("tag", "upright"),
    [
        (1, [RED, GREEN, BLUE, GREY]),
        (2, [GREEN, RED, GREY, BLUE]),
        (3, [GREY, BLUE, GREEN, RED]),
        (4, [BLUE, GREY, RED, GREEN]),
        (5, [RED, BLUE, GREEN, GREY]),
        (6, [BLUE, RED, GREY, GREEN]),
        (7, [GREY, GREEN, BLUE, RED]),
        (8, [GREEN, GREY, RED, BLUE]),
    ],
)
def test_a_picture_is_turned_as_its_orientation_tag_says(
    tmp_path: Path, tag: int, upright: list[tuple[int, ...]]
) -> None:
    exif = Pictures.Exif()
    exif[ORIENTATION] = tag
    corners().save(tmp_path / "a.png", exif=exif)
    image = read_picture(tmp_path / "a.png")
    assert quarters(image) == upright
    assert image.shape[:2] == ((16, 32) if tag < 5 else (32, 16))


@pytest.mark.parametrize("tag", [0, 9, 255])
def test_an_orientation_that_does_not_exist_turns_nothing(tmp_path: Path, tag: int) -> None:
    exif = Pictures.Exif()
    exif[ORIENTATION] = tag
    corners().save(tmp_path / "a.png", exif=exif)
    assert quarters(read_picture(tmp_path / "a.png")) == [RED, GREEN, BLUE, GREY]


def test_a_grey_picture_has_three_equal_channels(tmp_path: Path) -> None:
    Pictures.new("L", (5, 4), 77).save(tmp_path / "a.png")
    assert np.unique(read_picture(tmp_path / "a.png").reshape(-1, 3), axis=0).tolist() == [[77, 77, 77]]


def test_a_palette_is_read_as_the_colours_it_stands_for(tmp_path: Path) -> None:
    corners().quantize(8).save(tmp_path / "a.png")
    assert quarters(read_picture(tmp_path / "a.png")) == [
        pytest.approx(colour, abs=8) for colour in (RED, GREEN, BLUE, GREY)
    ]


def test_printers_colours_become_those_of_a_screen(tmp_path: Path) -> None:
    Pictures.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=98)
    blue, green, red = read_picture(tmp_path / "a.jpg")[4, 4].tolist()
    assert red > 240
    assert max(blue, green) < 15


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_of_grey_become_eight_and_not_white(tmp_path: Path, suffix: str) -> None:
    levels = np.array([[0, 2600, 33000, 65535]], np.uint16)
    Pictures.fromarray(levels).save(tmp_path / f"a.{suffix}")
    assert read_picture(tmp_path / f"a.{suffix}")[0, :, 1].tolist() == [0, 10, 128, 255]


def test_sixteen_bits_of_colour_become_eight(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">3H", 257 * 200, 257 * 100, 257 * 7)
    (tmp_path / "a.png").write_bytes(png_file((1, 1), depth=16, colour_type=2, rows=row))
    assert read_picture(tmp_path / "a.png").tolist() == [[[7, 100, 200]]]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_becomes_white(tmp_path: Path, mode: str) -> None:
    drawn = Pictures.new("RGBA", (4, 1), (0, 0, 0, 0))
    drawn.putpixel((0, 0), (60, 60, 60, 255))
    suffix = "tif" if mode == "PA" else "png"
    drawn.convert(mode).save(tmp_path / f"a.{suffix}")
    image = read_picture(tmp_path / f"a.{suffix}")
    assert image[0, 0].tolist() == [60, 60, 60]
    assert image[0, 3].tolist() == [255, 255, 255]


@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320)], ids=["one pixel", "8K"])
def test_pictures_of_one_pixel_and_of_8k_are_taken(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    Pictures.new("RGB", size_wh, RED).save(tmp_path / "a.png", compress_level=1)
    image = read_picture(tmp_path / "a.png")
    assert image.shape == (size_wh[1], size_wh[0], 3)
    assert image[-1, -1].tolist() == [20, 10, 250]


@pytest.mark.parametrize("size_wh", [(8193, 8192), (12000, 9000), (60000, 60000)])
def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_decoded(
    tmp_path: Path, size_wh: tuple[int, int]
) -> None:
    (tmp_path / "bomb.png").write_bytes(png_file(size_wh, depth=8, colour_type=2, rows=b""))
    with pytest.raises(PictureError, match=r"at most 67108864 pixels.*bomb\.png.*scale it down"):
        read_picture(tmp_path / "bomb.png")


def test_a_file_of_too_many_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.bin").write_bytes(b"")
    with (tmp_path / "a.bin").open("r+b") as file:
        file.truncate(pictures.MAX_BYTES + 1)
    with pytest.raises(PictureError, match=r"at most 64 MB, and .*a\.bin has more"):
        read_picture(tmp_path / "a.bin")


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "bmp"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_picture_cut_short_is_refused_by_name(tmp_path: Path, suffix: str, share: float) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (64, 64, 3), np.uint8)
    Pictures.fromarray(noise).save(tmp_path / f"a.{suffix}")
    whole = (tmp_path / f"a.{suffix}").read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(PictureError, match=rf"cut\.{suffix} is (damaged|no picture)"):
        read_picture(tmp_path / f"cut.{suffix}")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"GIF89a" + bytes(50), b"%PDF-1.7\n"])
def test_what_is_no_picture_is_refused_with_the_formats_there_are(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(PictureError, match=r"a\.jpg is no picture.*JPEG, PNG, WEBP"):
        read_picture(tmp_path / "a.jpg")


def test_numbers_without_a_white_are_refused(tmp_path: Path) -> None:
    Pictures.new("F", (4, 4), 0.5).save(tmp_path / "a.tif")
    with pytest.raises(PictureError, match=r"a\.tif holds numbers without a known white"):
        read_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("name", ["gone.jpg", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(FaceError, match=r"cannot be read \((No such file|Is a directory)"):
        read_picture(tmp_path / name)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_metadata_does_not_hide_the_picture(tmp_path: Path) -> None:
    held = BytesIO()
    corners().save(held, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    (tmp_path / "a.jpg").write_bytes(held.getvalue())
    assert read_picture(tmp_path / "a.jpg").shape == (16, 32, 3)


def png_file(size_wh: tuple[int, int], *, depth: int, colour_type: int, rows: bytes) -> bytes:
    """A PNG file as its specification (ISO/IEC 15948) draws it, with the rows that are given."""
    head = struct.pack(">2I5B", *size_wh, depth, colour_type, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
