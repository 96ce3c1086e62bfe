"""Ground truth of a clip: who is where in which frame, as arrays, as `NAME.truth.csv` and as MOT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from footage.studio.errors import TruthError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

COLUMNS = (
    "frame", "time_s", "person",
    "left", "top", "right", "bottom", "visible",
    "head_left", "head_top", "head_right", "head_bottom",
    "face_left", "face_top", "face_right", "face_bottom", "facing",
    "foot_x", "foot_y", "ground_x_m", "ground_y_m",
)  # fmt: skip
_DECIMALS = (0, 3, 0, *4 * (2,), 4, *8 * (2,), 4, 2, 2, 4, 4)
_RANGES = {
    "frame": (1, np.inf),
    "time_s": (0, np.inf),
    "person": (1, np.inf),
    "visible": (0, 1),
    "facing": (-1, 1),
}
_WHOLE = ("frame", "person")
_HEADER = ",".join(COLUMNS)

MAX_ROWS = 1_000_000
SEEN_FROM = 0.25
"""Who is visible to a lesser share than this is not seen: of the person, or of what a close-up can show."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Every person of every frame: parallel arrays of length N, sorted by frame, then person.

    frames: (N,), from 1. times_s: (N,), from 0. persons: (N,), cast numbers. boxes_xyxy: (N, 4), pixels, the
    whole person, also beyond the picture. visible: (N,), 0..1. heads_xyxy, faces_xyxy: (N, 4), pixels.
    facing: (N,), -1..1, cosine between the face's direction and that to the camera. feet_xy: (N, 2), pixels.
    ground_m: (N, 2), metres. Raises TruthError where the arrays contradict one another.
    """

    frames: Integers
    times_s: Floats
    persons: Integers
    boxes_xyxy: Floats
    visible: Floats
    heads_xyxy: Floats
    faces_xyxy: Floats
    facing: Floats
    feet_xy: Floats
    ground_m: Floats

    def __post_init__(self) -> None:
        count = len(self.frames)
        for field in fields(self):
            array = getattr(self, field.name)
            wanted = (count, *_WIDTHS.get(field.name, ()))
            if array.shape != wanted:
                raise TruthError(f"{field.name} must have the shape {wanted}; got {array.shape}")
        _check_order(self.frames, self.persons)

    def __len__(self) -> int:
        return len(self.frames)

    def where(self, rows: Mask) -> "Truth":
        """The rows for which the mask (N,) is true."""
        return Truth(*(getattr(self, field.name)[rows] for field in fields(self)))

    def middles_xy(self) -> Floats:
        """The middles of the boxes, (N, 2), pixels."""
        return (self.boxes_xyxy[:, :2] + self.boxes_xyxy[:, 2:]) / 2


_WIDTHS = {"boxes_xyxy": (4,), "heads_xyxy": (4,), "faces_xyxy": (4,), "feet_xy": (2,), "ground_m": (2,)}


def _check_order(frames: Integers, persons: Integers) -> None:
    step, turn = np.diff(frames), np.diff(persons)
    wrong = np.flatnonzero((step < 0) | ((step == 0) & (turn <= 0)))
    if len(wrong):
        row = int(wrong[0]) + 1
        raise TruthError(
            f"rows must be sorted by frame, then person, each person once; row {row + 1} has frame "
            f"{frames[row]}, person {persons[row]} after frame {frames[row - 1]}, person {persons[row - 1]}"
        )


def joined(parts: Sequence[Truth]) -> Truth:
    """One truth from several, such as one per frame, in any order. Raises TruthError for doubled rows."""
    table = np.concatenate([_to_table(part) for part in parts]) if parts else np.zeros((0, len(COLUMNS)))
    return _from_table(table[np.lexsort((table[:, 2], table[:, 0]))])


def seen(truth: Truth, width: int, height: int) -> Mask:
    """Who counts as seen, (N,): a quarter is visible, and the middle of the box is inside the picture.

    So near the camera that the picture cuts the middle off: the head is inside the picture, and of the part
    of the box that the picture can show, a quarter is visible.
    """
    size = np.array((width, height), np.float64)
    middles, boxes, heads = truth.middles_xy(), truth.boxes_xyxy, truth.heads_xyxy
    whole = ((middles >= 0) & (middles < size)).all(axis=1) & (truth.visible >= SEEN_FROM)
    near = (heads[:, :2] >= 0).all(axis=1) & (heads[:, 2:] <= size).all(axis=1)
    within = np.clip(boxes[:, 2:], 0, size) - np.clip(boxes[:, :2], 0, size)
    shown = within.prod(axis=1) / (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return np.asarray(whole | (near & (truth.visible >= SEEN_FROM * shown)))


def truth_text(truth: Truth) -> str:
    """The truth as `NAME.truth.csv` holds it."""
    lines = (
        ",".join(f"{value:.{decimals}f}" for value, decimals in zip(row, _DECIMALS, strict=True))
        for row in _to_table(truth).tolist()
    )
    return "\n".join((_HEADER, *lines)) + "\n"


def mot_text(truth: Truth, width: int, height: int) -> str:
    """Those who are seen, in the MOT Challenge's format: frame,person,left,top,width,height,1,-1,-1,-1."""
    rows = truth.where(seen(truth, width, height))
    sizes = rows.boxes_xyxy[:, 2:] - rows.boxes_xyxy[:, :2]
    boxes = np.hstack((rows.boxes_xyxy[:, :2], sizes)).tolist()
    return "".join(
        f"{frame},{person},{left:.2f},{top:.2f},{across:.2f},{down:.2f},1,-1,-1,-1\n"
        for frame, person, (left, top, across, down) in zip(rows.frames, rows.persons, boxes, strict=True)
    )


