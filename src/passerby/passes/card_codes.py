"""What a card's QR code says: the member key, in characters that QR codes hold well and people can type."""

import base64
import re

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from passerby.passes.keys import KEY_BYTES
from passerby.passes.member_keys import MemberKey
from passerby.shapes.errors import CardError

FORMAT = 1
PREFIX = "PBY"

# 35 bytes are 56 characters without padding: each key has one text, and each text one key at most. Three
# bytes let 1 of 16 million mistyped cards pass for one that nobody has.
_CHECK_BYTES = 3
_CHECK_LABEL = b"passerby 1 card check: "
_HEAD = len(PREFIX) + 1
CARD_CHARACTERS = _HEAD + (KEY_BYTES + _CHECK_BYTES) * 8 // 5

_CARD = re.compile(rf"{PREFIX}[0-9]")
_BODY = re.compile(r"[A-Z2-7]+")


def encode_card(key: MemberKey) -> str:
    """The text of a card: 60 characters from A-Z and 0-9. As secret as the key itself."""
    raw = key.to_bytes()
    return f"{PREFIX}{FORMAT}{base64.b32encode(raw + _check(raw)).decode('ascii')}"


def decode_card(text: str) -> MemberKey:
    """The key on a card. Raises CardError: no card, of another version, cut short or too long, mistyped."""
    if not _CARD.match(text):
        raise CardError(f"a card's code begins with {PREFIX}; this is the code of something else")
    if text[len(PREFIX)] != str(FORMAT):
        raise CardError(
            f"the card is of version {text[len(PREFIX)]}, and this Passerby reads {FORMAT}; get a new card "
            "from the wallet"
        )
    if len(text) != CARD_CHARACTERS:
        raise CardError(
            f"a card's code has {CARD_CHARACTERS} characters; got {len(text)}: it was not read whole, or "
            "something was added"
        )
    if not _BODY.fullmatch(text, _HEAD):
        raise CardError("a card's code is written with A-Z and 2-7; it was mistyped or misread")
    raw = base64.b32decode(text[_HEAD:])
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    # The checksum says nothing of a secret: it is on the card beside the key.
    if check != _check(key):
        raise CardError("the card's checksum does not fit: it was mistyped or misread; show the card again")
    return MemberKey.from_bytes(key)


def _check(raw: bytes) -> bytes:
    """The first bytes of BLAKE2b (RFC 7693): finds mistakes, and keeps nobody from making up a card."""
    return blake2b(_CHECK_LABEL + raw, digest_size=16, encoder=RawEncoder)[:_CHECK_BYTES]
