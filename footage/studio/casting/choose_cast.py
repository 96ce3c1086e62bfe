"""Chooses the cast from a folder of rendered candidates: python -m footage.studio.casting.choose_cast FOLDER

The folder holds `candidates.csv` with the columns number, sex, skin, age, and one frontal picture for each,
`NUMBER.png`. Prints who was left out and why, the distances of all candidates, and those of the cast.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from footage.studio.casting.choice import CAST_SIZE, DISTANCE, Candidate, Floats, choose_cast
from footage.studio.casting.distance_report import report_distances
from footage.studio.casting.likeness import LikenessReader, open_reader, pairwise_distances
from footage.studio.casting.picture import Picture
from footage.studio.errors import CastingError, FootageError, LikenessError

COLUMNS = ["number", "sex", "skin", "age"]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Candidates whose one face was found, their distances (n, n), and a line for each who was left out."""

    candidates: tuple[Candidate, ...]
    distances: Floats
    left_out: tuple[str, ...]


def read_candidates(path: Path) -> list[Candidate]:
    """The candidates of a CSV file. Raises CastingError with the file and line for what does not fit."""
    if not path.is_file():
        raise CastingError(f"wanted the list of candidates {path}, found none; render the candidates first")
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    if header != COLUMNS:
        found = ",".join(header) or "nothing"
        raise CastingError(
            f"{path}: wanted the columns {','.join(COLUMNS)}, found {found}; render them again"
        )
    for line, row in enumerate(rows, 2):
        if len(row) != len(COLUMNS) or not row[0].isdecimal():
            raise CastingError(
                f"{path}, line {line}: wanted {','.join(COLUMNS)}, found {','.join(row)}; mend it"
            )
    return [Candidate(int(number), sex, skin, age) for number, sex, skin, age in rows]


def measure(folder: Path, candidates: Sequence[Candidate], reader: LikenessReader) -> Measured:
    """Distances between the candidates' faces; who shows none, as with hair over the eyes, is left out."""
    seen, templates, left_out = [], [], []
    for candidate in candidates:
        picture = read_picture(folder / f"{candidate.number}.png")
        try:
            templates.append(reader.read(picture).template)
        except LikenessError as error:
            left_out.append(f"candidate {candidate.number} left out: {error}")
        else:
            seen.append(candidate)
    distances = pairwise_distances(np.array(templates).reshape(len(seen), -1))
    return Measured(tuple(seen), distances, tuple(left_out))


def read_picture(path: Path) -> Picture:
    """A picture file as RGB. Raises CastingError when it is absent or none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise CastingError(f"wanted a candidate's picture {path}, found none that opens; render it again")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def chosen_text(measured: Measured, size: int, above: float) -> str:
    """The cast and the distances in it, as text. Raises CastingError when there is no such cast."""
    cast = choose_cast(measured.candidates, measured.distances, size, above)
    places = [k for k, each in enumerate(measured.candidates) if each.number in cast.numbers]
    members = sorted((measured.candidates[k] for k in places), key=lambda each: each.number)
    numbers = [measured.candidates[k].number for k in places]
    report = report_distances(numbers, measured.distances[np.ix_(places, places)])
    lines = (f"{each.number:5d}  {each.sex}, {each.skin}, {each.age}" for each in members)
    return "\n".join(["The cast:", *lines, report.text()])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when no cast could be chosen."""
    parser = argparse.ArgumentParser(prog="choose_cast", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder with candidates.csv and the pictures")
    parser.add_argument(
        "--size", type=int, default=CAST_SIZE, help="how many to choose (default: %(default)s)"
    )
    parser.add_argument(
        "--above", type=float, default=DISTANCE, help="distance wanted (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        candidates = read_candidates(options.folder / "candidates.csv")
        measured = measure(options.folder, candidates, open_reader())
        numbers = [each.number for each in measured.candidates]
        lines = [*measured.left_out, "All candidates:", report_distances(numbers, measured.distances).text()]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.write(chosen_text(measured, options.size, options.above) + "\n")
    except FootageError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
