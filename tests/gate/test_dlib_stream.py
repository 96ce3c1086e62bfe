"""The values of dlib's files, each with its limits."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.gate.dlib_stream import DlibStream
from passerby.shapes.errors import ModelError


def integer(value: int) -> bytes:
    """As dlib writes it."""
    length = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([length | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(length, "little")


def tensor(shape: tuple[int, int, int, int], *values: float) -> bytes:
    written = b"".join(integer(number) for number in (2, *shape))
    return written + struct.pack(f"<{len(values)}f", *values)


@given(st.integers(-(2**64) + 1, 2**64 - 1))
def test_an_integer_comes_back_as_it_was_written(value: int) -> None:
    stream = DlibStream(integer(value))
    assert stream.integer() == value
    stream.end()


@pytest.mark.parametrize("control", [0x00, 0x09, 0x0F, 0x11, 0x21, 0x41, 0x80, 0xFF])
def test_a_control_byte_that_dlib_never_writes_is_refused(control: int) -> None:
    with pytest.raises(ModelError, match="at byte 0 wanted an integer of 1 to 8 bytes"):
        DlibStream(bytes([control]) + bytes(16)).integer()


@given(st.floats(-(2.0**90), 2.0**90, allow_subnormal=False, width=32))
def test_a_real_number_is_mantissa_and_exponent(value: float) -> None:
    mantissa, exponent = np.frexp(value)
    written = integer(int(mantissa * 2**24)) + integer(int(exponent) - 24)
    assert DlibStream(written).real("x", -1e31, 1e31) == value


@pytest.mark.parametrize(
    ("mantissa", "exponent", "found"),
    [(1, 2**40, "1 · 2"), (2**53, 0, "9007199254740992 · 2"), (3, 0, "found 3"), (-1, 0, "found -1")],
)
def test_a_real_number_out_of_its_limits_is_refused(mantissa: int, exponent: int, found: str) -> None:
    with pytest.raises(ModelError, match=found):
        DlibStream(integer(mantissa) + integer(exponent)).real("x", 0, 2)


def test_a_tensor_is_read_only_in_the_shape_it_must_have() -> None:
    written = tensor((2, 1, 1, 1), 1.5, -2.0)
    assert DlibStream(written).tensor("x", (2, 1, 1, 1)).tolist() == [1.5, -2.0]
    with pytest.raises(ModelError, match="wanted the shape of x 1 2 1 1, found 2 1 1 1"):
        DlibStream(written).tensor("x", (1, 2, 1, 1))


def test_a_tensor_that_claims_more_than_there_is_takes_no_memory_and_is_refused() -> None:
    huge = (2**40, 2**20, 1, 1)
    with pytest.raises(ModelError, match="cut short"):
        DlibStream(tensor(huge, 1.0)).tensor("x", huge)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_tensor_with_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ModelError, match="wanted finite numbers in x"):
        DlibStream(tensor((2, 1, 1, 1), 1.0, value)).tensor("x", (2, 1, 1, 1))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [(b"\x01\x05relu", "cut short"), (b"\x01\x04rely", "found 'rely'"), (b"\x01\x41", "text of 65 bytes")],
)
def test_another_text_than_the_wanted_one_is_refused(written: bytes, wanted: str) -> None:
    with pytest.raises(ModelError, match=wanted):
        DlibStream(written).expect_text("relu")


def test_truth_values_are_zeros_and_ones() -> None:
    DlibStream(b"101").flags(3)
    with pytest.raises(ModelError, match="3 truth values"):
        DlibStream(b"1x1").flags(3)


def test_what_follows_the_end_is_named() -> None:
    stream = DlibStream(integer(5) + b"rest")
    stream.integer()
    with pytest.raises(ModelError, match="at byte 2 wanted the end of the file, found 4 more bytes"):
        stream.end()
