"""What the built-in detector reports on drawn scenes."""

import numpy as np
import pytest

from passerby.shapes import boxes as box_functions
from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Frame
from passerby.vision.motion import MotionDetector
from tests.vision.motion_scenes import (
    NOON,
    frames,
    passers_by,
    person_box,
    street,
    sure,
    walker,
    watch,
)


def is_among(expected: Boxes, found: Boxes) -> bool:
    return len(found) > 0 and float(box_functions.iou(expected, found).max()) >= 0.5


def test_it_says_what_it_is() -> None:
    detector = MotionDetector()
    assert detector.built_in
    assert detector.name == "Built-in motion detector"
    assert "no download" in detector.note


def test_somebody_who_walks_through_is_found_where_they_are() -> None:
    found = watch(MotionDetector(), frames([walker((-30.0, 230.0), (60.0, 0.0))], 8))
    hits = [is_among(person_box(-30 + 60 * i / 5, 230), sure(found[i])) for i in range(12, 38)]
    assert np.mean(hits) > 0.9


@pytest.mark.parametrize("noise", [4.0, 12.0])
def test_an_empty_noisy_scene_reports_nobody(noise: float) -> None:
    found = watch(MotionDetector(), frames([], 10, noise=noise))
    assert max(len(detections) for detections in found) == 0


def test_heavy_noise_is_never_taken_for_a_person_for_sure() -> None:
    found = watch(MotionDetector(), frames([], 10, noise=20.0))
    assert sum(len(sure(detections)) for detections in found) == 0
    assert len(found[-1]) == 0


def test_somebody_is_found_through_heavy_noise() -> None:
    found = watch(MotionDetector(), frames([walker((-30.0, 230.0), (60.0, 0.0))], 8, noise=20.0))
    hits = [is_among(person_box(-30 + 60 * i / 5, 230), sure(found[i])) for i in range(20, 38)]
    assert np.mean(hits) > 0.8


def test_somebody_who_stands_still_for_a_minute_stays_detected() -> None:
    arrives = walker((-30.0, 230.0), (60.0, 0.0), until_s=4.0)
    found = watch(MotionDetector(), frames([arrives], 66, fps=4))
    standing = [is_among(person_box(210, 230), sure(detections)) for detections in found[18:]]
    assert np.mean(standing) > 0.95
    assert standing[-1]


def test_somebody_who_stood_still_and_leaves_is_not_seen_there_any_more() -> None:
    detector = MotionDetector()
    watch(detector, frames([walker((-30.0, 230.0), (60.0, 0.0), until_s=4.0)], 30, fps=4))
    gone = watch(detector, frames([], 4, fps=4, start_s=30.0))
    assert len(gone[-1]) == 0


def test_somebody_who_was_there_from_the_start_leaves_no_ghost() -> None:
    detector = MotionDetector()
    scene = frames([walker((240.0, 230.0), (0.0, 0.0))], 5)
    watch(detector, scene)
    gone = watch(detector, frames([], 5, start_s=5.0))
    assert all(len(sure(detections)) == 0 for detections in gone)
    assert len(gone[-1]) == 0


def test_a_parked_object_vanishes() -> None:
    detector = MotionDetector()
    watch(detector, frames([], 4))

    def crate(image: np.ndarray, t: float) -> None:
        image[200:260, 200:300] = (30, 60, 90)

    found = watch(detector, frames([crate], 25, start_s=4.0))
    assert len(found[2]) > 0, "what has just arrived is seen, though not for sure"
    assert all(len(sure(detections)) == 0 for detections in found)
    assert len(found[-1]) == 0


