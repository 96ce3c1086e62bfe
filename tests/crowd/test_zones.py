import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.standing import stand
from passerby.crowd.zones import ZoneMap
from passerby.shapes import polygons
from passerby.shapes.scene import Zone
from tests.crowd.walkers import SIZE_WH, tracks_at

TRIANGLE = Zone("triangle", np.array([[0.1, 0.1], [0.9, 0.2], [0.4, 0.9]]))
FLOOR = Zone("floor", np.array([[0, 0.5], [1, 0.5], [1, 1], [0, 1]]))
NOTCHED = Zone("notched", np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.5, 0.4], [0.2, 0.8]]))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
def test_zones_asked_together_answer_as_each_alone(points: list[tuple[float, float]]) -> None:
    zones = [TRIANGLE, FLOOR, NOTCHED]
    on_picture = np.array(points, np.float64).reshape(-1, 2)
    inside = ZoneMap(zones).inside(on_picture)
    assert inside.shape == (len(points), 3)
    for index, zone in enumerate(zones):
        np.testing.assert_array_equal(inside[:, index], polygons.contains(zone.polygon, on_picture))


def test_a_scene_without_zones_has_nobody_in_a_zone() -> None:
    assert ZoneMap([]).inside(np.array([[0.5, 0.5]])).shape == (1, 0)


def test_a_person_is_where_the_feet_are() -> None:
    head_inside = tracks_at(0.0, [(0.5, 0.55), (0.5, 0.45)])
    inside = ZoneMap([FLOOR]).inside(stand(head_inside, SIZE_WH).on_picture)
    assert inside[:, 0].tolist() == [True, False]


def test_who_is_cut_off_by_the_edge_of_the_picture_stands_in_the_zone_that_reaches_it() -> None:
    at_edges = tracks_at(0.0, [(0.5, 1.0), (1.0, 0.7), (0.5, 1.2), (-0.1, 0.7)])
    assert ZoneMap([FLOOR]).inside(stand(at_edges, SIZE_WH).on_picture).all()
