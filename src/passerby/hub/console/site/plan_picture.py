"""Uploaded floor plans, checked before they are decoded, then drawn anew so that only the picture is kept."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from passerby.shapes.errors import FloorPlanError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 4096
"""Larger plans are made smaller: no screen shows more, and each look at the page would carry it."""

FORMATS = ("PNG", "JPEG", "WEBP")
JPEG_QUALITY = 88

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
"""What plans are stored and served as."""


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A floor plan as it is stored. media_type: a value of MEDIA_TYPES. width, height: in pixels."""

    image: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


def plan_picture(raw: bytes) -> PlanPicture:
    """Check an upload and draw it anew: upright, on white, without metadata, at most LONGEST_SIDE long.

    Raises FloorPlanError for what is too large in bytes or pixels, is no PNG, JPEG or WebP, or is damaged.
    The size is read from the picture's head, before anything is decoded, so that a small file cannot fill
    the memory.
    """
    if not raw:
        raise FloorPlanError("The file is empty. Choose a PNG, JPEG or WebP picture of the floor plan.")
    if len(raw) > MAX_BYTES:
        raise too_many_bytes(len(raw))
    try:
        # DecompressionBombWarning is an exception only where warnings are made errors.
        with Image.open(BytesIO(raw), formats=FORMATS) as opened:
            _check_pixels(opened.width, opened.height)
            return _drawn_anew(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FloorPlanError(_too_many_pixels("far more than 40 million")) from error
    except UnidentifiedImageError as error:
        raise FloorPlanError(_not_a_picture(raw)) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FloorPlanError(
            "The picture is damaged: it ends too early or cannot be decoded. Save it again and upload that."
        ) from error


def too_many_bytes(size: int) -> FloorPlanError:
    """What is said of a file that is too large; size: in bytes."""
    return FloorPlanError(
        f"The file has {size / 1024 / 1024:.1f} MB; at most {MAX_BYTES // 1024 // 1024} MB are taken. "
        "Save the plan with fewer pixels."
    )


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FloorPlanError(_too_many_pixels(f"{width:,} × {height:,}"))


def _too_many_pixels(found: str) -> str:
    return (
        f"The picture has {found} pixels; at most {MAX_PIXELS // 1_000_000} million are taken. "
        "Save the plan with fewer pixels."
    )


def _not_a_picture(raw: bytes) -> str:
    head = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head or head.startswith(b"<?xml"):
        return "SVG drawings are not taken, as they can hold programs. Export the plan as PNG and upload it."
    if head.startswith(b"%pdf"):
        return "PDF files are not taken. Export the page with the plan as PNG and upload that."
    return "The file is no PNG, JPEG or WebP picture. Export the plan as PNG and upload that."


def _drawn_anew(opened: Image.Image) -> PlanPicture:
    """The first frame of the picture, decoded and encoded again."""
    stored_as = "JPEG" if opened.format == "JPEG" else "PNG"
    if stored_as == "JPEG":
        # The decoder itself then leaves out what would be scaled away.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = _on_white(ImageOps.exif_transpose(opened))
    # The encoders would write a colour profile and comments again from here.
    picture.info.clear()
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    if stored_as == "JPEG":
        picture.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        picture.save(out, "PNG")
    return PlanPicture(out.getvalue(), MEDIA_TYPES[stored_as], picture.width, picture.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """In red, green and blue alone; what was transparent becomes white, as paper, in light and dark alike."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    paper.alpha_composite(clear)
    return paper.convert("RGB")
