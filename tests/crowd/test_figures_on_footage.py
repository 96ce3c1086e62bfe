"""The figures on hand-labelled people of a real camera, whose boxes are made as unsteady as a detector's."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from passerby.crowd.figures import SceneFigures
from passerby.shapes.scene import Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.shapes.window import Window

SIZE_WH = (768, 576)
FPS = 7
MIDDLE = Zone("middle", np.array([[0.3, 0.3], [0.7, 0.3], [0.7, 0.8], [0.3, 0.8]]))
LINES = tuple(
    Line(name, np.array(start), np.array(end))
    for name, start, end in [
        ("upright", (0.5, 1.0), (0.5, 0.0)),
        ("level", (0.0, 0.5), (1.0, 0.5)),
        ("short", (0.3, 0.2), (0.6, 0.6)),
        ("slanted", (0.25, 0.9), (0.75, 0.3)),
    ]
)


@pytest.fixture(scope="module")
def labels(shared: Path) -> npt.NDArray[np.float64]:
    """Rows of frame, person, left, top, width, height."""
    return np.loadtxt(shared / "data" / "pets09-s2l1" / "gt.txt", delimiter=",")[:, :6]


def _count(labels: npt.NDArray[np.float64], tremble: float, lost: float) -> list[Window]:
    """The windows of the labelled boxes: edges tremble by a share of the height, a share of them is lost."""
    rng = np.random.default_rng(5)
    figures = SceneFigures(Scene(zones=(MIDDLE,), lines=LINES), "square", "labels")
    windows: list[Window] = []
    for frame in range(1, int(labels[:, 0].max()) + 1):
        rows = labels[(labels[:, 0] == frame) & (rng.random(len(labels)) >= lost)]
        boxes_xyxy = np.concatenate([rows[:, 2:4], rows[:, 2:4] + rows[:, 4:6]], axis=1)
        boxes_xyxy += rng.normal(0, tremble, boxes_xyxy.shape) * rows[:, 5:6]
        tracks = Tracks(
            frame / FPS,
            rows[:, 1].astype(np.int64),
            boxes_xyxy.astype(np.float32),
            np.ones(len(rows), np.bool_),
        )
        windows += figures.update(tracks, SIZE_WH)
    last = figures.close()
    assert last is not None
    return [*windows, last]


def _crossings(windows: list[Window]) -> npt.NDArray[np.int64]:
    counts = [[(line.entered, line.left) for line in window.lines] for window in windows]
    return np.asarray(np.sum(counts, axis=0))


def test_lines_count_the_same_on_unsteady_boxes(labels: npt.NDArray[np.float64]) -> None:
    steady, unsteady = _count(labels, 0.0, 0.0), _count(labels, 0.03, 0.2)
    assert _crossings(steady).sum() > 100
    np.testing.assert_allclose(_crossings(unsteady), _crossings(steady), atol=1)


def test_occupancy_and_dwell_are_those_of_the_labels(labels: npt.NDArray[np.float64]) -> None:
    windows = _count(labels, 0.0, 0.0)
    seen_s = sum(window.people_mean * window.observed_s for window in windows)
    last = labels[:, 0].max()
    assert seen_s == pytest.approx((labels[:, 0] < last).sum() / FPS)
    inside_s = sum(window.zones[0].people_mean * window.observed_s for window in windows)
    ended_s = sum(window.zones[0].dwell.ended_mean_s * sum(window.zones[0].dwell.ended) for window in windows)
    # Little's law: time inside is the sum of the stays, but for those that the end of the footage cut off.
    still_there_s = windows[-1].zones[0].dwell.current_mean_s * windows[-1].zones[0].people_now
    assert ended_s + still_there_s == pytest.approx(inside_s, rel=0.05)
