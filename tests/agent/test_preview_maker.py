import json
from collections.abc import Iterable

import cv2
import numpy as np
import pytest

from passerby.agent.preview import Preview, PreviewMode
from passerby.agent.preview_maker import MAX_WIDTH, SCENE_AT_LEAST_EVERY_S, PreviewMaker
from passerby.crowd.lane import CrowdLane
from passerby.shapes.detections import Detections
from passerby.shapes.frame import Frame, Image
from passerby.shapes.scene import Scene, Zone
from passerby.vision.people import PeopleDetectors

SIZE_WH = (640, 360)
FPS = 5
HALL = Scene(zones=(Zone("hall", np.array([[0, 0], [1, 0], [1, 1], [0, 1]])),))
PERSON = (300, 120, 340, 240)


class Told:
    """A detector that is told what is there."""

    name, built_in, note = "told", False, ""

    def __init__(self) -> None:
        self.boxes: list[tuple[float, ...]] = []
        self.score = 0.9

    def detect(self, _frame: Frame) -> Detections:
        boxes = np.array(self.boxes, np.float32).reshape(-1, 4)
        return Detections(boxes, np.full(len(boxes), self.score, np.float32))


class Desk:
    """A camera whose pictures, detections and clock are given, and the previews made of them."""

    def __init__(self, *, built_in: bool = False, size_wh: tuple[int, int] = SIZE_WH) -> None:
        self.detector = Told()
        self.now = 1000.0
        self.lane = CrowdLane(self.detector, HALL, "north", 10.0)
        detectors = PeopleDetectors("told", built_in, "", lambda: self.detector)
        self.maker = PreviewMaker("north", detectors, lambda: self.now)
        self.room = np.random.default_rng(5).integers(60, 200, (size_wh[1], size_wh[0], 3)).astype(np.uint8)
        self._sequence = 0

    def picture(self, people: Iterable[tuple[int, ...]] = (), colour: int = 255) -> Image:
        image = self.room.copy()
        for left, top, right, bottom in people:
            image[top:bottom, left:right] = colour
        return image

    def see(self, image: Image) -> list[Preview]:
        self.now += 1 / FPS
        self._sequence += 1
        frame = Frame(image, 1_700_000_000 + self.now, self._sequence)
        return self.maker.take(frame, self.lane.look(frame), self.lane)

    def watch(self, mode: PreviewMode, seconds: float = 5.0) -> None:
        self.maker.watch(mode, self.now + seconds)

    def shown(self, mode: PreviewMode, image: Image) -> Preview:
        """What a watcher sees of this picture."""
        self.watch(mode)
        (preview,) = self.see(image)
        return preview


