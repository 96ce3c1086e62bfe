"""Sealing with libsodium: under a key for who holds it, and to a site's public key for that site alone.

Both begin with a byte that says how they were sealed, so that another way may come later without a guess.
"""

from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as SodiumError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead

from passerby.passes.keys import SitePrivateKey, SitePublicKey, SymmetricKey
from passerby.shapes.errors import SealError

_NOT_OPEN = (
    "the sealed text does not open: it was sealed with another key or for another purpose, or it was changed "
    "since"
)
MAX_PLAIN_BYTES = 1 << 20
"""Addresses, names and templates are a thousand times smaller; what is larger is no secret of ours."""

_AEAD = b"\x01"
_TO_SITE = b"\x02"
_AEAD_EXTRA = len(_AEAD) + Aead.NONCE_SIZE + Aead.MACBYTES
_TO_SITE_EXTRA = len(_TO_SITE) + PublicKey.SIZE + 16


def encrypt(key: SymmetricKey, plain: bytes, purpose: bytes) -> bytes:
    """Seal bytes under a key: XChaCha20-Poly1305 (IETF), a random nonce of 24 bytes.

    purpose: what the bytes are for, such as b"camera address"; the same must be given to `decrypt`, so that
    a sealed text cannot be moved to where it means something else. Adds 41 bytes. Raises SealError for more
    than MAX_PLAIN_BYTES.
    """
    _check_plain(plain)
    # The first byte is authenticated too: nobody can pass the text off as sealed in another way.
    return _AEAD + Aead(key.to_bytes()).encrypt(plain, _AEAD + purpose)


def decrypt(key: SymmetricKey, sealed: bytes, purpose: bytes) -> bytes:
    """Open what `encrypt` sealed under this key for this purpose. Raises SealError if it was not."""
    body = _body(sealed, _AEAD, _AEAD_EXTRA)
    try:
        return Aead(key.to_bytes()).decrypt(body, _AEAD + purpose)
    except CryptoError:
        raise SealError(f"{_NOT_OPEN}; see that the key files belong to this database") from None


def seal_to(public: SitePublicKey, plain: bytes) -> bytes:
    """Seal bytes so that only the holder of the private half opens them: libsodium's sealed box.

    X25519 with a key pair made for this one text, XSalsa20-Poly1305. Adds 49 bytes. Raises SealError for
    more than MAX_PLAIN_BYTES, and for a public key that no private key belongs to.
    """
    _check_plain(plain)
    try:
        return _TO_SITE + SealedBox(PublicKey(public.to_bytes())).encrypt(plain)
    except (CryptoError, SodiumError):
        raise SealError(
            "the site's public key is not a usable X25519 key; ask its agent for it again"
        ) from None


def open_sealed(private: SitePrivateKey, sealed: bytes) -> bytes:
    """Open what `seal_to` sealed to this key's public half. Raises SealError if it was not."""
    body = _body(sealed, _TO_SITE, _TO_SITE_EXTRA)
    try:
        return SealedBox(PrivateKey(private.to_bytes())).decrypt(body)
    except (CryptoError, SodiumError):
        raise SealError(_NOT_OPEN) from None


def _check_plain(plain: bytes) -> None:
    if len(plain) > MAX_PLAIN_BYTES:
        raise SealError(f"at most {MAX_PLAIN_BYTES} bytes are sealed at once; got {len(plain)}")


def _body(sealed: bytes, version: bytes, extra: int) -> bytes:
    if not extra <= len(sealed) <= MAX_PLAIN_BYTES + extra:
        raise SealError(
            f"a sealed text has from {extra} to {MAX_PLAIN_BYTES + extra} bytes; got {len(sealed)}: it is "
            "cut short, or something else"
        )
    if sealed[:1] != version:
        raise SealError(
            f"the sealed text begins with {sealed[0]}, and this Passerby opens {version[0]} here: it was "
            "sealed by a newer version, or for another use"
        )
    return sealed[1:]
