"""The folder in which a clip's frames collect."""

from dataclasses import replace
from pathlib import Path

import pytest

from footage.studio.casting import cast
from footage.studio.clip import Clip
from footage.studio.clips import CLIPS
from footage.studio.shooting.take import Take

CLIP = replace(CLIPS["plaza"], seconds=1.0)
LONGER = replace(CLIP, seconds=2.0)


def take_with(folder: Path, clip: Clip, *frames: int) -> Take:
    take = Take(clip, folder / "take")
    take.open()
    for frame in frames:
        take.path(frame).write_bytes(b"a frame")
    take.scenery.write_bytes(b"how far away")
    return take


def test_a_new_take_has_a_place_for_frames_and_none_in_it(tmp_path: Path) -> None:
    take = Take(CLIP, tmp_path / "takes" / "plaza")
    assert take.open() == 0
    assert list(take.frames.iterdir()) == []


def test_work_goes_on_where_it_stopped(tmp_path: Path) -> None:
    take_with(tmp_path, CLIP, 1, 2, 7)
    again = Take(CLIP, tmp_path / "take")
    assert again.open() == 3
    assert again.scenery.exists()


def test_only_frames_of_the_clip_are_counted(tmp_path: Path) -> None:
    take = take_with(tmp_path, CLIP, CLIP.frames, CLIP.frames + 1)
    (take.frames / ".00003.png").write_bytes(b"half a frame")
    assert Take(CLIP, tmp_path / "take").open() == 1


def test_frames_are_named_by_their_number(tmp_path: Path) -> None:
    assert Take(CLIP, tmp_path).path(12) == tmp_path / "frames" / "00012.png"


def test_frames_of_an_older_version_are_thrown_away(tmp_path: Path) -> None:
    take_with(tmp_path, CLIP, 1, 2)
    later = Take(LONGER, tmp_path / "take")
    assert later.open() == 0
    assert not later.scenery.exists()
    assert Take(LONGER, tmp_path / "take").open() == 0


def test_frames_of_an_older_version_are_kept_on_request_and_count_from_then_on(tmp_path: Path) -> None:
    take_with(tmp_path, CLIP, 1, 2)
    assert Take(LONGER, tmp_path / "take").open(keep=True) == 2
    assert Take(LONGER, tmp_path / "take").open() == 2


def test_another_cast_makes_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_with(tmp_path, CLIP, 1, 2)
    monkeypatch.setattr(cast, "SEEDS", (*cast.SEEDS[:-1], 999))
    assert Take(CLIP, tmp_path / "take").open() == 0


def test_a_clip_collects_under_its_own_name() -> None:
    assert Take(CLIP).folder.name == "plaza"
    assert Take(CLIPS["lobby"]).folder.name == "lobby"
