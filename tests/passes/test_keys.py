import copy
import logging
import pickle

import pytest

from passerby.passes.keys import SitePrivateKey, SitePublicKey, SymmetricKey
from passerby.shapes.errors import SealError

AnyKey = SymmetricKey | SitePrivateKey | SitePublicKey
RAW = bytes(range(32))
KEYS: list[AnyKey] = [
    SymmetricKey.from_bytes(RAW),
    SitePrivateKey.from_bytes(RAW),
    SitePublicKey.from_bytes(RAW),
]
each_key = pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)


@each_key
def test_a_key_shows_nothing_of_itself(key: AnyKey, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("%s %r %s", key, key, [key])
    for text in (repr(key), str(key), f"{key}", caplog.text):
        assert "x02" not in text
        assert "0102" not in text
    assert repr(key) == f"{type(key).__name__}()"
    assert not hasattr(key, "__dict__")


@each_key
def test_a_key_is_neither_pickled_nor_copied(key: AnyKey) -> None:
    for way_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied or pickled"):
            way_out(key)


@each_key
def test_a_key_is_not_changed_and_not_put_into_a_table(key: AnyKey) -> None:
    with pytest.raises(AttributeError, match="does not change"):
        key._raw = b"x" * 32
    with pytest.raises(TypeError, match="no key of a table"):
        hash(key)


@each_key
def test_keys_are_equal_only_to_the_same_bytes_of_the_same_use(key: AnyKey) -> None:
    assert key == type(key).from_bytes(RAW)
    assert key != type(key).from_bytes(b"x" * 32)
    assert key != RAW
    assert [other == key for other in KEYS].count(True) == 1


@each_key
@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(key: AnyKey, length: int) -> None:
    with pytest.raises(SealError, match=f"32 bytes; got {length}"):
        type(key).from_bytes(b"x" * length)


def test_every_new_key_is_another() -> None:
    assert len({SymmetricKey.generate().to_bytes() for _ in range(100)}) == 100
    assert len({SitePrivateKey.generate().public_key.to_bytes() for _ in range(100)}) == 100


def test_the_public_half_is_that_of_rfc_7748() -> None:
    # Section 5.2, after one iteration: the scalar 9 times the base point, which is 9 too.
    public = SitePrivateKey.from_bytes(bytes([9]) + bytes(31)).public_key
    assert public.to_bytes().hex() == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"


def test_a_public_key_travels_as_text() -> None:
    public = SitePrivateKey.generate().public_key
    assert SitePublicKey.from_text(public.to_text()) == public


@pytest.mark.parametrize("text", ["", "x", "a b", "é" * 44, "A" * 43, "AAAA", "A" * 44 + "\n"])
def test_text_that_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(SealError):
        SitePublicKey.from_text(text)
