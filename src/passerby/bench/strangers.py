"""`passerby bench strangers`: simulated strangers before a gate with many simulated passes.

Everybody is a point drawn at random, so that two people are as far apart as the network's model of impostors
says, and the pictures of one are as far apart as pictures of one person are. What is measured is whether the
arithmetic of the threshold keeps its promise once there are several templates in a pass, several frames in a
presentation, and the rules of the decision; not whether the model is true of real faces.
"""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from passerby.bench.progress import Progress, unwatched
from passerby.gate.decisions import decide, judge, with_verdict
from passerby.gate.policy import TEMPLATES_PER_PASS, GatePolicy, Thresholds, thresholds_for
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import TAG_BYTES
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Template, wiped_after
from passerby.shapes.errors import BenchError
from passerby.shapes.identity import new_id
from passerby.shapes.presentation import Outcome

Rows = npt.NDArray[np.float32]

FPS = 10.0
CONFIDENCE = 0.95

_FRAMES_APART = 0.2
"""The mean distance of two frames of one presentation, as rendered people at gates show it."""

_TEMPLATES_APART = 0.3
"""That of the templates of one pass, which show a head turned a little."""

_AT_ONCE = 256
_SIGMAS = 6.0
_SITE = "bench" + "0" * 7
_VALID_UNTIL = 1e9


@dataclass(frozen=True, slots=True)
class StrangersReport:
    """What came of the strangers.

    threshold: the distance, from `passes` of `templates_per_pass`. promised_rate: the chance for a stranger
    that the policy promises; promised: how many that would be. false_accepts: how many were let in;
    rate_low, rate_high: exact 95 % confidence interval of their rate (Clopper and Pearson 1934). ambiguous:
    how many were asked for a card.
    """

    passes: int
    tries: int
    templates_per_pass: int
    frames_per_try: int
    threshold: float
    promised_rate: float
    promised: float
    false_accepts: int
    rate: float
    rate_low: float
    rate_high: float
    ambiguous: int

    def as_record(self) -> dict[str, Any]:
        """The report as a flat, JSON-safe record."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How points are drawn. dimensions: in how many directions. person_in_pass, person_at_gate, frame,
    template: standard deviations in each, such that the distance of a frame to a template of somebody else
    follows the model of impostors exactly.
    """

    dimensions: int
    person_in_pass: float
    person_at_gate: float
    frame: float
    template: float


def crowd_of(network: TemplateNetwork) -> Crowd:
    """The crowd that this network would see. Raises BenchError for one whose strangers were not measured."""
    model = network.impostors
    dimensions = round(model.dimensions)
    if not model.measured or not 1 <= dimensions <= network.dimension:
        raise BenchError(
            f"how strangers are spread under {network.model_id} is not known; use the network dlib-resnet"
        )
    half = model.scale**2 / 2
    # Two of a kind differ by twice its variance, and the mean of chi is about the root of its dimensions.
    frame = _FRAMES_APART**2 / 2 / (dimensions - 0.5)
    template = _TEMPLATES_APART**2 / 2 / (dimensions - 0.5)
    return Crowd(
        dimensions,
        float(np.sqrt(half - template)),
        float(np.sqrt(half - frame)),
        float(np.sqrt(frame)),
        float(np.sqrt(template)),
    )


