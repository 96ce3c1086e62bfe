import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from passerby.shapes import polygons
from passerby.shapes.boxes import Points

# Whole numbers over 64 are exact in floating point, so that edges and corners are met exactly.
COORDINATE = st.integers(0, 64).map(lambda whole: whole / 64)
POINT = st.tuples(COORDINATE, COORDINATE)
SQUARE = np.array([[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]])


def _star(angles: list[float], radii: list[float]) -> Points:
    turned = np.sort(np.array(angles))
    around = np.stack([np.cos(turned), np.sin(turned)], axis=1)
    return np.asarray(0.5 + np.array(radii)[:, None] * around)


@st.composite
def simple_polygons(draw: st.DrawFn) -> Points:
    """Polygons around their middle: they never cross themselves while no gap reaches half a turn."""
    count = draw(st.integers(4, 10))
    steps = np.array(draw(st.lists(st.floats(0.5, 1), min_size=count, max_size=count)))
    angles = np.cumsum(steps) / steps.sum() * 2 * np.pi
    return _star(angles.tolist(), draw(st.lists(st.floats(0.1, 0.5), min_size=count, max_size=count)))


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.5, 0.5), True),
        ((0.1, 0.5), False),
        ((0.5, 0.9), False),
        ((0.25, 0.5), True),
        ((0.5, 0.25), True),
        ((0.75, 0.5), False),
        ((0.5, 0.75), False),
        ((0.25, 0.25), True),
        ((0.75, 0.75), False),
    ],
    ids=["middle", "left of", "below", "left edge", "top edge", "right edge", "lower edge", "first", "last"],
)
def test_a_square_holds_its_left_and_upper_edges(point: tuple[float, float], expected: bool) -> None:
    assert polygons.contains(SQUARE, np.array([point])).tolist() == [expected]


@given(st.lists(POINT, min_size=1, max_size=20), st.integers(1, 63))
def test_of_two_zones_that_share_an_edge_exactly_one_holds_a_point(
    points: list[tuple[float, float]], cut: int
) -> None:
    x = cut / 64
    left = np.array([[0, 0], [x, 0], [x, 1], [0, 1]], np.float64)
    right = np.array([[x, 0], [1, 0], [1, 1], [x, 1]], np.float64)
    held = np.array(points)
    within = (held < 1).all(axis=1)
    sides = polygons.contains(left, held).astype(int) + polygons.contains(right, held)
    np.testing.assert_array_equal(sides, within.astype(int))


@given(simple_polygons())
def test_the_order_of_the_corners_does_not_matter(polygon: Points) -> None:
    points = np.random.default_rng(0).uniform(size=(50, 2))
    inside = polygons.contains(polygon, points)
    np.testing.assert_array_equal(polygons.contains(polygon[::-1], points), inside)
    np.testing.assert_array_equal(polygons.contains(np.roll(polygon, 2, axis=0), points), inside)


@given(simple_polygons())
def test_the_area_is_the_share_of_points_inside(polygon: Points) -> None:
    grid = (np.stack(np.meshgrid(np.arange(128), np.arange(128)), axis=-1).reshape(-1, 2) + 0.5) / 128
    share = polygons.contains(polygon, grid).mean()
    assert polygons.area(polygon) == pytest.approx(share, abs=0.03)


@given(simple_polygons())
def test_turning_a_polygon_round_flips_the_sign_of_its_area(polygon: Points) -> None:
    signed = float(polygons.signed_area(polygon))
    assert float(polygons.signed_area(polygon[::-1])) == pytest.approx(-signed)
    assert polygons.area(polygon) == pytest.approx(abs(signed))


@given(simple_polygons())
def test_a_polygon_around_its_middle_does_not_cross_itself(polygon: Points) -> None:
    assert not polygons.crosses_itself(polygon)


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ([(0, 0), (1, 0), (0, 1)], False),
        ([(0, 0), (1, 1), (1, 0), (0, 1)], True),
        ([(0, 0), (1, 0), (0.5, 0.5), (1, 1), (0, 1), (0.5, 0.5)], True),
        ([(0, 0), (1, 0), (1, 1), (0.5, 0), (0, 1)], True),
        ([(0, 0), (1, 0), (0.5, 0), (0.5, 1)], True),
        ([(0, 0), (0.5, 0), (1, 0), (1, 1), (0, 1)], False),
    ],
    ids=["triangle", "bow tie", "corner on corner", "corner on edge", "folded back", "corner on a straight"],
)
def test_crossing_itself(corners: list[tuple[float, float]], expected: bool) -> None:
    assert polygons.crosses_itself(np.array(corners, np.float64)) is expected


@given(POINT, POINT, POINT, POINT)
def test_whether_segments_meet_does_not_depend_on_their_order(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> None:
    ends = [np.array([point]) for point in (a, b, c, d)]
    meet = polygons.segments_meet(*ends).item()
    assert polygons.segments_meet(ends[2], ends[3], ends[0], ends[1]).item() == meet
    assert polygons.segments_meet(ends[1], ends[0], ends[3], ends[2]).item() == meet


def test_right_of_a_line_is_right_as_seen_while_walking_along_it() -> None:
    up = (np.array([0.5, 1.0]), np.array([0.5, 0.0]))
    distance = polygons.signed_distance(*up, np.array([[0.75, 0.5], [0.25, 0.5], [0.5, 0.3]]))
    np.testing.assert_allclose(distance, [0.25, -0.25, 0.0])


@given(POINT, POINT, st.lists(POINT, min_size=1, max_size=5))
def test_turning_a_line_round_swaps_its_sides_and_its_ends(
    start: tuple[float, float], end: tuple[float, float], points: list[tuple[float, float]]
) -> None:
    assume(start != end)
    a, b, p = np.array(start), np.array(end), np.array(points)
    np.testing.assert_allclose(
        polygons.signed_distance(a, b, p), -polygons.signed_distance(b, a, p), atol=1e-9
    )
    np.testing.assert_allclose(
        polygons.position_along(a, b, p), 1 - polygons.position_along(b, a, p), atol=1e-6
    )


def test_many_lines_are_asked_at_once() -> None:
    start, end = np.array([[0, 0], [0, 1.0]]), np.array([[1, 0], [1, 0.0]])
    points = np.array([[0.5, 0.25], [1.0, 1.0], [0.0, 0.5]])
    distance = polygons.signed_distance(start, end, points[:, None, :])
    along = polygons.position_along(start, end, points[:, None, :])
    for line in range(2):
        np.testing.assert_allclose(
            distance[:, line], polygons.signed_distance(start[line], end[line], points)
        )
        np.testing.assert_allclose(along[:, line], polygons.position_along(start[line], end[line], points))
