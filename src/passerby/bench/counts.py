"""`passerby bench counts`: the figures of a synthetic clip, held against what is true of it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from passerby.cameras.address import Address
from passerby.cameras.files import VideoFile
from passerby.cameras.options import CameraOptions
from passerby.crowd.lane import CrowdLane
from passerby.footage.catalogue import Clip
from passerby.footage.figures import LineTruth, TrueFigures, true_figures
from passerby.shapes.errors import FootageError, GroundTruthError
from passerby.shapes.scene import Scene
from passerby.shapes.window import LineFigures, Window, ZoneFigures
from passerby.vision.people import PeopleDetectors

_UNCROSSED = LineTruth(0, 0)


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Crossings of one line in one round."""

    name: str
    entered: int
    true_entered: int
    left: int
    true_left: int


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """People in one zone, the mean over one round."""

    name: str
    people_mean: float
    true_people_mean: float


@dataclass(frozen=True, slots=True)
class CountsReport:
    """One round of a clip, counted and true. rounds: how many were played; the last one is told."""

    clip: str
    detector: str
    rounds: int
    frames: int
    people_mean: float
    true_people_mean: float
    zones: tuple[PeopleCounts, ...]
    lines: tuple[LineCounts, ...]

    def as_record(self) -> dict[str, Any]:
        """The report as one JSON object, means rounded to four places."""
        record = {"synthetic": True, **asdict(self)}
        for place in (record, *record["zones"]):
            for key in ("people_mean", "true_people_mean"):
                place[key] = round(place[key], 4)
        return record


def measure_counts(
    address: Address,
    scene: Scene,
    detectors: PeopleDetectors,
    progress: Callable[[int, int | None], None] = lambda _done, _expected: None,
) -> CountsReport:
    """Count a synthetic clip in a scene, as fast as possible, and hold the figures against the truth.

    A clip that loops is played twice without a break, and its second round is told: by then the detector has
    learnt the scene and the tracker knows who is there, as at a camera. progress: called with the frames done
    and their number. Raises GroundTruthError for an address that is no synthetic clip, FootageError where the
    clip's facts are not whole or not those of its video.
    """
    clip = address.clip
    if clip is None:
        raise GroundTruthError(
            f"{address} brings no true figures; name a synthetic clip, such as synthetic:plaza"
        )
    truth = true_figures(clip)
    # A window as long as a round makes one of each.
    lane = CrowdLane(detectors.for_camera(), scene, clip.label, window_s=clip.seconds)
    rounds = 2 if clip.loops else 1
    for number in range(rounds):
        _play_round(lane, address, clip, number, lambda done: progress(done, rounds * clip.frames))
    last = lane.close()
    if last is None:
        raise FootageError(f"{address} showed no frame")
    return _compare(clip, detectors.name, rounds, last, truth)


def _play_round(
    lane: CrowdLane, address: Address, clip: Clip, number: int, progress: Callable[[int], None]
) -> None:
    options = CameraOptions(fps=clip.fps)
    frames = 0
    with VideoFile(address, options, started_at=number * clip.seconds) as video:
        for frame in video:
            lane.look(frame)
            frames += 1
            progress(number * clip.frames + frames)
    if frames != clip.frames:
        raise FootageError(
            f"{address} has {frames} frames, and its facts say {clip.frames}; install it again"
        )


def _compare(clip: Clip, detector: str, rounds: int, window: Window, truth: TrueFigures) -> CountsReport:
    return CountsReport(
        clip=clip.name,
        detector=detector,
        rounds=rounds,
        frames=window.frames,
        people_mean=window.people_mean,
        true_people_mean=truth.people_mean,
        zones=tuple(_zone_counts(zone, truth, clip) for zone in window.zones),
        lines=tuple(_line_counts(line, truth) for line in window.lines),
    )


def _zone_counts(zone: ZoneFigures, truth: TrueFigures, clip: Clip) -> PeopleCounts:
    if zone.name not in truth.zones:
        raise FootageError(f"the facts of the clip {clip.name} do not say how many are in zone {zone.name!r}")
    return PeopleCounts(zone.name, zone.people_mean, truth.zones[zone.name])


def _line_counts(line: LineFigures, truth: TrueFigures) -> LineCounts:
    true = truth.lines.get(line.name, _UNCROSSED)
    return LineCounts(line.name, line.entered, true.entered, line.left, true.left)
