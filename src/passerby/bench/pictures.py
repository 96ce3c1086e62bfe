"""Pictures from a user's own files, as the detectors take them: upright, blue-green-red, 8 bits a channel."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps, UnidentifiedImageError

from passerby.cameras.images import MAX_PIXELS
from passerby.shapes.errors import PictureError
from passerby.shapes.frame import Image

MAX_BYTES = 64 * 2**20

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")

_FULL_16_BIT = 0xFFFF


def read_picture(path: Path) -> Image:
    """A picture file as (height, width, 3) uint8 blue-green-red, turned as its orientation tag (EXIF) says.

    Grey, palette, CMYK and 16 bit pictures become colours of 8 bits; what is transparent becomes white; of
    several pictures in one file the first is taken. Raises PictureError, naming the file, for one that cannot
    be read, has more than MAX_BYTES or MAX_PIXELS, is no picture of FORMATS, or is damaged.
    """
    raw = _read(path)
    try:
        # DecompressionBombWarning is an exception only where warnings are made errors.
        with Pictures.open(BytesIO(raw), formats=FORMATS) as opened:
            # Known from the head, before anything is decoded: a small file cannot fill the memory.
            _check_pixels(path, opened.size)
            upright = ImageOps.exif_transpose(opened)
            red_green_blue = np.asarray(_in_colours(path, upright), np.uint8)
    except (Pictures.DecompressionBombError, Pictures.DecompressionBombWarning) as error:
        raise _too_many_pixels(path, "far more") from error
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{path} is no picture that can be read: wanted one of {', '.join(FORMATS)}; "
            "save it again as JPEG or PNG"
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureError(
            f"{path} is damaged: it ends too early or cannot be decoded ({error}); get a whole copy of it"
        ) from error
    return np.ascontiguousarray(red_green_blue[:, :, ::-1])


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PictureError(
            f"the picture {path} cannot be read ({error.strerror}); check its name and your right to read it"
        ) from error
    if len(raw) > MAX_BYTES:
        raise PictureError(
            f"a picture file may have at most {MAX_BYTES // 2**20} MB, and {path} has more; scale it down"
        )
    return raw


def _check_pixels(path: Path, size_wh: tuple[int, int]) -> None:
    width, height = size_wh
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(path, f"{width}x{height}")


def _too_many_pixels(path: Path, found: str) -> PictureError:
    return PictureError(
        f"a picture may have at most {MAX_PIXELS} pixels (8192x8192), and {path} has {found}; scale it down"
    )


def _in_colours(path: Path, picture: Pictures.Image) -> Pictures.Image:
    """In red, green and blue of 8 bits alone; what was transparent becomes white."""
    if picture.mode == "F":
        raise PictureError(
            f"{path} holds numbers without a known white (mode F); save it again with 8 or 16 bits a channel"
        )
    if picture.mode == "I" or picture.mode.startswith("I;16"):
        # Pillow's own conversion cuts off at 255, which leaves all but the deepest shadows white.
        levels = np.clip(np.asarray(picture), 0, _FULL_16_BIT) // 257
        picture = Pictures.fromarray(levels.astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    paper = Pictures.new("RGBA", clear.size, "white")
    paper.alpha_composite(clear)
    return paper.convert("RGB")
