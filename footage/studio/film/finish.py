"""Makes a finished clip of a take: its film, its ground truth and its facts."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from footage.studio.clips import CLIPS
from footage.studio.film.encode import Sheet, make_film
from footage.studio.film.finished import write_clip
from footage.studio.motion.rehearsal import Rehearsed, rehearse
from footage.studio.shooting.take import Take
from footage.studio.truth.facts import Facts
from footage.studio.truth.measure import measure
from footage.studio.truth.rows import Truth, joined
from footage.studio.truth.scene_toml import scene_toml
from footage.studio.truth.sketch import Sketch, read_sketch


def finish(rehearsed: Rehearsed, take: Take, folder: Path) -> None:
    """Write the clip's files into a folder. Raises FilmError where frames are missing."""
    clip = rehearsed.clip
    folder.mkdir(parents=True, exist_ok=True)
    sketch = Sketch()
    if clip.zones or clip.lines:
        scene = folder / f"{clip.name}.toml"
        scene.write_text(scene_toml(clip), encoding="utf-8")
        sketch = read_sketch(scene)
    facts = Facts(
        clip=clip.name,
        title=clip.title,
        site=clip.site,
        reel=clip.reel,
        camera=clip.camera.pinhole,
        members=clip.members,
        strangers=clip.strangers,
        presentations=clip.presentations,
    )
    write_clip(folder, facts, measured(clip.name), sketch)
    make_film(take.frames, folder / f"{clip.name}.mp4", Sheet(clip.name, clip.title, clip.fps, clip.crf))


def measured(name: str) -> Truth:
    """The ground truth of all frames of a clip whose scenery is known."""
    clip = CLIPS[name]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        parts = workers.map(_frame, [name] * clip.frames, range(1, clip.frames + 1), chunksize=20)
        return joined([part for part in parts if len(part)])


def _frame(name: str, frame: int) -> Truth:
    rehearsed, scenery = _ready(name)
    clip = rehearsed.clip
    return measure(frame, clip.time_of(frame), rehearsed.present(frame), clip.camera.pinhole, scenery)


@cache
def _ready(name: str) -> tuple[Rehearsed, np.ndarray]:
    clip = CLIPS[name]
    return rehearse(clip), np.load(Take(clip).scenery)
