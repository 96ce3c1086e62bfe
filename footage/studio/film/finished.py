"""A finished clip on disk: its film, truth, facts and scene, written together and read together."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt

from footage.studio.errors import ClipError
from footage.studio.truth.derive import derive
from footage.studio.truth.facts import Facts, facts_text, read_facts
from footage.studio.truth.rows import Truth, as_written, mot_text, read_truth, write_truth
from footage.studio.truth.sketch import Sketch, read_sketch

Picture = npt.NDArray[np.uint8]

_NO_CROWD = ("gate-", "selfie-", "flat-")


@dataclass(frozen=True, slots=True, eq=False)
class FinishedClip:
    """A clip as it lies in a folder. derived: what its facts say is derived, as JSON gives it."""

    folder: Path
    name: str
    facts: Facts
    derived: object
    sketch: Sketch
    truth: Truth

    @property
    def film(self) -> Path:
        """The H.264 film."""
        return self.folder / f"{self.name}.mp4"

    @property
    def mot(self) -> Path:
        """The truth in the format of the MOT Challenge."""
        return self.folder / f"{self.name}.mot.txt"

    @property
    def is_crowd(self) -> bool:
        """Whether it is there to be counted, and so has zones and lines."""
        return is_crowd(self.name)

    @property
    def is_gate(self) -> bool:
        """Whether people come up to it one after another."""
        return self.name.startswith("gate-")


def is_crowd(name: str) -> bool:
    """Whether a clip of that name is there to be counted."""
    return not name.startswith(_NO_CROWD)


def write_clip(folder: Path, facts: Facts, truth: Truth, sketch: Sketch) -> None:
    """Write `NAME.truth.csv`, and the `NAME.mot.txt` and `NAME.json` that follow from what it holds."""
    truth = as_written(truth)
    write_truth(truth, folder / f"{facts.clip}.truth.csv")
    mot = mot_text(truth, facts.reel.width, facts.reel.height)
    (folder / f"{facts.clip}.mot.txt").write_text(mot, encoding="utf-8", newline="\n")
    text = facts_text(facts, derive(truth, sketch, facts.reel))
    (folder / f"{facts.clip}.json").write_text(text, encoding="utf-8", newline="\n")


def read_clip(folder: Path, name: str) -> FinishedClip:
    """Read all but the film. Raises ClipError or TruthError naming the file that is missing or wrong."""
    wanted = [f"{name}{ending}" for ending in (".mp4", ".truth.csv", ".mot.txt", ".json")]
    wanted += [f"{name}.toml"] if is_crowd(name) else []
    absent = [file for file in wanted if not (folder / file).is_file()]
    if absent:
        raise ClipError(f"{folder} has no {', '.join(absent)}; render the clip {name} again")
    facts, derived = read_facts(folder / f"{name}.json")
    sketch = read_sketch(folder / f"{name}.toml") if is_crowd(name) else Sketch()
    return FinishedClip(folder, name, facts, derived, sketch, read_truth(folder / f"{name}.truth.csv"))


def clip_names(folder: Path) -> list[str]:
    """The names of the clips in a folder, sorted; whatever has one file of a clip counts as one."""
    endings = (".truth.csv", ".mot.txt", ".mp4", ".json", ".toml")
    return sorted(
        {
            path.name.removesuffix(ending)
            for path in folder.iterdir()
            for ending in endings
            if path.name.endswith(ending)
        }
    )


def pictures(film: Path) -> Iterator[Picture]:
    """The pictures of a film, (H, W, 3), BGR, one by one. Raises ClipError where it cannot be decoded."""
    try:
        with av.open(film) as container:
            for frame in container.decode(video=0):
                yield cast(Picture, frame.to_ndarray(format="bgr24"))
    except (av.FFmpegError, OSError, IndexError) as error:
        raise ClipError(f"{film.name} cannot be decoded: {error}; render the clip again") from error
