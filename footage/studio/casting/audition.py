"""Renders candidates for the cast: python -m footage.studio.casting.audition FOLDER [--count N|--seeds …]

Writes `candidates.csv` and a frontal picture each, for `python -m footage.studio.casting.choose_cast FOLDER`;
whom that chooses are the seeds of `cast.py`. Goes on where it stopped.
"""

import argparse
import csv
import sys
from pathlib import Path

from footage.studio.bodies.appearance import appearance
from footage.studio.bodies.dressing import dress
from footage.studio.casting.choose_cast import COLUMNS
from footage.studio.shooting.portrait import photograph


def main() -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="footage.studio.casting.audition", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", help="these instead of the first COUNT")
    parser.add_argument("--count", type=int, default=110, help="how many candidates (default 110)")
    options = parser.parse_args()
    audition(options.folder, options.seeds or list(range(options.count)))
    return 0


def audition(folder: Path, seeds: list[int]) -> None:
    """Render a candidate of each seed into the folder, and list them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "candidates.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for seed in seeds:
            looks = appearance(seed)
            rows.writerow((seed, looks.sex, looks.origin, looks.age))
    for seed in seeds:
        picture = folder / f"{seed}.png"
        if not picture.exists():
            photograph(dress(appearance(seed)), picture, size=300)


if __name__ == "__main__":
    sys.exit(main())
