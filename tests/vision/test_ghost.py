"""The ghost view."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from passerby.shapes.boxes import Boxes
from passerby.shapes.frame import Image
from passerby.shapes.scene import Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.vision.ghost import SYNTHETIC_LEGEND, GhostFigures, draw_ghost

NO_TRAILS: dict[int, Boxes] = {}
FIGURES = GhostFigures(1, {"queue": 1}, {"door": (214, 187)}, "YOLOX-nano", "12:04:31")
SCENE = Scene(
    zones=(Zone("queue", np.array([[0.1, 0.4], [0.5, 0.4], [0.5, 0.9], [0.1, 0.9]])),),
    lines=(Line("door", np.array([0.8, 0.3]), np.array([0.8, 0.8])),),
)


def background(width: int = 768, height: int = 576) -> Image:
    return np.full((height, width, 3), 96, np.uint8)


def tracks(*boxes: tuple[float, float, float, float], observed: bool = True) -> Tracks:
    count = len(boxes)
    return Tracks(
        0.0,
        np.arange(1, count + 1, dtype=np.int64),
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(count, observed),
    )


def changed(one: Image, other: Image) -> npt.NDArray[np.bool_]:
    return np.asarray((one != other).any(axis=2))


def test_the_background_is_dimmed_and_not_touched_itself() -> None:
    given = background()
    drawn = draw_ghost(given, Scene(), tracks(), NO_TRAILS, FIGURES)
    assert (given == 96).all()
    assert drawn.shape == given.shape
    assert drawn[300, 400].max() < 96


def test_the_legend_of_synthetic_footage_is_another() -> None:
    assert "Synthetic" in SYNTHETIC_LEGEND
    real, rendered = (
        draw_ghost(background(), Scene(), tracks(), NO_TRAILS, replace(FIGURES, synthetic=synthetic))
        for synthetic in (False, True)
    )
    rows = np.flatnonzero(changed(real, rendered).any(axis=1))
    assert len(rows)
    assert rows.min() > 500


def test_each_person_is_a_teal_mark_within_their_box() -> None:
    empty = draw_ghost(background(), Scene(), tracks(), NO_TRAILS, FIGURES)
    drawn = draw_ghost(background(), Scene(), tracks((300, 200, 340, 300)), NO_TRAILS, FIGURES)
    rows, columns = np.nonzero(changed(empty, drawn))
    assert rows.min() >= 195
    assert rows.max() <= 305
    assert columns.min() >= 295
    assert columns.max() <= 345
    blue, green, red = (int(value) for value in drawn[250, 320])
    assert green > blue > red


def test_a_mark_tells_nothing_of_how_wide_a_person_is() -> None:
    slim, broad = (
        draw_ghost(background(), Scene(), tracks(box), NO_TRAILS, FIGURES)
        for box in ((310, 200, 330, 300), (280, 200, 360, 300))
    )
    assert (slim == broad).all()


def test_a_hidden_person_is_drawn_paler() -> None:
    seen, hidden = (
        draw_ghost(background(), Scene(), tracks((300, 200, 340, 300), observed=state), NO_TRAILS, FIGURES)
        for state in (True, False)
    )
    assert hidden[250, 320, 1] < seen[250, 320, 1]


def test_a_trail_fades_towards_where_the_person_came_from() -> None:
    walked: Boxes = np.array([[100, 200, 140, 300], [200, 200, 240, 300]], np.float32)
    drawn = draw_ghost(background(), Scene(), tracks((300, 200, 340, 300)), {1: walked}, FIGURES)
    oldest, newer, now = (int(drawn[255, x, 1]) for x in (120, 220, 320))
    assert 60 < oldest < newer < now


def test_a_person_who_stands_leaves_no_trail() -> None:
    box = (300, 200, 340, 300)
    still = np.array([box] * 5, np.float32)
    with_trail, without = (
        draw_ghost(background(), Scene(), tracks(box), trails, FIGURES) for trails in ({1: still}, NO_TRAILS)
    )
    assert (with_trail == without).all()


def test_zones_and_lines_are_drawn_with_their_names_and_figures() -> None:
    plain = draw_ghost(background(), Scene(), tracks(), NO_TRAILS, FIGURES)
    drawn = draw_ghost(background(), SCENE, tracks(), NO_TRAILS, FIGURES)
    assert changed(plain, drawn)[400, 200]
    assert drawn[330, 614].tolist() == [121, 212, 255]
    for other in (
        replace(FIGURES, zones={"queue": 2}),
        replace(FIGURES, lines={"door": (215, 187)}),
        replace(FIGURES, lines={"door": (214, 188)}),
        replace(FIGURES, zones={}, lines={}),
        replace(FIGURES, detector="motion"),
        replace(FIGURES, time_text="12:04:32"),
        replace(FIGURES, people_now=2),
    ):
        assert changed(drawn, draw_ghost(background(), SCENE, tracks(), NO_TRAILS, other)).any()


@pytest.mark.parametrize(
    ("start", "end", "in_side"),
    [((0.5, 0.2), (0.5, 0.8), -1), ((0.5, 0.8), (0.5, 0.2), 1)],
    ids=["drawn downwards", "drawn upwards"],
)
def test_the_arrow_points_to_the_right_of_the_line_seen_along_it(
    start: tuple[float, float], end: tuple[float, float], in_side: int
) -> None:
    scene = Scene(lines=(Line("door", np.array(start), np.array(end)),))
    drawn = draw_ghost(background(), scene, tracks(), NO_TRAILS, FIGURES)
    amber = (drawn[288] == (121, 212, 255)).all(axis=1)
    assert amber[384 + in_side * 20]
    assert not amber[384 - in_side * 20]


def test_a_name_in_letters_that_cannot_be_drawn_is_numbered() -> None:
    corners = SCENE.zones[0].polygon
    chinese, numbered = (
        draw_ghost(
            background(),
            Scene(zones=(Zone(name, corners),)),
            tracks(),
            NO_TRAILS,
            replace(FIGURES, zones={name: 3}),
        )
        for name in ("入口", "zone 1")
    )
    assert (chinese == numbered).all()


@pytest.mark.parametrize("size_wh", [(1, 1), (96, 72), (320, 240), (2000, 3), (3840, 2160)])
def test_pictures_of_any_size_are_drawn(size_wh: tuple[int, int]) -> None:
    walked: Boxes = np.array([[-50, -50, 10, 90]], np.float32)
    seen = tracks((-40, -40, 20, 100), (5000, 5000, 5010, 5020), (3, 3, 3, 3))
    drawn = draw_ghost(background(*size_wh), SCENE, seen, {1: walked}, FIGURES)
    assert drawn.shape == (size_wh[1], size_wh[0], 3)
