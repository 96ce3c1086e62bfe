"""The software rasteriser, against OpenCV and by arithmetic."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.studio.truth.raster import Floats, Integers, Patch, draw_depth, triangles_from_quads, visibility

WIDTH, HEIGHT = 96, 64
NOTHING = np.full((HEIGHT, WIDTH), np.inf)
LONE = np.array([[0, 1, 2]])

coordinate = st.floats(-20, 120)
corner = st.tuples(coordinate, coordinate)
triangle = st.tuples(corner, corner, corner).map(np.array)


def rectangle(left: float, top: float, right: float, bottom: float, depth: float) -> Patch:
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    quad = triangles_from_quads(np.array([[0, 1, 2, 3]]))
    return draw_depth(corners, np.full(4, depth), quad, WIDTH, HEIGHT)


def area(corners: Floats) -> float:
    (ax, ay), (bx, by) = corners[1] - corners[0], corners[2] - corners[0]
    return abs(float(ax * by - ay * bx)) / 2


def around(corners: Floats) -> float:
    return float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).sum())


def middles_within(corners: Floats) -> npt.NDArray[np.bool_]:
    """The pixels whose middle is on the same side of all three edges."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    edges = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    sides = np.stack([(bx - ax) * (y - ay) - (by - ay) * (x - ax) for (ax, ay), (bx, by) in edges])
    return np.asarray((sides > 0).all(axis=0) | (sides < 0).all(axis=0))


@given(st.integers(0, 2**32 - 1))
def test_a_triangle_covers_the_pixels_whose_middle_it_holds(seed: int) -> None:
    corners = np.random.default_rng(seed).uniform(-20, 120, (3, 2))
    drawn = np.isfinite(draw_depth(corners, np.ones(3), LONE, WIDTH, HEIGHT).on_picture(WIDTH, HEIGHT))
    np.testing.assert_array_equal(drawn, middles_within(corners))


@given(triangle)
def test_the_pixels_of_a_triangle_beyond_the_picture_are_counted(corners: Floats) -> None:
    pixels = draw_depth(corners, np.ones(3), LONE, WIDTH, HEIGHT).pixels()
    assert abs(pixels - area(corners)) <= around(corners) + 1


@given(st.integers(0, 2**32 - 1))
def test_a_surface_cut_into_triangles_of_any_size_has_no_holes(seed: int) -> None:
    random = np.random.default_rng(seed)
    columns, rows = random.integers(2, 60, 2)
    x, y = np.meshgrid(np.linspace(3, 90, columns), np.linspace(5, 60, rows))
    inner = (x > 3) & (x < 90) & (y > 5) & (y < 60)
    shake = random.uniform(-0.3, 0.3, (*x.shape, 2)) * [[(87 / (columns - 1), 55 / (rows - 1))]]
    points = np.stack((x, y), axis=2) + shake * inner[..., None]
    index = np.arange(columns * rows).reshape(rows, columns)
    quads = np.stack((index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]), axis=2).reshape(-1, 4)
    patch = draw_depth(
        points.reshape(-1, 2), np.ones(columns * rows), triangles_from_quads(quads), WIDTH, HEIGHT
    )
    assert patch.pixels() == 87 * 55


def test_depth_runs_over_a_slanted_plane_as_a_pinhole_sees_it() -> None:
    focal, at = 50.0, np.array([[-2.0, -1.0, 3.0], [4.0, -1.0, 9.0], [-2.0, 3.0, 3.0]])
    pixels = np.stack((48 + focal * at[:, 0] / at[:, 2], 32 + focal * at[:, 1] / at[:, 2]), axis=1)
    depths = draw_depth(pixels, at[:, 2], LONE, WIDTH, HEIGHT).on_picture(WIDTH, HEIGHT)
    rows, columns = np.nonzero(np.isfinite(depths))
    # The plane is z = x + 5, and the ray through a pixel has x = z (column - 48) / focal.
    wanted = 5 / (1 - (columns + 0.5 - 48) / focal)
    assert len(rows) > 100
    np.testing.assert_allclose(depths[rows, columns], wanted, rtol=1e-5)


