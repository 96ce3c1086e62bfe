"""People as blocks: nothing finer than a block leaves, and no face is found in what does."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Frame, Image
from passerby.vision.background import Background
from passerby.vision.pixelate import EmptyScene, pixelate_all, pixelate_people

NOBODY = np.zeros((0, 4), np.float32)


def _known(image: Image, known: bool = True) -> EmptyScene:
    return EmptyScene(image, np.full(image.shape[:2], known))


def _noise(size_wh: tuple[int, int], seed: int = 7) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (size_wh[1], size_wh[0], 3)).astype(np.uint8)


def _shuffled_in_blocks(image: Image, cell: int) -> Image:
    """The picture with the pixels of each block in another order: the same means, other detail."""
    noise = np.random.default_rng(3)
    other = image.copy()
    for top in range(0, image.shape[0], cell):
        for left in range(0, image.shape[1], cell):
            block = other[top : top + cell, left : left + cell]
            pixels = block.reshape(-1, 3).copy()
            noise.shuffle(pixels)
            block[:] = pixels.reshape(block.shape)
    return other


@pytest.mark.parametrize("size_wh", [(640, 352), (640, 360), (650, 333)])
def test_of_a_whole_picture_nothing_finer_than_a_block_is_left(size_wh: tuple[int, int]) -> None:
    image = _noise(size_wh)
    cell = -(-size_wh[0] // 32)
    whole = (size_wh[0] // cell * cell, size_wh[1] // cell * cell)
    other = image.copy()
    other[: whole[1], : whole[0]] = _shuffled_in_blocks(image[: whole[1], : whole[0]], cell)
    assert (other != image).any()
    one, two = pixelate_all(image, NOBODY), pixelate_all(other, NOBODY)
    assert one.shape == image.shape
    assert np.abs(one.astype(int) - two.astype(int)).max() <= 1


@given(
    box=arrays.arrays(np.float32, 4, elements=st.floats(-80, 400, width=32)),
    seed=st.integers(0, 100),
)
def test_wherever_a_box_lies_what_is_in_it_is_in_blocks_and_nothing_else_changes(
    box: Boxes, seed: int
) -> None:
    box = np.concatenate([np.minimum(box[:2], box[2:]), np.maximum(box[:2], box[2:]) + 1])
    image = _noise((320, 240), seed)
    redacted = pixelate_people(image, box[None].astype(np.float32), _known(image))
    left, top, right, bottom = (int(edge) for edge in np.clip(box, 0, (320, 240, 320, 240)))
    inside = redacted[top:bottom, left:right]
    if inside.shape[0] > 12 and inside.shape[1] > 12:
        across = (np.diff(inside.astype(int), axis=1) != 0).any(axis=2).mean()
        assert across < 0.5, "in noise nearly all neighbours differ; in blocks only at their edges"
    far = np.ones(image.shape[:2], np.bool_)
    reach = 4 + int(max(box[2] - box[0], box[3] - box[1]) * 0.6) + 6
    far[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach] = False
    assert (redacted == image)[far].all()


def test_a_face_is_a_few_blocks_at_most_on_a_figure_and_in_a_close_up() -> None:
    image = _noise((960, 540))
    for box, face_px in (((400, 40, 560, 500), 61), ((200, 20, 700, 540), 240)):
        redacted = pixelate_people(image, np.array([box], np.float32), _known(image))
        row = redacted[box[1] + face_px // 2, box[0] : box[2]].astype(int)
        changes = int((np.abs(np.diff(row, axis=0)).sum(axis=1) > 0).sum())
        cells_in_face = (changes + 1) * face_px / (box[2] - box[0])
        assert cells_in_face <= 3


def test_of_overlapping_people_the_coarser_blocks_win() -> None:
    image = _noise((960, 540))
    near = np.array([[100, 0, 700, 540]], np.float32)
    both = np.array([[100, 0, 700, 540], [300, 200, 330, 280]], np.float32)
    one = pixelate_people(image, near, _known(image))
    assert (pixelate_people(image, both, _known(image)) == one).all()


def test_who_stands_still_looks_the_same_in_every_picture() -> None:
    image = _noise((640, 360))
    first = pixelate_people(image, np.array([[200, 100, 260, 280]], np.float32), _known(image))
    again = pixelate_people(image, np.array([[201, 101, 259, 279]], np.float32), _known(image))
    core = slice(110, 270), slice(210, 250)
    assert (first[core] == again[core]).all()


def test_whom_nobody_detected_is_in_blocks_too_where_the_scene_is_known_and_where_it_is_not() -> None:
    scene = np.full((360, 640, 3), 90, np.uint8)
    live = scene.copy()
    live[100:300, 200:300] = _noise((100, 200))
    redacted = pixelate_people(live, NOBODY, _known(scene))
    assert (np.diff(redacted[100:300, 200:300].astype(int), axis=1) != 0).any(axis=2).mean() < 0.2
    assert (redacted[:, 400:] == live[:, 400:]).all(), "the known, empty scene is sharp"
    unknown = pixelate_people(live, NOBODY, _known(live, known=False))
    assert (np.diff(unknown.astype(int), axis=1) != 0).any(axis=2).mean() < 0.1


def test_noise_of_a_camera_is_no_change() -> None:
    scene = np.full((360, 640, 3), 90, np.uint8)
    live = (
        (scene.astype(int) + np.random.default_rng(1).normal(0, 6, scene.shape)).clip(0, 255).astype(np.uint8)
    )
    assert (pixelate_people(live, NOBODY, _known(scene)) == live).mean() > 0.99


@pytest.mark.parametrize("boxes", [[[10, 10, 10, 10]], [[-50, -50, -10, -10]], [[900, 900, 950, 990]]])
def test_boxes_off_the_picture_and_empty_ones_do_no_harm(boxes: list[list[float]]) -> None:
    image = _noise((64, 48))
    assert pixelate_people(image, np.array(boxes, np.float32), _known(image)).shape == image.shape


class Faces:
    """Finds faces, however small the picture."""

    def __init__(self, shared: Path) -> None:
        model = str(shared / "models" / "face_detection_yunet_2026may.onnx")
        self._detector = cv2.FaceDetectorYN.create(model, "", (320, 320), 0.6)

    def widths(self, image: Image) -> list[float]:
        self._detector.setInputSize((image.shape[1], image.shape[0]))
        found = self._detector.detect(image)[1]
        return [] if found is None else [float(face[2]) for face in found]


def _frames(path: Path, step: int) -> Iterator[Frame]:
    with av.open(str(path)) as video:
        for number, picture in enumerate(video.decode(video=0)):
            if number % step == 0:
                yield Frame(np.asarray(picture.to_ndarray(format="bgr24"), np.uint8), number / 12, number)


def test_no_face_is_found_in_what_leaves_of_real_people(shared: Path) -> None:
    """With the network's own boxes, and without a single one: as if it had overlooked everybody."""
    from passerby.vision.people import open_detector

    detector = open_detector("yolox-nano", shared / "models", threads=1).for_camera()
    background, faces = Background(interval_s=0.0), Faces(shared)
    found_before = 0
    for frame in _frames(shared / "data" / "video" / "one-by-one-person-detection.mp4", 20):
        seen = detector.detect(frame).boxes_xyxy
        background.learn(frame, seen)
        if not faces.widths(frame.image):
            continue
        found_before += 1
        empty = EmptyScene(background.image(), background.known())
        for places in (seen, NOBODY):
            assert faces.widths(pixelate_people(frame.image, places, empty)) == [], frame.sequence
        assert faces.widths(pixelate_all(frame.image, seen)) == [], frame.sequence
    assert found_before > 5


def test_no_face_is_found_in_a_portrait_in_blocks_even_where_nobody_was_detected(shared: Path) -> None:
    faces = Faces(shared)
    tried = 0
    for path in sorted((shared / "data" / "faces").glob("*.jp*g")):
        portrait = np.asarray(cv2.imread(str(path)), np.uint8)
        if faces.widths(portrait):
            tried += 1
            assert faces.widths(pixelate_all(portrait, NOBODY)) == [], path.name
    assert tried > 8
