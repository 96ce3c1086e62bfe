from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from passerby.agent import sinks
from passerby.agent.camera_job import CameraJob
from passerby.agent.file_analysis import FileSummary, analyse_file
from passerby.agent.sinks import GhostVideo
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.crowd.lane import CrowdLane
from passerby.footage import catalogue
from passerby.shapes.boxes import Boxes
from passerby.shapes.detections import Detections
from passerby.shapes.errors import NotAVideoError, OutputError
from passerby.shapes.frame import Frame, Image
from passerby.shapes.mot import parse_mot
from passerby.shapes.scene import Scene
from passerby.shapes.tracks import Tracks
from passerby.vision.background import Background
from passerby.vision.ghost import GhostFigures
from passerby.vision.people import PeopleDetectors, open_detector
from tests.agent.scenes import SIZE_WH, WHITE, job, write_walk
from tests.support.synthetic import write_catalogue


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


@pytest.mark.parametrize("address", ["synthetic:round", "round.mp4"])
def test_the_annotated_video_says_where_its_people_are_synthetic(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "SHIPPED", write_catalogue(tmp_path))
    monkeypatch.chdir(tmp_path)
    drawn: list[GhostFigures] = []

    def draw(
        background: Image, scene: Scene, tracks: Tracks, trails: Mapping[int, Boxes], figures: GhostFigures
    ) -> Image:
        drawn.append(figures)
        return background

    monkeypatch.setattr(sinks, "draw_ghost", draw)
    analyse(job("hall", address, ghost_file=tmp_path / "ghost.mp4"))
    assert {figures.synthetic for figures in drawn} == {address.startswith("synthetic:")}


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


def still_people(path: Path) -> Path:
    """Somebody bright who stands still from the first picture to the last."""
    noise = np.random.default_rng(3)
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width, stream.height = SIZE_WH
        stream.bit_rate = 4_000_000
        for number in range(120):
            picture = noise.integers(40, 60, (SIZE_WH[1], SIZE_WH[0], 3)).astype(np.uint8)
            # Stripes as fine as a face's features, which must not come out.
            picture[90:190, 140:190] = 40
            picture[90:190, 140:190:4] = WHITE
            frame = av.VideoFrame.from_ndarray(picture, "bgr24")
            frame.pts = number
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def pictures_of(video: Path) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    with av.open(video) as opened:
        return [frame.to_ndarray(format="gray").astype(int) for frame in opened.decode(video=0)]


def test_with_the_built_in_detector_the_scene_is_never_shown(tmp_path: Path) -> None:
    ghost = tmp_path / "ghost.mp4"
    clip = still_people(tmp_path / "still.mp4")
    analyse_file(
        job("north", clip, ghost_file=ghost),
        open_detector("motion", tmp_path),
        0.0,
        lambda _: None,
        lambda _: None,
    )
    for picture in pictures_of(ghost):
        assert np.ptp(picture[70:200, 100:230]) < 12, "where somebody stands there is flat grey"


def test_somebody_whom_a_network_overlooks_is_no_more_than_a_blur(tmp_path: Path) -> None:
    class Blind(Spotter):
        def detect(self, frame: Frame) -> Detections:
            return Detections.empty()

    ghost = tmp_path / "ghost.mp4"
    clip = still_people(tmp_path / "still.mp4")
    detectors = PeopleDetectors("blind", False, "", Blind)
    analyse_file(job("north", clip, ghost_file=ghost), detectors, 0.0, lambda _: None, lambda _: None)
    shown, taken = pictures_of(ghost)[-1], pictures_of(clip)[-1]
    detail = [np.abs(np.diff(picture[95:185, 145:185], axis=1)).mean() for picture in (shown, taken)]
    assert detail[0] < detail[1] / 20


def test_uncertain_detections_are_kept_out_of_the_scene_too(tmp_path: Path) -> None:
    class Unsure(Spotter):
        """Sees the walker, but never surely enough for a track."""

        def detect(self, frame: Frame) -> Detections:
            seen = super().detect(frame)
            return Detections(seen.boxes_xyxy, seen.scores * 0 + 0.2)

    learnt: list[int] = []

    class Watching(Background):
        def learn(self, frame: Frame, people_xyxy: Boxes) -> None:
            learnt.append(len(people_xyxy))
            super().learn(frame, people_xyxy)

    video = GhostVideo(tmp_path / "ghost.mp4", Scene(), Watching())
    lane = CrowdLane(Unsure(), Scene(), "north")
    with VideoFile(parse(str(write_walk(tmp_path / "walk.mp4")))) as clip:
        for frame in clip:
            video.take(frame, lane.look(frame), lane.current())
    video.close()
    assert set(learnt) == {1}


def test_an_annotated_video_of_another_kind_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    old = tmp_path / "old.gif"
    old.write_text("precious")
    with pytest.raises(OutputError, match=r"\.mp4 or \.mkv"):
        analyse(job("north", write_walk(tmp_path / "walk.mp4"), ghost_file=old))
    assert old.read_text() == "precious"


def test_a_source_that_cannot_be_read_leaves_earlier_results_alone(tmp_path: Path) -> None:
    earlier = tmp_path / "ghost.mp4"
    earlier.write_text("precious")
    torn = tmp_path / "torn.mp4"
    torn.write_text("no video")
    with pytest.raises(NotAVideoError):
        analyse(job("north", torn, ghost_file=earlier))
    assert earlier.read_text() == "precious"


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
