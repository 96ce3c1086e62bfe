"""`footage/render`: renders clips, goes on where it stopped, and puts what is finished into the package."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from footage.studio.clips import CLIPS
from footage.studio.errors import FootageError
from footage.studio.film.finish import finish
from footage.studio.motion.rehearsal import rehearse
from footage.studio.shooting.take import TAKES, Take

FINISHED = Path(__file__).parents[2] / "src" / "passerby" / "footage" / "clips"


def main() -> int:
    """Run the command; returns its exit code."""
    options = _options()
    try:
        for name in options.clips or CLIPS:
            _render(name, options.preview, options.keep)
    except FootageError as error:
        sys.stderr.write(f"render: {error}\n")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="footage/render", description=__doc__)
    parser.add_argument("clips", nargs="*", metavar="CLIP", choices=[*CLIPS, []], help=", ".join(CLIPS))
    parser.add_argument(
        "--preview",
        type=int,
        metavar="N",
        help="render only every Nth frame, into takes/CLIP-preview, and finish nothing",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep frames that an older version of a clip left, when a change does not show in them",
    )
    return parser.parse_args()


def _render(name: str, preview: int | None, keep: bool) -> None:
    clip = CLIPS[name]
    take = Take(clip, TAKES / f"{name}-preview" if preview else None)
    there = take.open(keep)
    frames = range(1, clip.frames + 1, preview or 1)
    _say(f"{name}: {there} of {len(frames)} frames are rendered already")
    # Here and not above: processes that only measure import this module too, and have no use for a renderer.
    from footage.studio.shooting.shoot import shoot

    rehearsed = rehearse(clip)
    shoot(rehearsed, take, frames, _progress(name, len(frames) - there))
    if not preview:
        finish(rehearsed, take, FINISHED)
        _say(f"{name}: finished in {FINISHED}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _progress(name: str, missing: int) -> Callable[[int], None]:
    began, done = time.monotonic(), 0

    def progress(frame: int) -> None:
        nonlocal done
        done += 1
        pace = (time.monotonic() - began) / done
        left = pace * (missing - done) / 60
        _say(f"{name}: frame {frame}, {pace:.1f} s a frame, about {left:.0f} min to go")

    return progress


if __name__ == "__main__":
    sys.exit(main())
