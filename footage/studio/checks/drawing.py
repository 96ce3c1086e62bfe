"""Truth drawn on a clip's own pictures, for people to look at."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from footage.studio.errors import FilmError
from footage.studio.film.finished import FinishedClip, pictures
from footage.studio.truth.rows import Truth

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Colour = tuple[int, int, int]

TIMES_LARGER = 2
SHEET_PICTURES = 12
SHEET_COLUMNS = 3
_HEAD: Colour = (255, 255, 255)
_FACE: Colour = (80, 255, 255)
_FOOT: Colour = (60, 60, 255)
_ZONE: Colour = (200, 160, 60)
_LINE: Colour = (60, 160, 255)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw_clip(clip: FinishedClip, folder: Path, every: int) -> int:
    """Write every n-th frame of a clip with its truth on it, and a contact sheet of the whole clip.

    Writes `NAME/00001.jpg` and so on, and `NAME.jpg`. Returns how many frames were drawn. Raises FilmError
    where they cannot be written.
    """
    (folder / clip.name).mkdir(parents=True, exist_ok=True)
    on_sheet = np.unique(np.linspace(1, clip.facts.reel.frames, SHEET_PICTURES).astype(int)).tolist()
    sheet, count = [], 0
    for frame, picture in enumerate(pictures(clip.film), 1):
        wanted = (frame - 1) % every == 0
        if not wanted and frame not in on_sheet:
            continue
        drawn = draw_frame(picture, frame, clip)
        if frame in on_sheet:
            sheet.append(cv2.resize(drawn, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
        if wanted:
            count += 1
            _write(folder / clip.name / f"{frame:05d}.jpg", drawn)
    _write(folder / f"{clip.name}.jpg", contact_sheet([np.asarray(small, np.uint8) for small in sheet]))
    return count


def draw_frame(picture: Picture, frame: int, clip: FinishedClip) -> Picture:
    """The picture (H, W, 3), BGR, enlarged, with zones, lines and people of that frame."""
    large = cv2.resize(picture, None, fx=TIMES_LARGER, fy=TIMES_LARGER, interpolation=cv2.INTER_CUBIC)
    drawn = np.asarray(large, np.uint8)
    _draw_sketch(drawn, clip)
    rows = clip.truth.where(clip.truth.frames == frame)
    for row in range(len(rows)):
        _draw_person(drawn, rows, row)
    _write_text(drawn, f"{clip.name}  frame {frame}", (8, 24), _HEAD)
    return drawn


def contact_sheet(small: list[Picture]) -> Picture:
    """Pictures of one size, a few beside one another, in rows."""
    blank = np.zeros_like(small[0])
    filled = [*small, *[blank] * (-len(small) % SHEET_COLUMNS)]
    rows = [np.hstack(filled[at : at + SHEET_COLUMNS]) for at in range(0, len(filled), SHEET_COLUMNS)]
    return np.vstack(rows)


def _write(path: Path, picture: Picture) -> None:
    if not cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 85]):
        raise FilmError(f"{path} cannot be written; name a folder that can be")


def _draw_sketch(drawn: Picture, clip: FinishedClip) -> None:
    size = np.array(drawn.shape[1::-1], np.float64)
    for zone in clip.sketch.zones:
        corners = np.round(zone.points * size).astype(np.int32)
        cv2.polylines(drawn, [corners], True, _ZONE, 2, cv2.LINE_AA)
        _write_text(drawn, zone.name, _at(corners.mean(axis=0)), _ZONE)
    for line in clip.sketch.lines:
        start, end = line.start * size, line.end * size
        cv2.arrowedLine(drawn, _at(start), _at(end), _LINE, 2, cv2.LINE_AA, tipLength=0.05)
        # Right of the line, seen along it, is in; on a picture that is this way round.
        way = end - start
        middle = (start + end) / 2
        inward = middle + np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1.0) * 30
        cv2.arrowedLine(drawn, _at(middle), _at(inward), _LINE, 1, cv2.LINE_AA, tipLength=0.3)
        _write_text(drawn, f"{line.name} in", _at(inward), _LINE)


def _draw_person(drawn: Picture, rows: Truth, row: int) -> None:
    person = int(rows.persons[row])
    colour = _colour(person)
    _rectangle(drawn, rows.boxes_xyxy[row], colour)
    _rectangle(drawn, rows.heads_xyxy[row], _HEAD)
    _rectangle(drawn, rows.faces_xyxy[row], _FACE)
    cv2.circle(drawn, _at(rows.feet_xy[row] * TIMES_LARGER), 4, _FOOT, -1, cv2.LINE_AA)
    left, top = rows.boxes_xyxy[row, :2] * TIMES_LARGER
    text = f"{person}  {rows.visible[row]:.2f}"
    _write_text(drawn, text, (max(0, round(left)), max(14, round(top) - 5)), colour)


def _colour(person: int) -> Colour:
    hue = np.array([[[person * 47 % 180, 170, 255]]], np.uint8)
    blue, green, red = cv2.cvtColor(hue, cv2.COLOR_HSV2BGR)[0, 0].tolist()
    return int(blue), int(green), int(red)


def _rectangle(drawn: Picture, box: Floats, colour: Colour) -> None:
    corners = box * TIMES_LARGER
    cv2.rectangle(drawn, _at(corners[:2]), _at(corners[2:]), colour, 1, cv2.LINE_AA)


def _at(point: Floats) -> tuple[int, int]:
    x, y = np.clip(np.round(point), -30_000, 30_000).astype(int)
    return int(x), int(y)


def _write_text(drawn: Picture, text: str, at: tuple[int, int], colour: Colour) -> None:
    cv2.putText(drawn, text, at, _FONT, 0.5, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(drawn, text, at, _FONT, 0.5, colour, 1, cv2.LINE_AA)
