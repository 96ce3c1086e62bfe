"""Pictures of any size, looked at in smaller copies, and what is found told in their own pixels."""

from collections.abc import Callable

import numpy as np
import pytest

from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.face_search import COARSE_SIDE_PX, FINE_SIDE_PX, FIRST_SIDE_PX, FaceSearch, Looks

Seen = Callable[[int, int], list[tuple[float, float, float, float]]]


class Told:
    """A network that sees what the test says it sees in a copy of a given width and height."""

    name = "Told"

    def __init__(self, seen: Seen, score: float = 0.75) -> None:
        self._seen = seen
        self._score = score
        self.sizes: list[tuple[int, int]] = []

    def look(self, image: Image) -> Faces:
        height, width = image.shape[:2]
        self.sizes.append((width, height))
        found = np.array(self._seen(width, height), np.float32).reshape(-1, 4)
        middles = np.asarray(np.repeat((found[:, None, :2] + found[:, None, 2:]) / 2, 5, axis=1), np.float32)
        # The larger the copy, the surer: then the order tells which look a face is from.
        scores = np.full(len(found), self._score, np.float32) * np.float32(max(width, height) / FINE_SIDE_PX)
        return Faces(found, scores, middles)


def nothing(width: int, height: int) -> list[tuple[float, float, float, float]]:
    return []


def picture(width: int, height: int) -> Image:
    return np.zeros((height, width, 3), np.uint8)


@pytest.mark.parametrize(
    ("size_wh", "copy_wh"),
    [
        ((1, 1), (1, 1)),
        ((640, 480), (640, 480)),
        ((1280, 720), (640, 360)),
        ((7680, 4320), (640, 360)),
        ((480, 1920), (160, 640)),
        ((5000, 2), (640, 1)),
    ],
)
def test_a_picture_is_looked_at_in_a_copy_of_bounded_size(
    size_wh: tuple[int, int], copy_wh: tuple[int, int]
) -> None:
    network = Told(nothing)
    assert len(FaceSearch(network).detect(picture(*size_wh))) == 0
    assert network.sizes == [copy_wh]


def test_what_is_found_is_told_in_pixels_of_the_picture_that_was_given() -> None:
    network = Told(lambda width, height: [(100, 40, 140, 100)])
    found = FaceSearch(network).detect(picture(1920, 1080))
    assert found.boxes_xyxy.tolist() == [[300, 120, 420, 300]]
    assert found.landmarks_xy[0].tolist() == [[360, 210]] * 5


def test_a_flat_picture_is_scaled_back_along_each_side_by_its_own_measure() -> None:
    network = Told(lambda width, height: [(0, 0, 10, 1)])
    found = FaceSearch(network).detect(picture(6400, 2))
    assert found.boxes_xyxy.tolist() == [[0, 0, 100, 2]]
    assert found.landmarks_xy[0].tolist() == [[50, 1]] * 5


def test_a_face_may_reach_out_of_the_picture_but_not_lie_outside_it() -> None:
    edges = [(-20.0, 10.0, 20.0, 50.0), (-50.0, 10.0, -10.0, 50.0), (95.0, 70.0, 140.0, 120.0)]
    found = FaceSearch(Told(lambda width, height: edges)).detect(picture(100, 80))
    assert found.boxes_xyxy.tolist() == [list(edges[0]), list(edges[2])]


def test_a_gate_looks_once_whatever_it_sees() -> None:
    for seen in (nothing, lambda width, height: [(0.0, 0.0, 10.0, 10.0)]):
        network = Told(seen)
        FaceSearch(network, Looks.ONE).detect(picture(1920, 1080))
        assert len(network.sizes) == 1


def test_a_single_picture_without_a_face_is_looked_at_coarser_and_finer() -> None:
    network = Told(nothing)
    FaceSearch(network, Looks.SEVERAL).detect(picture(2000, 1000))
    assert [width for width, _ in network.sizes] == [FIRST_SIDE_PX, COARSE_SIDE_PX, FINE_SIDE_PX]


def test_a_small_picture_is_not_enlarged() -> None:
    network = Told(nothing)
    FaceSearch(network, Looks.SEVERAL).detect(picture(200, 100))
    assert set(network.sizes) == {(200, 100)}


def test_a_picture_of_large_faces_is_looked_at_once() -> None:
    network = Told(lambda width, height: [(100, 40, 180, 140)])
    FaceSearch(network, Looks.SEVERAL).detect(picture(2000, 1000))
    assert len(network.sizes) == 1


def test_a_picture_too_large_for_the_first_copy_is_also_looked_at_finer() -> None:
    network = Told(lambda width, height: [(100, 40, 180, 140)])
    FaceSearch(network, Looks.SEVERAL).detect(picture(4000, 2000))
    assert [width for width, _ in network.sizes] == [FIRST_SIDE_PX, FINE_SIDE_PX]


def test_a_small_face_calls_for_a_finer_look_that_finds_its_neighbours() -> None:
    def seen(width: int, height: int) -> list[tuple[float, float, float, float]]:
        beside = [(80.0, 0.0, 120.0, 40.0)] if width > FIRST_SIDE_PX else []
        share = width / 1280
        return [(40 * share, 0, 80 * share, 40 * share), *beside]

    found = FaceSearch(Told(seen), Looks.SEVERAL).detect(picture(1280, 720))
    assert sorted(found.boxes_xyxy[:, 0].tolist()) == [40, 80]
    # Of the face that both looks saw, the finer one's is kept.
    assert found.scores.tolist() == [0.75, 0.75]


def test_a_finer_look_adds_no_pieces_of_large_faces() -> None:
    def seen(width: int, height: int) -> list[tuple[float, float, float, float]]:
        if width > FIRST_SIDE_PX:
            return [(600.0, 100.0, 800.0, 300.0)]
        return [(200.0, 20.0, 500.0, 340.0), (0.0, 0.0, 20.0, 20.0)]

    found = FaceSearch(Told(seen), Looks.SEVERAL).detect(picture(1280, 720))
    assert sorted(found.boxes_xyxy[:, 2].tolist()) == [40, 1000]


def test_the_surest_face_comes_first_whichever_look_found_it() -> None:
    def seen(width: int, height: int) -> list[tuple[float, float, float, float]]:
        return [(40.0, 0.0, 60.0, 20.0)] if width <= FIRST_SIDE_PX else [(200.0, 0.0, 240.0, 40.0)]

    class Surer(Told):
        """Sees best in the smallest copy."""

        def look(self, image: Image) -> Faces:
            found = super().look(image)
            return Faces(found.boxes_xyxy, 1 - found.scores, found.landmarks_xy)

    found = FaceSearch(Surer(seen), Looks.SEVERAL).detect(picture(1280, 720))
    assert found.scores.tolist() == [0.625, 0.25]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 1), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
    ],
    ids=["grey", "one channel", "alpha", "no pixel", "numbers"],
)
def test_an_array_that_is_no_picture_is_refused(image: Image) -> None:
    with pytest.raises(FaceError, match=r"\(height, width, 3\) uint8 .*blue-green-red"):
        FaceSearch(Told(nothing)).detect(image)