def test_light_switched_on_reports_nobody() -> None:
    detector = MotionDetector()
    dark = [Frame(f.image // 3, f.captured_at, f.sequence) for f in frames([], 4)]
    for frame in dark:
        detector.detect(frame)
    found = watch(detector, frames([], 4, start_s=4.0))
    assert sum(len(detections) for detections in found) == 0


def test_a_camera_that_is_turned_reports_nobody() -> None:
    detector = MotionDetector()
    watch(detector, frames([], 4))
    elsewhere = street(seed=7)
    found = [detector.detect(Frame(elsewhere, NOON + 4 + i / 5, i)) for i in range(20)]
    assert sum(len(detections) for detections in found) == 0


def test_a_camera_that_shakes_for_a_moment_sees_nobody_for_sure() -> None:
    detector = MotionDetector()
    watch(detector, frames([], 4))
    for i, frame in enumerate(frames([], 6, start_s=4.0)):
        shift = (0, 6, -5, 3)[i] if i < 4 else 0
        shaken = np.roll(frame.image, (shift, 2 * shift), axis=(0, 1))
        found = detector.detect(Frame(shaken, frame.captured_at, i))
        assert len(sure(found)) == 0
    assert len(found) == 0


def test_an_exposure_that_wanders_reports_nobody_and_hides_nobody() -> None:
    detector = MotionDetector()
    scene = frames([walker((-270.0, 230.0), (60.0, 0.0))], 12)
    for i, frame in enumerate(scene):
        gain = 1 + 0.25 * np.sin(i / 5)
        image = np.clip(frame.image * gain, 0, 255).astype(np.uint8)
        found = sure(detector.detect(Frame(image, frame.captured_at, i)))
        if 30 <= i < 56:
            assert is_among(person_box(-270 + 60 * i / 5, 230), found)
        assert len(found) <= 1


def test_two_people_who_meet_are_two() -> None:
    detector = MotionDetector()
    watch(detector, frames(passers_by(until_s=14.0), 16))
    meet = [
        walker((-30.0, 230.0), (60.0, 0.0), until_s=4.0),
        walker((476.0, 230.0), (-60.0, 0.0), until_s=4.0),
    ]
    found = watch(detector, frames(meet, 12))
    met = found[25:]
    counts = [len(sure(detections)) for detections in met]
    assert np.mean(np.array(counts) == 2) > 0.9


def test_two_people_who_walk_abreast_are_two() -> None:
    detector = MotionDetector()
    watch(detector, frames(passers_by(until_s=14.0), 16))
    pair = [walker((-60.0, 230.0), (60.0, 0.0)), walker((-35.0, 230.0), (60.0, 0.0))]
    found = watch(detector, frames(pair, 8, start_s=0.0))
    counts = [len(sure(detections)) for detections in found[10:40]]
    assert np.mean(np.array(counts) == 2) > 0.8


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 2), (16, 9), (31, 7), (200, 3), (7680, 4320)])
def test_any_size_of_picture_is_taken(size_wh: tuple[int, int]) -> None:
    detector = MotionDetector()
    width, height = size_wh
    for i in range(4):
        image = np.full((height, width, 3), 100, np.uint8)
        image[height // 4 : height // 2 + 1, (i + 1) * width // 8 : (i + 2) * width // 8 + 1] = 200
        found = detector.detect(Frame(image, NOON + i / 5, i))
        assert np.array_equal(found.boxes_xyxy, box_functions.clip(found.boxes_xyxy, size_wh))


def test_a_change_of_resolution_starts_the_background_anew() -> None:
    detector = MotionDetector()
    watch(detector, frames([], 2))
    small = [Frame(np.ascontiguousarray(f.image[::2, ::2]), f.captured_at + 2, 0) for f in frames([], 2)]
    assert [len(detector.detect(frame)) for frame in small] == [0] * len(small)


def test_a_clock_set_back_and_a_gap_of_an_hour_disturb_nothing() -> None:
    detector = MotionDetector()
    arrives = walker((-30.0, 230.0), (60.0, 0.0))
    watch(detector, frames([arrives], 5))
    for start in (3600.0, -3600.0):
        scene = [Frame(f.image, f.captured_at + start, f.sequence) for f in frames([arrives], 6)]
        found = [detector.detect(frame) for frame in scene]
        assert is_among(person_box(-30 + 60 * 5, 230), sure(found[25]))


def test_the_same_frames_give_the_same_answers() -> None:
    once = watch(MotionDetector(), frames(passers_by(), 8))
    again = watch(MotionDetector(), frames(passers_by(), 8))
    assert any(len(detections) for detections in once)
    for a, b in zip(once, again, strict=True):
        assert np.array_equal(a.boxes_xyxy, b.boxes_xyxy)
        assert np.array_equal(a.scores, b.scores)


def test_scores_and_boxes_stay_in_range() -> None:
    for detections in watch(MotionDetector(), frames(passers_by(), 12)):
        assert ((detections.scores >= 0.1) & (detections.scores <= 1)).all()
        left, top, right, bottom = detections.boxes_xyxy.T
        assert ((left >= 0) & (top >= 0) & (right <= 480) & (bottom <= 360)).all()
        assert ((left < right) & (top < bottom)).all()
