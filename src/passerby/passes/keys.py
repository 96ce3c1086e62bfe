"""Keys as values that do not slip out: no repr, no pickle, no copy, no comparison that tells by its time."""

import base64
import binascii
import hmac
import secrets
from typing import NoReturn, Self

from nacl.public import PrivateKey

from passerby.shapes.errors import SealError

KEY_BYTES = 32


class Key:
    """32 bytes; each subclass is for one use. `to_bytes` is the one way to them, so that a search finds every
    place that takes them out.
    """

    __slots__ = ("_raw",)
    _raw: bytes

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise SealError(
                f"a key has {KEY_BYTES} bytes; got {len(raw)}: take it whole from where it is kept"
            )
        object.__setattr__(self, "_raw", bytes(raw))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The key with these 32 bytes. Raises SealError for any other length."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """The 32 bytes, for a key file or for libsodium; never for a log, a database or a message."""
        return self._raw

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a key does not change; make another one")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return hmac.compare_digest(self._raw, other._raw)

    def __hash__(self) -> NoReturn:
        # A hash shows bits of the key, and ends up in tables.
        raise TypeError(f"a {type(self).__name__} is no key of a table; use the name of what it belongs to")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not copied or pickled; hand over the object itself")


class SymmetricKey(Key):
    """The key of `sealing.encrypt` and `decrypt`."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))


class SitePublicKey(Key):
    """The half of a site's X25519 pair that anybody may know: it seals, and opens nothing."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The key that `to_text` wrote. Raises SealError for text that is no key."""
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise SealError("a public key is written as base64; got something else") from None
        return cls(raw)

    def to_text(self) -> str:
        """The key as base64, fit for a message and a database."""
        return base64.b64encode(self._raw).decode("ascii")


class SitePrivateKey(Key):
    """The half of a site's X25519 pair that only the site's own agent holds: it opens what was sealed."""

    __slots__ = ()

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def public_key(self) -> SitePublicKey:
        """The other half."""
        return SitePublicKey(bytes(PrivateKey(self._raw).public_key))
