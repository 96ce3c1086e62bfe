"""Renders the frames of a clip. Needs the renderer; everything else does not."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from footage.studio import stage
from footage.studio.cast import member
from footage.studio.measure import Present
from footage.studio.rehearsal import Rehearsed
from footage.studio.take import Take

Progress = Callable[[int], None]
"""Called with each frame that has been rendered."""


def shoot(rehearsed: Rehearsed, take: Take, frames: Iterable[int], progress: Progress) -> None:
    """Render those of the frames that the take lacks, and how far away its scenery is."""
    missing = [frame for frame in frames if not take.path(frame).exists()]
    if not missing and take.scenery.exists():
        return
    clip = rehearsed.clip
    stage.new_scene()
    stage.prepare_renderer(clip.samples, clip.exposure)
    place = import_module(f"footage.studio.places.{clip.place}")
    place.build(clip)
    stage.aim(clip.camera)
    if not take.scenery.exists():
        np.save(take.scenery, stage.depth_map(take.folder))
    dolls = {number: stage.add_person(member(number)) for number in clip.cast}
    for frame in missing:
        if hasattr(place, "move"):
            place.move(clip, clip.time_of(frame))
        _place(dolls, rehearsed.present(frame))
        stage.render(take.path(frame))
        progress(frame)


def _place(dolls: dict[int, Any], present: list[Present]) -> None:
    where = {person.person: person.placed.points_m for person in present}
    for number, doll in dolls.items():
        stage.move_person(doll, where.get(number))