def _decoded(preview: Preview) -> Image:
    assert preview.picture is not None
    decoded = cv2.imdecode(np.frombuffer(preview.picture, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)


def _blurred(image: Image) -> Image:
    return np.asarray(cv2.blur(image, (9, 9)), np.uint8)


def _difference(one: Image, other: Image, box: tuple[int, ...]) -> float:
    left, top, right, bottom = box
    part = slice(top, bottom), slice(left, right)
    return float(np.abs(one[part].astype(int) - other[part].astype(int)).mean())


def test_nothing_is_made_unless_somebody_watches_nor_any_more_when_they_are_gone() -> None:
    desk = Desk()
    assert [desk.see(desk.picture()) for _ in range(20)] == [[]] * 20
    desk.watch(PreviewMode.GHOST, 1.1)
    made = [len(desk.see(desk.picture())) for _ in range(20)]
    assert made == [1] * 5 + [0] * 15


def test_the_scene_is_whole_when_somebody_first_looks_as_it_was_learnt_all_the_time() -> None:
    desk = Desk()
    for _ in range(60):
        desk.see(desk.picture())
    preview = desk.shown(PreviewMode.GHOST, desk.picture())
    assert preview.known_share == 1
    assert preview.note == ""
    assert _difference(_blurred(_decoded(preview)), _blurred(desk.room), (0, 0, *SIZE_WH)) < 6


@pytest.mark.parametrize("score", [0.9, 0.15])
def test_a_person_who_stands_still_for_minutes_does_not_burn_in(score: float) -> None:
    """Not even one of whom the detector is never sure, and whom it overlooks now and then."""
    desk = Desk()
    for _ in range(10 * FPS):
        desk.see(desk.picture())
    desk.detector.score = score
    for moment in range(180 * FPS):
        desk.detector.boxes = [PERSON] if moment % 20 else []
        desk.see(desk.picture([PERSON]))
    scene = _decoded(desk.shown(PreviewMode.GHOST, desk.picture([PERSON])))
    assert _difference(_blurred(scene), _blurred(desk.room), PERSON) < 8
    assert _difference(scene, desk.picture([PERSON]), PERSON) > 60


def test_who_stands_there_from_the_start_is_grey_and_never_shown() -> None:
    desk = Desk()
    desk.detector.boxes = [PERSON]
    for _ in range(60 * FPS):
        desk.see(desk.picture([PERSON]))
    preview = desk.shown(PreviewMode.GHOST, desk.picture([PERSON]))
    scene = _decoded(preview)
    assert abs(float(scene[130:230, 305:335].mean()) - 96) < 8
    assert preview.known_share < 1
    assert "still being learnt" in preview.note


def test_with_the_built_in_detector_no_detail_finer_than_a_block_leaves() -> None:
    desks = Desk(built_in=True), Desk(built_in=True)
    # The same means in every block of 20 by 20 pixels, and other detail in them.
    desks[1].room = desks[0].room.reshape(18, 20, 32, 20, 3)[:, ::-1, :, ::-1].reshape(desks[0].room.shape)
    for mode in PreviewMode:
        shown = []
        for desk in desks:
            for _ in range(60):
                desk.see(desk.picture())
            preview = desk.shown(mode, desk.picture())
            assert "32 columns" in preview.note
            shown.append(_decoded(preview).astype(int))
        assert (desks[0].room != desks[1].room).mean() > 0.9
        assert np.abs(shown[0] - shown[1]).max() <= 3


def test_the_scene_is_sent_once_and_again_when_it_changed_or_some_time_has_passed() -> None:
    desk = Desk()
    for _ in range(60):
        desk.see(desk.picture())
    first = desk.shown(PreviewMode.GHOST, desk.picture())
    assert first.picture is not None
    sent = []
    for _ in range(round(1.5 * SCENE_AT_LEAST_EVERY_S * FPS)):
        preview = desk.shown(PreviewMode.GHOST, desk.picture())
        sent += [preview] if preview.picture is not None else []
        assert preview.scene_revision >= first.scene_revision
    assert len(sent) == 1
    assert sent[0].scene_revision > first.scene_revision
    desk.room = np.roll(desk.room // 2, 40, axis=1)
    changed = [desk.shown(PreviewMode.GHOST, desk.picture()) for _ in range(8 * FPS)]
    assert any(preview.picture is not None for preview in changed)


def test_somebody_new_gets_the_scene_at_once() -> None:
    desk = Desk()
    for _ in range(60):
        desk.see(desk.picture())
    assert desk.shown(PreviewMode.GHOST, desk.picture()).picture is not None
    for _ in range(6 * FPS):
        desk.see(desk.picture())
    assert desk.shown(PreviewMode.GHOST, desk.picture()).picture is not None


def test_a_large_picture_is_sent_small_and_marks_are_parts_of_it() -> None:
    desk = Desk(size_wh=(1920, 1080))
    for step in range(40):
        desk.detector.boxes = [(500 + 10 * step, 300, 620 + 10 * step, 700)]
        desk.watch(PreviewMode.GHOST)
        made = desk.see(desk.picture())
    (preview,) = made
    assert preview.size_wh == (MAX_WIDTH, 540)
    (mark,) = preview.marks
    assert mark.box == pytest.approx((890 / 1920, 300 / 1080, 1010 / 1920, 700 / 1080), abs=0.01)
    ways = np.diff(np.array(mark.trail), axis=0)
    assert 8 <= len(mark.trail) <= 17
    assert (ways[:, 0] > 0).all(), "newest last"
    assert preview.current is not None
    assert preview.current.zones[0].people_now == 1
    assert "id" not in json.dumps([mark.box, mark.trail])


def test_people_are_in_blocks_and_the_rest_is_sharp_in_the_pixelated_mode() -> None:
    desk = Desk()
    for _ in range(60):
        desk.see(desk.picture())
    desk.detector.boxes = [PERSON]
    image = desk.picture([PERSON])
    image[120:240, 300:340] = np.random.default_rng(1).integers(0, 256, (120, 40, 3))
    shown = _decoded(desk.shown(PreviewMode.PIXELATED, image))
    assert _difference(shown, image, PERSON) > 40
    assert _difference(_blurred(shown), _blurred(image), (0, 0, 200, 360)) < 10
