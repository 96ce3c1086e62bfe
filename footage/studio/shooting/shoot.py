"""Renders the frames of a clip. Needs the renderer; everything else does not."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from footage.studio.casting.cast import member
from footage.studio.motion.rehearsal import Rehearsed
from footage.studio.shooting import stage
from footage.studio.shooting.inlay import lay_in, region_of
from footage.studio.shooting.take import Take
from footage.studio.truth.measure import Present

Progress = Callable[[int], None]
"""Called with each frame that has been rendered."""
_SAMPLES_OF_EMPTY = 48


def shoot(rehearsed: Rehearsed, take: Take, frames: Iterable[int], progress: Progress) -> None:
    """Render those of the frames that the take lacks, and how far away its scenery is."""
    missing = [frame for frame in frames if not take.path(frame).exists()]
    if not missing and take.scenery.exists():
        return
    clip = rehearsed.clip
    place = import_module(f"footage.studio.places.{clip.place}")
    if hasattr(place, "prepare"):
        place.prepare(clip, take.folder)
    stage.new_scene()
    stage.prepare_renderer(clip.samples, clip.exposure, clip.bounces)
    place.build(clip, take.folder)
    stage.aim(clip.camera)
    _shoot_empty(rehearsed, take)
    dolls = {number: stage.add_person(member(number)) for number in clip.cast}
    for frame in missing:
        present = rehearsed.present(frame)
        if hasattr(place, "move"):
            place.move(clip, clip.time_of(frame), present)
        _place(dolls, present)
        _shoot_frame(rehearsed, take, frame, present)
        progress(frame)


def _shoot_empty(rehearsed: Rehearsed, take: Take) -> None:
    """The place without people: how far away it is and, where people are laid into it, its picture."""
    if not take.scenery.exists():
        np.save(take.scenery, stage.depth_map(take.folder))
    if rehearsed.clip.inlaid and not take.empty.exists():
        with stage.samples(_SAMPLES_OF_EMPTY):
            stage.render(take.empty)


def _shoot_frame(rehearsed: Rehearsed, take: Take, frame: int, present: list[Present]) -> None:
    clip = rehearsed.clip
    if not clip.inlaid:
        stage.render(take.path(frame))
        return
    region = region_of([person.placed.points_m for person in present], clip.camera.pinhole)
    cutting = take.folder / "cutting.png"
    if region is not None:
        stage.render(cutting, region)
    lay_in(take.empty, cutting, region, take.path(frame))


def _place(dolls: dict[int, Any], present: list[Present]) -> None:
    where = {person.person: person.placed.points_m for person in present}
    for number, doll in dolls.items():
        stage.move_person(doll, where.get(number))