def as_written(truth: Truth) -> Truth:
    """The truth with the decimals that its file keeps, so that what is derived from either is the same."""
    return parse_truth(truth_text(truth).splitlines(), "the truth")


def write_truth(truth: Truth, path: Path) -> None:
    """Write `NAME.truth.csv`."""
    path.write_text(truth_text(truth), encoding="utf-8", newline="\n")


def read_truth(path: Path) -> Truth:
    """Read `NAME.truth.csv`. Raises TruthError naming file, line, column and value of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TruthError(f"{path.name} cannot be read as text: {error}; render the clip again") from error
    return parse_truth(text.splitlines(), path.name)


def parse_truth(lines: Iterable[str], source: str) -> Truth:
    """Truth from the lines of `NAME.truth.csv`; `source`: the file's name, for errors. Raises TruthError."""
    header, *rows = list(lines) or [""]
    if header != _HEADER:
        raise TruthError(f"{source}, line 1: wanted the header {_HEADER!r}; got {header[:300]!r}")
    if len(rows) > MAX_ROWS:
        raise TruthError(f"{source} has {len(rows)} rows; at most {MAX_ROWS} are read")
    table = np.array(
        [_row(row, f"{source}, line {number}") for number, row in enumerate(rows, 2)], np.float64
    )
    table = table.reshape(-1, len(COLUMNS))
    _check_values(table, source)
    try:
        return _from_table(table)
    except TruthError as error:
        raise TruthError(f"{source}: {error}") from error


def _row(line: str, where: str) -> list[float]:
    cells = line.split(",")
    if len(cells) != len(COLUMNS):
        raise TruthError(f"{where}: wanted {len(COLUMNS)} values; got {len(cells)}: {line[:120]!r}")
    return [_number(cell, column, where) for column, cell in zip(COLUMNS, cells, strict=True)]


def _number(cell: str, column: str, where: str) -> float:
    kind = int if column in _WHOLE else float
    try:
        return float(kind(cell))
    except ValueError as error:
        wanted = "a whole number" if column in _WHOLE else "a number"
        raise TruthError(f"{where}, column {column}: wanted {wanted}; got {cell[:40]!r}") from error


def _check_values(table: Floats, source: str) -> None:
    """The rules that one row can break by itself."""
    _refuse(~np.isfinite(table), table, source, "a finite number")
    column = {name: table[:, at] for at, name in enumerate(COLUMNS)}
    for name, (low, high) in _RANGES.items():
        wrong = np.zeros(table.shape, bool)
        wrong[:, COLUMNS.index(name)] = (column[name] < low) | (column[name] > high)
        _refuse(wrong, table, source, f"{low:g} or more" if high == np.inf else f"{low:g} to {high:g}")
    for part in ("", "head_", "face_"):
        for less, more in (("left", "right"), ("top", "bottom")):
            wrong = np.zeros(table.shape, bool)
            wrong[:, COLUMNS.index(part + more)] = column[part + more] <= column[part + less]
            _refuse(wrong, table, source, f"more than {part}{less}")


def _refuse(wrong: Mask, table: Floats, source: str, wanted: str) -> None:
    if not wrong.any():
        return
    row, at = (int(index) for index in np.argwhere(wrong)[0])
    raise TruthError(
        f"{source}, line {row + 2}, column {COLUMNS[at]}: wanted {wanted}; got {table[row, at]:g}"
    )


def _to_table(truth: Truth) -> Floats:
    return np.column_stack([getattr(truth, field.name) for field in fields(truth)]).astype(np.float64)


def _from_table(table: Floats) -> Truth:
    return Truth(
        frames=table[:, 0].astype(np.int64),
        times_s=table[:, 1],
        persons=table[:, 2].astype(np.int64),
        boxes_xyxy=table[:, 3:7],
        visible=table[:, 7],
        heads_xyxy=table[:, 8:12],
        faces_xyxy=table[:, 12:16],
        facing=table[:, 16],
        feet_xy=table[:, 17:19],
        ground_m=table[:, 19:21],
    )