def measure_strangers(
    network: TemplateNetwork,
    policy: GatePolicy,
    passes: int,
    tries: int,
    seed: int = 1,
    progress: Progress = unwatched,
) -> StrangersReport:
    """Let so many strangers try so many passes. The policy's mode must be `identify`.

    Raises BenchError for a network whose strangers were not measured.
    """
    rng = np.random.default_rng(seed)
    crowd = crowd_of(network)
    thresholds = thresholds_for(policy, network, passes * TEMPLATES_PER_PASS)
    gate = _Gate.opened(network, policy, thresholds, crowd, passes, rng)
    accepted = ambiguous = 0
    for done in range(0, tries, _AT_ONCE):
        people = _drawn(rng, min(_AT_ONCE, tries - done), crowd.dimensions, crowd.person_at_gate)
        for frames in gate.those_within_reach(people, rng):
            outcome = gate.present(frames)
            accepted += outcome is Outcome.ACCEPTED
            ambiguous += outcome is Outcome.AMBIGUOUS
        progress(min(done + _AT_ONCE, tries), tries)
    low, high = stats.binomtest(accepted, tries).proportion_ci(CONFIDENCE, method="exact")
    return StrangersReport(
        passes=passes,
        tries=tries,
        templates_per_pass=TEMPLATES_PER_PASS,
        frames_per_try=gate.frames_per_try,
        threshold=thresholds.identify,
        promised_rate=policy.false_accept_rate,
        promised=policy.false_accept_rate * tries,
        false_accepts=accepted,
        rate=accepted / tries,
        rate_low=float(low),
        rate_high=float(high),
        ambiguous=ambiguous,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Gate:
    """The open passes, as a gallery and once more as one table, and how it decides.

    templates: (passes · TEMPLATES_PER_PASS, dimensions). lengths: their squared lengths.
    """

    gallery: Gallery
    policy: GatePolicy
    thresholds: Thresholds
    crowd: Crowd
    templates: Rows
    lengths: Rows
    width: int

    @classmethod
    def opened(
        cls,
        network: TemplateNetwork,
        policy: GatePolicy,
        thresholds: Thresholds,
        crowd: Crowd,
        passes: int,
        rng: np.random.Generator,
    ) -> "_Gate":
        """A gate with so many passes of people who were drawn at random."""
        people = _drawn(rng, passes, crowd.dimensions, crowd.person_in_pass)
        templates = np.repeat(people, TEMPLATES_PER_PASS, axis=0)
        templates += _drawn(rng, len(templates), crowd.dimensions, crowd.template)
        gallery = Gallery(network.model_id, network.dimension)
        each = templates.reshape(passes, TEMPLATES_PER_PASS, -1)
        gallery.add_all(_pass(network.model_id, _padded(rows, network.dimension)) for rows in each)
        lengths = np.einsum("nd,nd->n", templates, templates)
        return cls(gallery, policy, thresholds, crowd, templates, lengths, network.dimension)

    @property
    def frames_per_try(self) -> int:
        """How many frames a stranger shows before the gate gives up."""
        return max(self.policy.agreeing_frames, round(self.policy.give_up_s * FPS) + 1)

    def those_within_reach(self, people: Rows, rng: np.random.Generator) -> Iterator[Rows]:
        """The frames (frames_per_try, dimensions) of each stranger who could be accepted at all.

        That takes `agreeing_frames` with a template within the limit of a single frame. A frame comes nearer
        to a template than its person by six deviations at most; pairs that this cannot bring together are
        not looked at, nor is anybody without enough such frames.
        """
        limit = self.thresholds.identify + self.thresholds.slack
        reach = limit + _SIGMAS * self.crowd.frame
        squares = (
            self.lengths + np.einsum("nd,nd->n", people, people)[:, None] - 2 * people @ self.templates.T
        )
        who, which = np.nonzero(squares < reach**2)
        for person in np.unique(who):
            near = self.templates[which[who == person]]
            frames = people[person] + _drawn(
                rng, self.frames_per_try, self.crowd.dimensions, self.crowd.frame
            )
            apart = np.linalg.norm(frames[:, None] - near, axis=2).min(axis=1)
            if (apart <= limit).sum() >= self.policy.agreeing_frames:
                yield frames

    def present(self, frames: Rows) -> Outcome:
        """How the presentation of these frames ends."""
        findings = None
        for number, numbers in enumerate(_padded(frames, self.width)):
            template = Template(self.gallery.model_id, numbers)
            at = number / FPS
            with wiped_after(template):
                match = self.gallery.search(template, at)
            limits = self.thresholds
            verdict = judge(match, limits.identify, limits.margin, at, limits.slack)
            findings = with_verdict(findings, verdict)
            outcome = decide(findings, self.policy)
            if outcome is not None:
                return outcome
        raise BenchError("a presentation of all its frames was not decided; give_up_s does not fit the bench")


def _drawn(rng: np.random.Generator, count: int, dimensions: int, deviation: float) -> Rows:
    return rng.standard_normal((count, dimensions), dtype=np.float32) * np.float32(deviation)


def _padded(rows: Rows, width: int) -> Rows:
    """Rows in the dimension of the network's templates; the directions beyond those of the crowd stay 0."""
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])))


def _pass(model_id: str, rows: Rows) -> Pass:
    templates = tuple(Template(model_id, numbers) for numbers in rows)
    return Pass(new_id(), _SITE, secrets.token_bytes(TAG_BYTES), templates, 0.0, _VALID_UNTIL)
