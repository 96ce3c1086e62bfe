"""One file through the crowd lane in this process, as fast as it can be decoded and analysed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passerby.agent.camera_job import CameraJob
from passerby.agent.lanes import open_lane
from passerby.agent.sinks import open_sinks
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.shapes.window import Window
from passerby.vision.background import Background
from passerby.vision.people import PeopleDetectors

PREVIEW_FRAMES = 12


@dataclass(frozen=True, slots=True)
class FileProgress:
    """Where an analysis is: frames done, of how many (None: not told by the file), people in the last."""

    frames: int
    expected: int | None
    people_now: int


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file that was analysed. damaged: packets that could not be decoded; missing: frames cut off its end.

    faults: what went wrong beside the counting, such as a full disk under a video; each fit to show.
    """

    frames: int
    skipped: int
    damaged: int
    missing: int
    faults: tuple[str, ...]


def analyse_file(
    job: CameraJob,
    detectors: PeopleDetectors,
    started_at: float,
    on_windows: Callable[[Sequence[Window]], None],
    on_progress: Callable[[FileProgress], None],
) -> FileSummary:
    """Count over a file or folder. started_at: when its first frame was taken, UTC seconds.

    on_windows: called with windows as they close. Raises CameraError, or OutputError where a file cannot be
    created; a later fault of the tracks or the annotated video ends only that file, and is in the summary.
    """
    lane = open_lane(job, detectors)
    frames = skipped = 0
    with VideoFile(parse(job.address), job.options, started_at=started_at) as video:
        sinks = open_sinks(job, _preview(job, detectors))
        faults: list[str] = []
        try:
            for frame in video:
                look = lane.look(frame)
                frames += 1
                skipped += look.skipped
                if sinks:
                    faults += sinks.take(frame, look, lane.current())
                if look.windows:
                    on_windows(look.windows)
                on_progress(FileProgress(frames, video.expected_frames, len(look.tracks)))
        finally:
            # However it ends, what was counted and drawn so far is whole.
            last = lane.close()
            if last is not None:
                on_windows([last])
            faults += sinks.close()
        return FileSummary(frames, skipped, video.damaged, video.missing, tuple(faults))


def _preview(job: CameraJob, detectors: PeopleDetectors) -> Background | None:
    """What the scene looks like with nobody in it, from frames spread over the file, for a ghost view that
    is whole from its first frame. None where it is not needed, or the detector must see every frame.
    """
    if job.ghost_file is None or detectors.built_in:
        return None
    background = Background()
    detector = detectors.for_camera()
    with VideoFile(parse(job.address), job.options) as video:
        step = max(1, (video.expected_frames or PREVIEW_FRAMES) // PREVIEW_FRAMES)
        for frame in video:
            if frame.sequence % step == 0:
                background.learn(frame, detector.detect(frame).boxes_xyxy)
    return background
