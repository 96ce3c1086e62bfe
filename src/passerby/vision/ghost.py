"""The ghost view: the scene with nobody in it, and a mark for each person."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from passerby.shapes.boxes import Boxes, Points
from passerby.shapes.frame import Image
from passerby.shapes.scene import Line, Scene, Zone
from passerby.shapes.tracks import Tracks
from passerby.vision import paint
from passerby.vision.lettering import Labels, drawable

LEGEND = "The scene with nobody in it. Each mark is a person; none is a picture of one."
SYNTHETIC_LEGEND = "Synthetic footage: nobody in it exists. Each mark is a figure that was counted."

_TEAL = (184, 209, 79)
_PALE_TEAL = (228, 240, 189)
_AMBER = (121, 212, 255)
_WHITE = (240, 237, 233)
_SLATE = (42, 34, 28)

_SOFT_COLUMNS = 64
_DIMMED, _FADED = 0.62, 0.35
_LUMA = (0.114, 0.587, 0.299)
# A mark's width follows from its height alone: of a person's outline, load or gait nothing is told.
_MARK_SLENDER = 0.21
_SKETCH_WH = (768, 432)


@dataclass(frozen=True, slots=True)
class GhostFigures:
    """What is written on the ghost view.

    zones: people now, by the zone's name. lines: (entered, left) so far, by the line's name. A zone or line
    without a figure is drawn with its name alone. time_text: the time in the words of whoever shows it.
    synthetic: the people are rendered, which the legend then says.
    """

    people_now: int
    zones: Mapping[str, int]
    lines: Mapping[str, tuple[int, int]]
    detector: str
    time_text: str
    synthetic: bool = False


def draw_ghost(
    background: Image, scene: Scene, tracks: Tracks, trails: Mapping[int, Boxes], figures: GhostFigures
) -> Image:
    """Draw zones, lines and a mark per track over the background, dimmed.

    background: the scene with nobody in it, as `Background.image` gives it, or flat where that is not known.
    It is softened until a face is a few dots: a detector may have overlooked somebody who stood still, and
    whoever looks at the result must not know them either. Nothing else of any picture reaches the result.
    trails: boxes (K, 4) in pixels by track id, oldest first. Sizes follow the picture's.
    """
    canvas = _dim(_soften(background))
    unit = min(canvas.shape[1] / _SKETCH_WH[0], canvas.shape[0] / _SKETCH_WH[1])
    size = np.array([canvas.shape[1], canvas.shape[0]], np.float64)
    for zone in scene.zones:
        _draw_zone(canvas, zone.polygon * size, unit)
    _draw_people(canvas, tracks, trails, unit)
    for line in scene.lines:
        _draw_line(canvas, line.start * size, line.end * size, unit)
    _write(Labels(canvas, max(13, round(17 * unit))), scene, size, unit, figures)
    return canvas


def _soften(background: Image) -> Image:
    """The background with no detail finer than a sixty-fourth of its width."""
    height, width = background.shape[:2]
    few = min(_SOFT_COLUMNS, width), max(1, min(height, round(height * _SOFT_COLUMNS / max(width, 1))))
    coarse = cv2.resize(background, few, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _dim(background: Image) -> Image:
    """The background with less colour and light, so that the marks stand out."""
    towards_grey = (1 - _FADED) * np.eye(3) + _FADED * np.array(_LUMA)
    towards_slate = (1 - _DIMMED) * np.array(_SLATE)
    matrix = np.hstack([_DIMMED * towards_grey, towards_slate[:, None]])
    return np.asarray(cv2.transform(background, matrix), np.uint8)


def _draw_zone(canvas: Image, corners: Points, unit: float) -> None:
    paint.polygon(canvas, corners, _TEAL, 0.14)
    paint.dashed_outline(canvas, corners, _TEAL, 1.2 * unit, (7 * unit + 2, 5 * unit + 2))


def _draw_line(canvas: Image, start: Points, end: Points, unit: float) -> None:
    paint.line(canvas, start, end, _AMBER, 2.6 * unit)
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
    inward = np.array([-along[1], along[0]])
    foot = (start + end) / 2
    neck, tip = foot + inward * 15 * unit, foot + inward * 25 * unit
    paint.line(canvas, foot, neck, _AMBER, 2.2 * unit)
    side = along * 6 * unit
    paint.triangle(canvas, np.stack([neck - side, neck + side, tip]), _AMBER)


def _draw_people(canvas: Image, tracks: Tracks, trails: Mapping[int, Boxes], unit: float) -> None:
    """Marks from the back of the scene to its front; a person who is hidden just now is drawn paler."""
    for identity, box in zip(tracks.ids, tracks.boxes_xyxy, strict=True):
        walked = _apart(box, trails.get(int(identity), np.zeros((0, 4), np.float32)))
        for step, earlier in enumerate(walked):
            _draw_mark(canvas, earlier, 0.32 - 0.24 * step / len(walked), 0.0, 0.9)
    for row in np.argsort(tracks.boxes_xyxy[:, 3], kind="stable"):
        _draw_mark(canvas, tracks.boxes_xyxy[row], 0.88 if tracks.observed[row] else 0.45, unit)


def _apart(box: Boxes, walked: Boxes) -> list[Boxes]:
    """The earlier boxes, newest first, without those that would smear into the mark before them."""
    marks = [box]
    for earlier in walked[::-1]:
        way = (earlier[[0, 3]] + earlier[[2, 3]] - marks[-1][[0, 3]] - marks[-1][[2, 3]]) / 2
        if np.hypot(*way) > 1.2 * _MARK_SLENDER * (earlier[3] - earlier[1]):
            marks.append(earlier)
    return marks[1:]


def _draw_mark(canvas: Image, box: Boxes, opacity: float, rim: float, share: float = 1.0) -> None:
    """An upright ellipse that stands where the box stands. rim: pixels of dark edge around it."""
    left, top, right, bottom = (float(edge) for edge in box)
    high = max(3.0, (bottom - top) / 2 * share)
    wide = max(2.0, 2 * high * _MARK_SLENDER)
    centre = (left + right) / 2, bottom - high
    if rim:
        paint.ellipse(canvas, centre, (wide + rim, high + rim), _SLATE, opacity / 2)
    paint.ellipse(canvas, centre, (wide, high), _TEAL, opacity)


def _write(labels: Labels, scene: Scene, size: Points, unit: float, figures: GhostFigures) -> None:
    gap = 10 * unit
    labels.put(SYNTHETIC_LEGEND if figures.synthetic else LEGEND, (gap, size[1] - gap), _WHITE, (0, 1))
    labels.put(f"{figures.people_now} in view", (gap, gap), _PALE_TEAL, (0, 0))
    told = f"{drawable(figures.detector)}  {drawable(figures.time_text)}"
    labels.put(told, (size[0] - gap, gap), _WHITE, (1, 0))
    for number, zone in enumerate(scene.zones, 1):
        corner = zone.polygon[np.argmin(zone.polygon.sum(axis=1))] * size
        labels.put(_zone_text(zone, number, figures), (corner[0] + gap, corner[1] + gap), _PALE_TEAL, (0, 0))
    for number, line in enumerate(scene.lines, 1):
        upper = min(line.start, line.end, key=lambda point: float(point[1])) * size
        labels.put(_line_text(line, number, figures), (upper[0] - gap, upper[1] - gap), _AMBER, (0, 1))


def _zone_text(zone: Zone, number: int, figures: GhostFigures) -> str:
    name = drawable(zone.name, f"zone {number}")
    people = figures.zones.get(zone.name)
    if people is None:
        return name
    return f"{name}  {people} {'person' if people == 1 else 'people'}"


def _line_text(line: Line, number: int, figures: GhostFigures) -> str:
    name = drawable(line.name, f"line {number}")
    crossed = figures.lines.get(line.name)
    return name if crossed is None else f"{name}  in {crossed[0]}  out {crossed[1]}"
