"""Whether a clip's files agree with one another."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from footage.studio.checks.outcome import Check, Fault
from footage.studio.film.encode import COMMENT
from footage.studio.film.finished import FinishedClip
from footage.studio.truth.derive import derive
from footage.studio.truth.rows import Truth, mot_text


def check_film(clip: FinishedClip) -> Check:
    """Whether the film is what the facts say, and says itself that it is synthetic."""
    reel = clip.facts.reel
    with av.open(clip.film) as container:
        stream = container.streams.video[0]
        found: dict[str, object] = {
            "codec": stream.codec_context.name,
            "pixels": stream.codec_context.pix_fmt,
            "width": stream.width,
            "height": stream.height,
            "fps": float(stream.average_rate or 0),
            "frames": sum(1 for _ in container.decode(stream)),
            "sound": len(container.streams.audio),
            "comment": container.metadata.get("comment", ""),
            "title": "synthetic" in container.metadata.get("title", ""),
        }
    wanted = {
        "codec": "h264", "pixels": "yuv420p", "width": reel.width, "height": reel.height, "fps": reel.fps,
        "frames": reel.frames, "sound": 0, "comment": COMMENT, "title": True,
    }  # fmt: skip
    faults = tuple(
        Fault(f"{name} of the film must be {value!r}; it is {found[name]!r}")
        for name, value in wanted.items()
        if found[name] != value
    )
    size = clip.film.stat().st_size / 1e6
    return Check("film", f"{reel.width}×{reel.height}, {reel.frames} frames, {size:.2f} MB", faults)


def check_rows(clip: FinishedClip) -> Check:
    """Whether the truth's rows lie within the clip, at their times and on its picture."""
    truth, reel = clip.truth, clip.facts.reel
    size = (reel.width, reel.height)
    off = (truth.boxes_xyxy[:, :2] >= size) | (truth.boxes_xyxy[:, 2:] <= 0)
    late = np.asarray(~np.isclose(truth.times_s, (truth.frames - 1) / reel.fps, rtol=0, atol=0.0011))
    faults = [
        *_faults(truth, np.asarray(truth.frames > reel.frames), f"the clip ends with frame {reel.frames}"),
        *_faults(truth, late, "time_s is not its time"),
        *_faults(truth, np.asarray(off.any(axis=1)), "the box does not touch the picture"),
    ]
    counts = np.bincount(truth.frames, minlength=2)[1:]
    people = len(np.unique(truth.persons))
    return Check(
        "truth", f"{len(truth)} rows, {people} people, at most {counts.max()} at once", tuple(faults)
    )


def _faults(truth: Truth, wrong: npt.NDArray[np.bool_], text: str) -> list[Fault]:
    return [Fault(text, int(truth.frames[row]), (int(truth.persons[row]),)) for row in np.flatnonzero(wrong)]


def check_derived(clip: FinishedClip) -> Check:
    """Whether the MOT file and the figures in the facts follow from the truth."""
    reel = clip.facts.reel
    faults = []
    wanted = mot_text(clip.truth, reel.width, reel.height).splitlines()
    if (line := _first_difference(clip.mot, wanted)) is not None:
        faults.append(Fault(f"{clip.mot.name}, line {line} does not follow from the truth"))
    derived = derive(clip.truth, clip.sketch, reel)
    facts = derived.as_facts()
    written = clip.derived if isinstance(clip.derived, dict) else {}
    for name, value in facts.items():
        if written.get(name) != value:
            faults.append(Fault(f"the facts' {name} do not follow from the truth, which gives {value}"))
    view = derived.occupancy[0]
    ways = [crossing.direction for crossing in derived.crossings]
    figures = (
        f"{len(wanted)} MOT rows, {ways.count('in')} in and {ways.count('out')} out, "
        f"{len(derived.stays)} stays, {view.mean:.2f} people on average, {view.peak} at most"
    )
    return Check("derived", figures, tuple(faults))


def _first_difference(path: Path, wanted: list[str]) -> int | None:
    found = path.read_text(encoding="utf-8").splitlines()
    if found == wanted:
        return None
    same = (one == other for one, other in zip(found, wanted, strict=False))
    return next(
        (number for number, equal in enumerate(same, 1) if not equal), min(len(found), len(wanted)) + 1
    )
