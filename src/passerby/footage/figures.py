"""What is true of a synthetic clip: its crossings and its people, derived from the truth of every frame."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passerby.footage.catalogue import Clip
from passerby.footage.facts import Facts, read_facts
from passerby.shapes.errors import FootageError

_INWARD = {"in": True, "out": False}


@dataclass(frozen=True, slots=True)
class LineTruth:
    """How many people cross one line in one round of the clip."""

    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class TrueFigures:
    """What a perfect count of one round of a clip gives.

    people_mean: people in the whole view, the mean over its frames. zones: the same by the zone's name.
    lines: crossings by the line's name; a line that nobody crosses may be left out.
    """

    people_mean: float
    zones: Mapping[str, float]
    lines: Mapping[str, LineTruth]


def true_figures(clip: Clip) -> TrueFigures:
    """The true figures of a clip. Raises FootageError where its facts hold none, or are not whole."""
    derived = read_facts(clip.facts).inner("derived")
    means = {place.text("zone"): place.amount("mean") for place in derived.items("occupancy")}
    if "" not in means:
        raise FootageError(f"{derived.path}: occupancy must tell of the whole view, which is the zone ''")
    return TrueFigures(means.pop(""), means, _lines(derived.items("crossings")))


def _lines(crossings: Iterable[Facts]) -> dict[str, LineTruth]:
    entered: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for crossing in crossings:
        (entered if _is_inward(crossing) else left)[crossing.text("line")] += 1
    return {line: LineTruth(entered[line], left[line]) for line in entered.keys() | left.keys()}


def _is_inward(crossing: Facts) -> bool:
    direction = crossing.text("direction")
    if direction not in _INWARD:
        raise FootageError(f"{crossing.path}: direction must be 'in' or 'out'; got {direction!r}")
    return _INWARD[direction]
