from pathlib import Path

import av
import numpy as np
import pytest

from passerby.agent.camera_job import CameraJob
from passerby.agent.file_analysis import FileSummary, analyse_file
from passerby.shapes.detections import Detections
from passerby.shapes.errors import OutputError
from passerby.shapes.frame import Frame
from passerby.shapes.mot import parse_mot
from passerby.vision.people import PeopleDetectors
from tests.agent.scenes import WHITE, job, write_walk


class Spotter:
    """Finds the white block of the test clip, exactly."""

    name, built_in, note = "spotter", False, ""

    def detect(self, frame: Frame) -> Detections:
        rows, columns = np.nonzero(frame.image[:, :, 0] > 180)
        if len(rows) < 100:
            return Detections.empty()
        box = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]], np.float32)
        return Detections(box, np.array([0.9], np.float32))


def analyse(camera_job: CameraJob) -> FileSummary:
    detectors = PeopleDetectors("spotter", False, "", Spotter)
    return analyse_file(camera_job, detectors, 0.0, lambda _windows: None, lambda _progress: None)


def writing(wanted: str, path: Path, clip: Path) -> CameraJob:
    """A job that writes either its tracks or its ghost video to the path."""
    if wanted == "tracks":
        return job("north", clip, tracks_file=path)
    return job("north", clip, ghost_file=path)


def test_the_annotated_video_never_shows_a_person(tmp_path: Path) -> None:
    clip, ghost = write_walk(tmp_path / "walk.mp4"), tmp_path / "ghost.mp4"
    summary = analyse(job("north", clip, ghost_file=ghost))
    assert summary.faults == ()
    with av.open(ghost) as video:
        pictures = [frame.to_ndarray(format="bgr24") for frame in video.decode(video=0)]
    assert len(pictures) == summary.frames
    for picture in pictures:
        middle = picture[60:200].astype(int)
        # A mark and a label have a colour or stand elsewhere; the person is bright and grey.
        bright_and_grey = (middle.min(axis=2) > WHITE - 60) & (np.ptp(middle, axis=2) < 12)
        assert bright_and_grey.mean() < 0.001
    assert any((np.ptp(picture.astype(int), axis=2) > 60).any() for picture in pictures), "there are marks"


def test_tracks_are_written_for_measuring(tmp_path: Path) -> None:
    text = tmp_path / "tracks.txt"
    summary = analyse(job("north", write_walk(tmp_path / "walk.mp4"), tracks_file=text))
    table = parse_mot(text.read_text().splitlines(), "tracks")
    assert table.frames.max() == summary.frames
    assert len(np.unique(table.ids)) == 1


@pytest.mark.parametrize("wanted", ["tracks", "ghost"])
def test_a_disk_that_fills_up_ends_the_file_and_not_the_counting(tmp_path: Path, wanted: str) -> None:
    full = tmp_path / "full.mp4"
    full.symlink_to("/dev/full")
    summary = analyse(writing(wanted, full, write_walk(tmp_path / "walk.mp4")))
    assert summary.frames == 40
    assert len(summary.faults) == 1
    assert str(full) in summary.faults[0]
    assert "No space left on device" in summary.faults[0]


@pytest.mark.parametrize("wanted", ["tracks", "ghost"])
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_counted(
    tmp_path: Path, wanted: str
) -> None:
    nowhere = tmp_path / "nowhere" / "file.mp4"
    with pytest.raises(OutputError, match=r"nowhere/file\.mp4"):
        analyse(writing(wanted, nowhere, write_walk(tmp_path / "walk.mp4")))


def test_a_restarted_worker_goes_on_in_a_new_file(tmp_path: Path) -> None:
    clip, text = write_walk(tmp_path / "walk.mp4"), tmp_path / "tracks.txt"
    analyse(job("north", clip, tracks_file=text))
    before = text.read_text()
    analyse(job("north", clip, tracks_file=text, resumed=True))
    assert text.read_text() == before
    assert (tmp_path / "tracks-2.txt").exists()
