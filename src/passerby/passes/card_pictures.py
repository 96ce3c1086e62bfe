"""A card as a picture of its QR code, to print or to show on a phone."""

from io import BytesIO

import qrcode
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage
from qrcode.util import MODE_ALPHA_NUM, QRData

from passerby.passes.card_codes import encode_card
from passerby.passes.member_keys import MemberKey

QUIET_MODULES = 4
"""White around the code, which readers need (ISO/IEC 18004)."""


def card_svg(key: MemberKey) -> bytes:
    """The card as an SVG picture, black on white. As secret as the key."""
    return _drawn(key, SvgPathFillImage, 10)


def card_png(key: MemberKey, module_px: int = 10) -> bytes:
    """The card as a PNG picture, 37 modules wide, each of so many pixels. As secret as the key."""
    return _drawn(key, PilImage, module_px)


def _drawn(key: MemberKey, factory: type[SvgPathFillImage] | type[PilImage], module_px: int) -> bytes:
    # Level M reads with 15 % of the code covered, and keeps it at 29 modules: large ones, for a far camera.
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        box_size=module_px,
        border=QUIET_MODULES,
        image_factory=factory,
    )
    code.add_data(QRData(encode_card(key), mode=MODE_ALPHA_NUM))
    file = BytesIO()
    code.make_image().save(file)
    return file.getvalue()
