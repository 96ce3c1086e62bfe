import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.passes.dot_products import LARGEST_LEFT, DotProducts
from passerby.passes.folding import CODE_BYTES, LARGEST_CODE, QUERY_ZERO, Folding
from passerby.passes.templates import Numbers
from tests.passes.people import realistic

SOME = st.integers(1, 80).flatmap(
    lambda dimension: arrays.arrays(
        np.float32,
        st.tuples(st.integers(3, 12), st.just(dimension)),
        elements=st.floats(-100, 100, width=32),
    )
)


def _bounds(folding: Folding, numbers: Numbers, query: Numbers) -> tuple[Numbers, Numbers]:
    """The lower bounds of the distances, and the distances."""
    codes = folding.encode(numbers)
    code = np.zeros(folding.length, np.uint8)
    error, query_length = folding.encode_query(query, code)
    moved = 2 * (code.astype(np.int64) - QUERY_ZERO)
    assert query_length == moved @ moved
    coded = np.linalg.norm(codes - moved, axis=1) * folding.step
    return coded - folding.error - error, np.linalg.norm(numbers.astype(np.float64) - query, axis=1)


@given(SOME, st.integers(1, 3))
def test_no_bound_is_ever_above_the_distance(numbers: Numbers, known: int) -> None:
    folding = Folding.fitted(numbers[:known])
    bounds, distances = _bounds(folding, numbers[:-1], numbers[-1])
    assert (bounds <= distances).all()


def test_of_templates_like_real_ones_the_bound_is_near_the_distance() -> None:
    numbers = realistic(2000)
    bounds, distances = _bounds(Folding.fitted(numbers[:1500]), numbers[1500:-1], numbers[-1])
    assert (bounds <= distances).all()
    assert (bounds / distances).mean() > 0.85


def test_axes_stand_at_right_angles_and_codes_use_their_range() -> None:
    numbers = realistic(1000)
    folding = Folding.fitted(numbers)
    assert np.allclose(folding.axes @ folding.axes.T, np.eye(CODE_BYTES - 1), atol=1e-12)
    assert 110 < np.abs(folding.encode(numbers).astype(int)).max() <= LARGEST_CODE


def test_templates_that_are_all_the_same_can_be_folded() -> None:
    numbers = np.ones((10, 128), np.float32)
    assert not Folding.fitted(numbers).encode(numbers).any()


@pytest.mark.parametrize("depth", [1, 3, 64, 65])
@pytest.mark.parametrize("width", [1, 255, 256, 3000])
def test_products_are_exact_at_the_ends_of_their_range(depth: int, width: int) -> None:
    generator = np.random.default_rng(depth * width)
    left = generator.choice(np.array([0, 1, LARGEST_LEFT], np.uint8), depth)
    right = generator.choice(np.array([-128, -127, 0, 127], np.int8), (depth, width))
    right[:, 0], left[0] = 127, LARGEST_LEFT
    product = np.zeros(width, np.int32)
    DotProducts(left, right, product).run()
    assert np.array_equal(product, left.astype(np.int64) @ right.astype(np.int64))


def test_products_see_what_was_written_since() -> None:
    left, right, product = np.ones(2, np.uint8), np.ones((2, 3), np.int8), np.zeros(3, np.int32)
    products = DotProducts(left, right, product)
    left[:] = [2, 3]
    right[:, 1] = [10, 20]
    products.run()
    assert product.tolist() == [5, 80, 5]


def test_products_of_arrays_that_do_not_fit_are_refused() -> None:
    left, right, product = np.ones(2, np.uint8), np.ones((2, 3), np.int8), np.zeros(3, np.int32)
    with pytest.raises(ValueError, match=r"needs a left side \(2,\)"):
        DotProducts(left[:1], right, product)
    with pytest.raises(ValueError, match="in one piece"):
        DotProducts(left, np.ones((2, 6), np.int8)[:, ::2], product)


def test_where_rounding_moves_every_number_as_far_as_it_can_the_bound_still_holds() -> None:
    folding = Folding(np.zeros(63), np.eye(63), step=1.0)
    bounds, distances = _bounds(folding, np.full((1, 63), 1.5, np.float32), np.zeros(63, np.float32))
    assert distances[0] - 0.1 < bounds[0] <= distances[0]
