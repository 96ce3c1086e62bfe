import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.passes.keys import SitePrivateKey, SitePublicKey, SymmetricKey
from passerby.passes.sealing import MAX_PLAIN_BYTES, decrypt, encrypt, open_sealed, seal_to
from passerby.shapes.errors import SealError

KEY = SymmetricKey.from_bytes(bytes(range(32)))
SITE = SitePrivateKey.from_bytes(bytes(range(32, 64)))
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "sealed.json").read_text(encoding="utf-8")
)


@given(st.binary(max_size=2000), st.binary(max_size=100))
def test_what_was_encrypted_is_decrypted_for_the_same_purpose(plain: bytes, purpose: bytes) -> None:
    sealed = encrypt(KEY, plain, purpose)
    assert decrypt(KEY, sealed, purpose) == plain
    assert len(sealed) == len(plain) + 41


@given(st.binary(max_size=2000))
def test_what_was_sealed_to_a_site_is_opened_by_it(plain: bytes) -> None:
    sealed = seal_to(SITE.public_key, plain)
    assert open_sealed(SITE, sealed) == plain
    assert len(sealed) == len(plain) + 49


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({encrypt(KEY, b"same", b"") for _ in range(200)}) == 200
    assert len({seal_to(SITE.public_key, b"same") for _ in range(200)}) == 200


def test_another_purpose_or_key_opens_nothing() -> None:
    sealed = encrypt(KEY, b"plain", b"camera address")
    with pytest.raises(SealError, match="another key or for another purpose"):
        decrypt(KEY, sealed, b"member name")
    with pytest.raises(SealError, match="another key or for another purpose"):
        decrypt(SymmetricKey.generate(), sealed, b"camera address")
    with pytest.raises(SealError, match="another key"):
        open_sealed(SitePrivateKey.generate(), seal_to(SITE.public_key, b"plain"))


@given(st.data())
def test_a_text_changed_anywhere_opens_no_more(data: st.DataObject) -> None:
    for sealed in (encrypt(KEY, b"plain text", b"p"), seal_to(SITE.public_key, b"plain text")):
        place = data.draw(st.integers(0, len(sealed) - 1))
        changed = bytearray(sealed)
        changed[place] ^= data.draw(st.integers(1, 255))
        with pytest.raises(SealError):
            decrypt(KEY, bytes(changed), b"p")
        with pytest.raises(SealError):
            open_sealed(SITE, bytes(changed))


@given(st.binary(max_size=200))
def test_whatever_is_given_it_is_refused_with_words(garbage: bytes) -> None:
    for head in (b"", b"\x01", b"\x02"):
        with pytest.raises(SealError):
            decrypt(KEY, head + garbage, b"")
        with pytest.raises(SealError):
            open_sealed(SITE, head + garbage)


def test_an_error_says_nothing_of_content_or_key() -> None:
    sealed = encrypt(KEY, b"rtsp://admin:secret@camera", b"camera address")
    with pytest.raises(SealError) as caught:
        decrypt(SymmetricKey.generate(), sealed, b"camera address")
    shown = repr(caught.value) + repr(caught.value.__cause__)
    assert caught.value.__suppress_context__
    assert not [
        secret
        for secret in ("admin", "secret", "rtsp", sealed.hex(), KEY.to_bytes().hex())
        if secret in shown
    ]


def test_more_than_is_ever_secret_is_not_sealed() -> None:
    plain = bytes(MAX_PLAIN_BYTES)
    assert decrypt(KEY, encrypt(KEY, plain, b""), b"") == plain
    with pytest.raises(SealError, match=f"at most {MAX_PLAIN_BYTES} bytes"):
        encrypt(KEY, plain + b"x", b"")
    with pytest.raises(SealError, match=f"at most {MAX_PLAIN_BYTES} bytes"):
        seal_to(SITE.public_key, plain + b"x")
    with pytest.raises(SealError, match="a sealed text has from"):
        decrypt(KEY, b"\x01" + bytes(MAX_PLAIN_BYTES + 100), b"")


@pytest.mark.parametrize("point", [bytes(32), bytes([1]) + bytes(31)])
def test_a_public_key_that_anybody_could_open_is_refused(point: bytes) -> None:
    with pytest.raises(SealError, match="not a usable X25519 key"):
        seal_to(SitePublicKey.from_bytes(point), b"plain")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_texts_sealed_by_the_first_version_are_read_as_they_were(vector: dict[str, str]) -> None:
    sealed = bytes.fromhex(vector["sealed"])

    def opened() -> bytes:
        if vector["way"] == "site":
            return open_sealed(SitePrivateKey.from_bytes(bytes.fromhex(vector["key"])), sealed)
        key = SymmetricKey.from_bytes(bytes.fromhex(vector["key"]))
        return decrypt(key, sealed, vector["purpose"].encode())

    if "plain" in vector:
        assert opened() == vector["plain"].encode()
    else:
        with pytest.raises(SealError, match=vector["refused"]):
            opened()
