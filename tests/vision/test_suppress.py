"""One box per person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from passerby.shapes import boxes
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.vision.suppress import MAX_CANDIDATES, inside_picture, suppress


def found(*rows: tuple[float, float, float, float, float]) -> Detections:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Detections(table[:, :4], table[:, 4])


@st.composite
def some_detections(draw: st.DrawFn) -> Detections:
    count = draw(st.integers(0, 12))
    corner = draw(npst.arrays(np.float32, (count, 2), elements=st.integers(0, 60)))
    sides = draw(npst.arrays(np.float32, (count, 2), elements=st.integers(1, 60)))
    scores = draw(npst.arrays(np.float32, count, elements=st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])))
    return Detections(np.concatenate([corner, corner + sides], axis=1), scores)


@given(some_detections(), st.sampled_from([0.3, 0.5, 0.65]))
def test_what_is_kept_never_overlaps_and_what_is_dropped_overlaps_a_better_box(
    all_found: Detections, max_iou: float
) -> None:
    kept = suppress(all_found, max_iou)
    among_kept = boxes.iou(kept.boxes_xyxy, kept.boxes_xyxy) - np.eye(len(kept))
    assert (among_kept <= max_iou + 1e-5).all()
    assert (np.diff(kept.scores) <= 0).all()
    for box, score in zip(all_found.boxes_xyxy, all_found.scores, strict=True):
        itself_or_better = kept.boxes_xyxy[kept.scores >= score]
        overlaps = boxes.iou(box[None], itself_or_better)[0]
        assert (overlaps > max_iou - 1e-5).any()


def test_of_equal_boxes_the_best_scored_is_kept() -> None:
    kept = suppress(found((0, 0, 10, 20, 0.4), (1, 0, 11, 20, 0.9), (50, 0, 60, 20, 0.2)))
    assert kept.boxes_xyxy.tolist() == [[1, 0, 11, 20], [50, 0, 60, 20]]


def test_a_person_half_behind_another_is_kept() -> None:
    assert len(suppress(found((0, 0, 10, 30, 0.9), (4, 0, 14, 30, 0.5)))) == 2


def test_the_work_of_one_frame_is_bounded() -> None:
    corners = np.arange(2000, dtype=np.float32)[:, None] * 20 + np.zeros((1, 2), np.float32)
    many: Boxes = np.concatenate([corners, corners + 10], axis=1).astype(np.float32)
    assert len(suppress(Detections(many, np.linspace(1, 0.2, 2000, dtype=np.float32)))) == MAX_CANDIDATES


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((-5, -5, 10, 10), [[0, 0, 10, 10]]),
        ((90, 40, 200, 200), [[90, 40, 100, 50]]),
        ((100, 50, 120, 60), []),
        ((-20, 0, -1, 10), []),
        ((10, 10, 10.5, 40), []),
        ((30, 30, 10, 10), []),
    ],
)
def test_boxes_end_at_the_edge_of_the_picture(
    box: tuple[float, float, float, float], expected: list[list[float]]
) -> None:
    assert inside_picture(found((*box, 0.5)), (100, 50)).boxes_xyxy.tolist() == expected


def test_nobody_stays_nobody() -> None:
    assert len(suppress(Detections.empty())) == 0
    assert len(inside_picture(Detections.empty(), (100, 50))) == 0
