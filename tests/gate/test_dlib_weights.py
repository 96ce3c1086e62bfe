"""dlib's file of weights: every byte that describes the network is looked at."""

import numpy as np
import pytest

from passerby.gate.dlib_weights import BLOCKS, DIMENSION, MAX_BYTES, DlibWeights, parse_weights
from passerby.shapes.errors import ModelError

HEADER_END = 347
"""The first byte of the first tensor's numbers: all before it describes the network."""

LAST_NUMBERS_END = -72
"""Behind the last tensor's numbers."""


@pytest.fixture(scope="module")
def parsed(dlib_bytes: bytes) -> DlibWeights:
    return parse_weights(dlib_bytes)


def test_the_whole_network_is_read(parsed: DlibWeights) -> None:
    assert parsed.mean_rgb == pytest.approx((122.782, 117.001, 104.298), abs=1e-4)
    assert parsed.stem.filters.shape == (32, 3, 7, 7)
    assert parsed.projection.shape == (256, DIMENSION)
    for plan, (first, second) in zip(BLOCKS, parsed.blocks, strict=True):
        assert first.filters.shape == (plan.channels_out, plan.channels_in, 3, 3)
        assert second.filters.shape == (plan.channels_out, plan.channels_out, 3, 3)


@pytest.mark.parametrize("kept", [0, 1, 5, 100, HEADER_END, 20_000, 5_000_000, 22_000_000, -1])
def test_a_file_that_is_cut_short_is_refused(dlib_bytes: bytes, kept: int) -> None:
    with pytest.raises(ModelError, match="cut short"):
        parse_weights(dlib_bytes[:kept])


def test_a_byte_too_many_is_refused(dlib_bytes: bytes) -> None:
    with pytest.raises(ModelError, match="found 1 more bytes"):
        parse_weights(dlib_bytes + b"\0")


def test_a_file_of_any_other_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="damaged, or of another network"):
        parse_weights(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    with pytest.raises(ModelError, match=f"at most {MAX_BYTES} bytes"):
        parse_weights(bytes(MAX_BYTES + 1))


def describing(content: bytes) -> list[int]:
    """Bytes that describe the network: the header, what stands around the first layers, and the end."""
    places = set(range(HEADER_END))
    for name in (b"affine_", b"relu_", b"max_pool_2", b"avg_pool_2", b"add_prev_", b"fc_2"):
        at = content.index(name)
        places |= set(range(at - 40, at + len(name) + 12))
    places |= set(range(len(content) + LAST_NUMBERS_END, len(content)))
    return sorted(places)


def test_a_flipped_bit_in_the_description_is_refused_or_changes_nothing(
    dlib_bytes: bytes, parsed: DlibWeights
) -> None:
    chance = np.random.default_rng(5)
    refused = 0
    for at in chance.choice(describing(dlib_bytes), 60, replace=False):
        damaged = bytearray(dlib_bytes)
        damaged[at] ^= 1 << int(chance.integers(8))
        try:
            found = parse_weights(bytes(damaged))
        except ModelError:
            refused += 1
            continue
        # A mean of the pixels, a factor of training and a flag may be any number within their limits.
        assert found.stem.filters.tobytes() == parsed.stem.filters.tobytes()
        assert found.projection.tobytes() == parsed.projection.tobytes()
    assert refused > 45
