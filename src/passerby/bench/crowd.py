"""`passerby bench crowd`: the crowd lane's accuracy on a labelled video, and its speed against the bound."""

import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from passerby.bench import peers
from passerby.bench.accuracy import Accuracy, measure
from passerby.bench.progress import Progress, unwatched
from passerby.cameras.address import Address, parse
from passerby.cameras.files import VideoFile
from passerby.crowd.lane import CrowdLane, Look
from passerby.shapes.errors import GroundTruthError
from passerby.shapes.mot import TrackTable, parse_mot
from passerby.shapes.scene import Scene
from passerby.vision.motion_gate import MotionGate
from passerby.vision.people import PeopleDetectors

TURN = 40
"""Frames that the pipeline and the bound each analyse before it is the other's turn. Taking turns lets a
machine whose speed drifts slow both alike."""


@dataclass(frozen=True, slots=True)
class CrowdReport:
    """Accuracy and speed of one run.

    fps: frames a second through decoding, the detector, tracking and figures. bound_fps: through decoding and
    the detector alone, on the same frames in the same run. skipped_ratio: share of the frames that the motion
    gate took as still. peer_fps: as fps, with the peer's tracking time in the place of all that is not bound.
    synthetic: the people are rendered, so that nothing here says how well people are counted.
    """

    detector: str
    frames: int
    accuracy: Accuracy
    hota: float | None
    fps: float
    bound_fps: float
    skipped_ratio: float
    synthetic: bool
    peer: Accuracy | None = None
    peer_fps: float | None = None

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object, shares and speeds rounded to four places."""
        record = {
            "detector": self.detector,
            "synthetic": self.synthetic,
            "frames": self.frames,
            **asdict(self.accuracy),
            "hota": self.hota,
        }
        record |= {"fps": self.fps, "bound_fps": self.bound_fps, "bound_ratio": self.fps / self.bound_fps}
        record["skipped_ratio"] = self.skipped_ratio
        if self.peer is not None:
            record |= {f"peer_{name}": value for name, value in asdict(self.peer).items()}
            record["peer_fps"] = self.peer_fps
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in record.items()}


@dataclass(frozen=True, slots=True)
class _Run:
    """What the lane saw in each frame, and how many seconds it and the bound took."""

    looks: list[Look]
    lane_s: float
    bound_s: float

    def table(self) -> TrackTable:
        tracks = [look.tracks for look in self.looks]
        numbers = [np.full(len(seen), number, np.int64) for number, seen in enumerate(tracks, 1)]
        return TrackTable(
            np.concatenate(numbers),
            np.concatenate([seen.ids for seen in tracks]),
            np.concatenate([seen.boxes_xyxy for seen in tracks]),
        )


def measure_crowd(
    video: str,
    ground_truth: Path | None,
    detectors: PeopleDetectors,
    *,
    peer: bool = False,
    gate: bool = False,
    progress: Progress = unwatched,
) -> CrowdReport:
    """Run the crowd lane over a labelled video and hold its tracks against the ground truth.

    ground_truth: MOT text; None takes the labels that a synthetic clip brings. peer: also track the same
    detections with stock OC-SORT. gate: let a motion gate skip still scenes. Raises CameraError for a video
    that cannot be read, GroundTruthError for labels that cannot, or that are not this video's.
    """
    address = parse(video)
    labels = ground_truth or _own_labels(address)
    truth = read_ground_truth(labels)
    with VideoFile(address) as ours, VideoFile(address) as bare:
        fps = ours.fps or 1.0
        lane = CrowdLane(detectors.for_camera(), Scene(), "bench", gate=MotionGate() if gate else None)
        run = _take_turns(lane, ours, detectors, bare, progress)
    frames = len(run.looks)
    if truth.frames.max() > frames:
        raise GroundTruthError(
            f"{labels} labels frame {truth.frames.max()}, but {address} has {frames}; are they a pair?"
        )
    tracks = run.table()
    other = peers.run_oc_sort([look.detections for look in run.looks], fps) if peer else None
    return CrowdReport(
        detector=detectors.name,
        frames=frames,
        accuracy=measure(truth, tracks, frames),
        hota=peers.hota(truth, tracks, frames),
        fps=frames / run.lane_s,
        bound_fps=frames / run.bound_s,
        skipped_ratio=sum(look.skipped for look in run.looks) / frames,
        synthetic=address.clip is not None,
        peer=measure(truth, other.tracks, frames) if other else None,
        peer_fps=frames / (run.bound_s + other.seconds) if other else None,
    )


def _own_labels(address: Address) -> Path:
    if address.clip is None:
        raise GroundTruthError(
            f"{address} brings no labels; name a file of MOT text after it, as in "
            "`passerby bench crowd clip.mp4 gt.txt`"
        )
    return address.clip.mot


def read_ground_truth(path: Path) -> TrackTable:
    """The labels in a file of MOT text. Raises GroundTruthError."""
    try:
        with path.open(encoding="utf-8") as lines:
            return parse_mot(lines, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise GroundTruthError(f"{path} cannot be read as ground truth: {error}") from error


def _take_turns(
    lane: CrowdLane,
    ours: VideoFile,
    detectors: PeopleDetectors,
    bare: VideoFile,
    progress: Progress,
) -> _Run:
    alone = detectors.for_camera()
    pipeline = (lane.look(frame) for frame in ours)
    bound = (alone.detect(frame) for frame in bare)
    looks: list[Look] = []
    lane_s = bound_s = 0.0
    while True:
        began = time.perf_counter()
        turn = list(islice(pipeline, TURN))
        changed = time.perf_counter()
        if not turn:
            return _Run(looks, lane_s, bound_s)
        sum(1 for _ in islice(bound, TURN))
        lane_s += changed - began
        bound_s += time.perf_counter() - changed
        looks += turn
        progress(len(looks), ours.expected_frames)
