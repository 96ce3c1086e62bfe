"""The member key: held by the member alone, in the wallet and on the card. What is derived from it."""

import secrets
from typing import Self

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from passerby.passes.keys import KEY_BYTES, Key, SymmetricKey
from passerby.shapes.errors import PassError
from passerby.shapes.identity import is_id

TAG_BYTES = 16

# Each use of the member key hashes a text of its own before all else, so that what one use gives away says
# nothing of another. None is the beginning of another one.
_TAG_LABEL = b"passerby 1 card tag: "
_TEMPLATES_LABEL = b"passerby 1 sealed templates: "


class MemberKey(Key):
    """Opens one member's sealed templates, and finds their pass at a site. A card's code is this key."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))


def card_tag(key: MemberKey, site: str) -> bytes:
    """By what a gate of this site finds the pass of a card: 16 bytes, other ones at every site.

    BLAKE2b (RFC 7693) keyed with the member key: without the key nobody can tell which tags of two sites
    are one person's, or make one up. Raises PassError for what is no site's id.
    """
    if not is_id(site):
        raise PassError(f"a site's id is 12 characters from a-z and 0-9; got {site!r}")
    return _derived(key, _TAG_LABEL + site.encode("ascii"), TAG_BYTES)


def templates_key(key: MemberKey) -> SymmetricKey:
    """The key that seals the member's templates."""
    return SymmetricKey.from_bytes(_derived(key, _TEMPLATES_LABEL, KEY_BYTES))


def _derived(key: MemberKey, text: bytes, length: int) -> bytes:
    return blake2b(text, digest_size=length, key=key.to_bytes(), encoder=RawEncoder)
