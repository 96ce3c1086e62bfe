"""The model of impostors against a user's own labelled pictures: does it say what real faces say?"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from passerby.bench.face_reader import FaceReader
from passerby.bench.groups import SEPARATOR
from passerby.bench.pictures import read_picture
from passerby.bench.progress import Progress
from passerby.cameras.pictures import list_pictures
from passerby.gate.template_networks import TemplateNetwork
from passerby.gate.thresholds import ImpostorModel
from passerby.passes.templates import Template, wiped_after
from passerby.shapes.errors import BenchError, FaceError, TemplateError
from passerby.vision.faces import FaceDetector

_CONFIDENCE = 0.95
_STEP = 0.1
_STEPS_UP, _STEPS_DOWN = 2, 4

DISAGREES_LOW = "more pairs are near than the model says: its thresholds promise too much for these people"
DISAGREES_HIGH = "fewer pairs are near than the model says: its thresholds are stricter than they need be"
AGREES = "the model lies within what so many pictures can tell"


@dataclass(frozen=True, slots=True)
class RateRow:
    """Different people at most so far apart: how many pairs, their rate with its exact 95 % confidence
    interval, the rate that the model says, and what follows.
    """

    distance: float
    pairs_within: int
    rate: float
    rate_low: float
    rate_high: float
    model_rate: float
    says: str


@dataclass(frozen=True, slots=True)
class PicturesReport:
    """Pairs of different people. One person's pictures are in many pairs, which are no independent tries: the
    intervals are narrower than what is known. failures: pictures without a template, and why.
    """

    people: int
    pictures: int
    pairs: int
    least: float
    mean: float
    deviation: float
    model_mean: float
    rows: tuple[RateRow, ...]
    failures: dict[str, str]

    def as_record(self) -> dict[str, Any]:
        """The report as a JSON-safe record."""
        return asdict(self)


def measure_pictures(
    folder: Path, detector: FaceDetector, network: TemplateNetwork, progress: Progress
) -> PicturesReport:
    """Compare every picture called NAME__anything with those of every other name. Keeps no template.

    Raises CameraError where the folder cannot be listed, BenchError without pictures of two people.
    """
    reader = FaceReader(detector, network)
    names: list[str] = []
    templates: list[Template] = []
    failures: dict[str, str] = {}
    paths = [path for path in list_pictures(folder) if path.stem.partition(SEPARATOR)[1]]
    with ExitStack() as held:
        for done, path in enumerate(paths, 1):
            try:
                template, _ = reader.portrait(read_picture(path))
            except (FaceError, TemplateError) as error:
                failures[path.name] = str(error)
                continue
            held.enter_context(wiped_after(template))
            templates.append(template)
            names.append(path.stem.partition(SEPARATOR)[0])
            progress(done, len(paths))
        if len(set(names)) < 2:
            raise BenchError(
                f"{folder} shows no two people: wanted pictures called NAME{SEPARATOR}anything of two names "
                f"or more, found {len(set(names))}"
            )
        apart = distances_of_different(names, [template.numbers for template in templates])
    return _report(names, apart, network, failures)


def distances_of_different(
    names: Sequence[str], numbers: Sequence[npt.NDArray[np.float32]]
) -> npt.NDArray[np.float64]:
    """The distances (pairs,) of all pairs of rows (D,) with different names, ascending."""
    rows = np.asarray(numbers, np.float64)
    labels = np.unique(np.asarray(names), return_inverse=True)[1]
    first, second = np.nonzero(np.triu(labels[:, None] != labels[None, :]))
    apart = np.linalg.norm(rows[first] - rows[second], axis=1)
    rows.fill(0)
    return np.sort(apart)


def rate_row(apart: npt.NDArray[np.float64], distance: float, model: ImpostorModel) -> RateRow:
    """The distances (pairs,) of different people held against the model at one distance."""
    within, pairs = int((apart <= distance).sum()), len(apart)
    low, high = stats.binomtest(within, pairs).proportion_ci(_CONFIDENCE, method="exact")
    model_rate = model.false_match_rate(distance)
    says = DISAGREES_LOW if model_rate < low else DISAGREES_HIGH if model_rate > high else AGREES
    return RateRow(distance, within, within / pairs, float(low), float(high), model_rate, says)


def _report(
    names: list[str], apart: npt.NDArray[np.float64], network: TemplateNetwork, failures: dict[str, str]
) -> PicturesReport:
    steps = range(-_STEPS_DOWN, _STEPS_UP + 1)
    at = [round(network.threshold * (1 + _STEP * step), 4) for step in steps]
    return PicturesReport(
        people=len(set(names)),
        pictures=len(names),
        pairs=len(apart),
        least=float(apart[0]),
        mean=float(apart.mean()),
        deviation=float(apart.std()),
        model_mean=network.impostors.mean,
        rows=tuple(rate_row(apart, distance, network.impostors) for distance in at),
        failures=failures,
    )
