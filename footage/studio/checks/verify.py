"""`footage/verify`: hold every finished clip against its ground truth, and draw the one on the other."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from footage.studio.checks.agreement import check_derived, check_film, check_rows
from footage.studio.checks.bodies import check_distances, check_feet, check_steps
from footage.studio.checks.drawing import draw_clip
from footage.studio.checks.outcome import Check, Fault
from footage.studio.checks.pixels import check_pixels
from footage.studio.checks.presentations import check_presentations, check_roles
from footage.studio.errors import FootageError
from footage.studio.film.finished import FinishedClip, clip_names, read_clip

CLIPS = Path(__file__).resolve().parents[3] / "src" / "passerby" / "footage" / "clips"


def checks_of(clip: FinishedClip) -> list[Check]:
    """All checks of one clip. A film that is not the clip's is not held against the truth."""
    film = check_film(clip)
    checks = [film, check_rows(clip), check_derived(clip)]
    checks += [check_distances(clip), check_steps(clip), check_feet(clip)]
    if clip.is_gate:
        checks += [check_roles(clip), check_presentations(clip)]
    if not film.faults:
        checks += check_pixels(clip)
    return checks


def verify(folder: Path, name: str) -> tuple[str, bool]:
    """The report on one clip, plain text, and whether all is well. What cannot be read is a fault as well."""
    try:
        checks = checks_of(read_clip(folder, name))
    except FootageError as error:
        checks = [Check("files", "not readable", (Fault(str(error)),))]
    well = not any(check.faults for check in checks)
    return "\n".join([name, *(check.report() for check in checks)]), well


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns 0 where all is well, 1 for faults, 2 where there is nothing to verify."""
    options = _parser().parse_args(arguments)
    there = clip_names(options.clips) if options.clips.is_dir() else []
    names = options.clip or there
    absent = [name for name in names if name not in there]
    if absent or not names:
        wanted, found = ", ".join(absent) or "clips", ", ".join(there) or "none"
        sys.stderr.write(f"{options.clips} has no {wanted}; it has: {found}\n")
        return 2
    all_well = True
    for name in names:
        report, well = verify(options.clips, name)
        all_well &= well
        sys.stdout.write(f"{report}\n")
        sys.stdout.flush()
    if options.draw is not None:
        for name in names:
            count = draw_clip(read_clip(options.clips, name), options.draw, options.every)
            sys.stdout.write(f"{count} frames of {name} drawn in {options.draw / name}\n")
    return 0 if all_well else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="footage/verify", description=__doc__)
    parser.add_argument("clip", nargs="*", help="names of clips; all of them without any")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="the folder the clips are in")
    parser.add_argument(
        "--draw", type=Path, metavar="FOLDER", help="draw the truth on frames, into this folder"
    )
    parser.add_argument("--every", type=_count, default=10, help="draw every n-th frame (default: 10)")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"wanted a whole number from 1; got {text!r}")
    return int(text)


def run() -> int:
    """The command with the process's own arguments; errors become one line of text."""
    try:
        return main(sys.argv[1:])
    except FootageError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(run())