def test_the_nearest_of_two_surfaces_is_kept_whichever_comes_first() -> None:
    points = np.array([[10, 10], [50, 10], [10, 50]] * 2, np.float64)
    depths = np.array([2, 2, 2, 5, 5, 5], np.float64)
    for order in (np.array([[0, 1, 2], [3, 4, 5]]), np.array([[3, 4, 5], [0, 1, 2]])):
        patch = draw_depth(points, depths, order, WIDTH, HEIGHT)
        assert set(np.unique(patch.depths_m[np.isfinite(patch.depths_m)])) == {2.0}


@pytest.mark.parametrize("depth", [-1.0, 0.0, 0.001])
def test_what_is_behind_the_camera_is_not_drawn(depth: float) -> None:
    corners = np.array([[10, 10], [50, 10], [10, 50]], np.float64)
    assert draw_depth(corners, np.array([1, 1, depth]), LONE, WIDTH, HEIGHT).pixels() == 0


def test_a_mesh_of_nothing_covers_nothing() -> None:
    patch = draw_depth(np.zeros((0, 2)), np.zeros(0), np.zeros((0, 3), np.int64), WIDTH, HEIGHT)
    assert patch.pixels() == 0
    assert visibility([patch], NOTHING).tolist() == [0]


def test_a_person_far_beyond_the_picture_takes_no_memory() -> None:
    corners = np.array([[10, 10], [5e7, 10], [10, 5e7]])
    assert draw_depth(corners, np.ones(3), LONE, WIDTH, HEIGHT, reach=100).depths_m.shape == (154, 186)


@pytest.mark.parametrize(
    ("people", "visible"),
    [
        ([(10, 10, 30, 50, 4.0)], [1]),
        ([(10, 10, 30, 50, 4.0), (40, 10, 60, 50, 3.0)], [1, 1]),
        ([(10, 10, 30, 50, 4.0), (20, 10, 40, 50, 3.0)], [0.5, 1]),
        ([(20, 10, 40, 50, 3.0), (10, 10, 30, 50, 4.0)], [1, 0.5]),
        ([(10, 10, 30, 50, 4.0), (5, 5, 40, 60, 3.0)], [0, 1]),
        ([(-10, 10, 10, 50, 4.0)], [0.5]),
        ([(10, 44, 30, 84, 4.0)], [0.5]),
        ([(-60, 10, -20, 50, 4.0)], [0]),
        ([(-10, 10, 30, 50, 4.0), (20, 10, 40, 50, 3.0)], [0.5, 1]),
    ],
)
def test_visible_is_the_share_of_the_silhouette_that_nobody_and_no_edge_hides(
    people: list[tuple[float, float, float, float, float]], visible: list[float]
) -> None:
    drawn = [rectangle(*person) for person in people]
    np.testing.assert_allclose(visibility(drawn, NOTHING), visible)


def test_scenery_hides_those_behind_it_and_not_the_soles_within_its_tolerance() -> None:
    scenery = NOTHING.copy()
    scenery[:30] = 2.0
    scenery[30:] = 3.97
    behind, before = rectangle(10, 10, 30, 50, 4.0), rectangle(40, 10, 60, 50, 1.5)
    np.testing.assert_allclose(visibility([behind, before], scenery), [0.5, 1])


def test_a_person_hidden_twice_is_hidden_once() -> None:
    scenery = NOTHING.copy()
    scenery[:30] = 1.0
    people = [rectangle(10, 10, 30, 50, 4.0), rectangle(10, 10, 20, 50, 3.0)]
    np.testing.assert_allclose(visibility(people, scenery), [0.25, 0.5])


def test_quads_become_triangles_that_share_a_diagonal() -> None:
    quads: Integers = np.array([[4, 5, 6, 7], [0, 1, 2, 3]])
    assert sorted(map(tuple, triangles_from_quads(quads).tolist())) == [
        (0, 1, 2), (0, 2, 3), (4, 5, 6), (4, 6, 7),
    ]  # fmt: skip
