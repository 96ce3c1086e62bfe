"""From a rate of errors that an operator chose to a distance, and back.

Distances of two templates are Euclidean. The squared distance of two different people is a sum of many
squared differences, so the distance is modelled as `scale · chi(dimensions)`: two numbers per template
network, taken from public facts (see DLIB_IMPOSTORS). A model is no measurement: where it ends, twins begin.
"""

import math
from dataclasses import dataclass

from scipy import special

from passerby.shapes.errors import PolicyError


@dataclass(frozen=True, slots=True)
class _ChiDistance:
    """Distances that are spread as `scale · chi(dimensions)`."""

    scale: float
    dimensions: float

    def __post_init__(self) -> None:
        if not (0 < self.scale < math.inf and 1 <= self.dimensions < math.inf):
            raise PolicyError(
                f"a spread of distances needs a scale above 0 and dimensions from 1; "
                f"got {self.scale} and {self.dimensions}"
            )

    @property
    def mean(self) -> float:
        """The mean distance."""
        half = self.dimensions / 2
        return self.scale * math.sqrt(2) * math.exp(math.lgamma(half + 0.5) - math.lgamma(half))


@dataclass(frozen=True, slots=True)
class ImpostorModel(_ChiDistance):
    """How the distances of two different people are spread under one template network.

    measured: False where the two numbers are no more than a guess from published thresholds; `identify`
    asks for rates far below any that was published, so it refuses such a model.
    """

    measured: bool = True

    def false_match_rate(self, distance: float) -> float:
        """The share, 0..1, of pairs of different people who are at most so far apart."""
        return float(special.gammainc(self.dimensions / 2, (distance / self.scale) ** 2 / 2))

    def distance_at(self, rate: float) -> float:
        """The distance that so large a share of pairs of different people stays under.

        Raises PolicyError for a rate that is not between 0 and 1.
        """
        _check_rate(rate)
        return self.scale * math.sqrt(2 * float(special.gammaincinv(self.dimensions / 2, rate)))


@dataclass(frozen=True, slots=True)
class MemberModel(_ChiDistance):
    """How the distances of two pictures of one person are spread: what a member may expect of a threshold."""

    def miss_rate(self, distance: float) -> float:
        """The share, 0..1, of pairs of pictures of one person that are further apart than this."""
        return float(special.gammaincc(self.dimensions / 2, (distance / self.scale) ** 2 / 2))


DLIB_IMPOSTORS = ImpostorModel(scale=0.143, dimensions=35.0)
"""dlib's ResNet. Mean .84, standard deviation .10; at the shipped .6 it says .63 %.

Sources. dlib's author publishes 99.38 % on Labelled Faces in the Wild (6,000 pairs, half of them of
different people) at .6: if as many errors are false matches as are misses, .62 % of different people are
within .6. Each of his templates is the mean over many copies of a picture, moved a little and mirrored. Ours
are means at enrolment and in close calls at a gate; as such those of different people are nearer to one
another by 1 to 2 % than those of single crops (and those of one person by 6 %).
Against that the model is cautious twice. Of about 150 different pairs of a public table none is
below .632, where it says 1.5 %. And over public portraits different people measure .86 on average, .85 by
means, with a deviation of .06, where a narrower spread leaves fewer pairs far below the mean. It knows no
families: the rate for siblings, and for people of one sex, age and region, is higher by tens (NIST IR 8280).
"""

DLIB_MEMBERS = MemberModel(scale=0.1, dimensions=18.0)
"""dlib's ResNet, portraits of one person that were taken years apart in any light: an estimate.

Mean .42, standard deviation .07; .8 % are above .6, where Labelled Faces in the Wild allows .62 % by the
same reasoning as for DLIB_IMPOSTORS. The same .35 to .48 were measured over public portraits. Somebody who
enrolled last month before a webcam and looks at the gate does better.
"""


def identify_threshold(
    model: ImpostorModel, ceiling: float, compared: int, false_accepts_per_stranger: float
) -> float:
    """The distance under which one of N templates is taken for the face of who stands at the gate.

    A stranger is compared with all N. For them to be accepted with a chance of f at most, each comparison
    may fail with 1-(1-f)^(1/N), and the model tells the distance of that rate.

    ceiling: never above this. compared: N, the templates of all open passes; with none, nothing matches and
    0 is returned. Raises PolicyError for a chance that is not between 0 and 1, and for a model that was not
    measured.
    """
    _check_rate(false_accepts_per_stranger)
    if not model.measured:
        raise PolicyError(
            "identify needs a template network whose distances between strangers are known, and this one's "
            "are not; use verify, or the network dlib-resnet"
        )
    if compared < 1:
        return 0.0
    return min(ceiling, model.distance_at(pair_rate(compared, false_accepts_per_stranger)))


def pair_rate(compared: int, false_accepts_per_stranger: float) -> float:
    """The rate of false matches that each of so many comparisons may have."""
    # 1-(1-f)^(1/N) as it stands loses all its digits where f/N is small.
    return -math.expm1(math.log1p(-false_accepts_per_stranger) / compared)


def verify_threshold(model: ImpostorModel, shipped: float, false_accepts_per_card: float) -> float:
    """The distance under which a face belongs to the card that was shown.

    shipped: the network's own threshold, which is never exceeded, and is what a network gets whose
    strangers were not measured. Raises PolicyError for a chance that is not between 0 and 1.
    """
    _check_rate(false_accepts_per_card)
    if not model.measured:
        return shipped
    return min(shipped, model.distance_at(false_accepts_per_card))


def _check_rate(rate: float) -> None:
    if not 0 < rate < 1:
        raise PolicyError(f"a rate of false accepts lies between 0 and 1, such as 0.0001; got {rate}")
