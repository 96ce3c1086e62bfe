"""`passerby bench gate`: a gate at its camera's own pace, with many passes open."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from passerby.agent.gate_parts import GateParts, open_gate_parts
from passerby.agent.gate_place import GatePlace, open_place
from passerby.agent.gate_runner import GateJob, GateRunner
from passerby.bench.gate import Watch, WatchedGate, gates_record
from passerby.bench.strangers import crowd_of
from passerby.cameras.address import Address, parse
from passerby.cameras.options import CameraOptions
from passerby.cli.gate_watch import open_runner
from passerby.gate.policy import TEMPLATES_PER_PASS, GatePolicy
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Numbers, Template
from passerby.settings import Settings
from passerby.shapes.identity import new_id
from passerby.shapes.presentation import GateMode, Presentation

_LAST_S = 86400.0
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class GateBench:
    """What to measure. passes: how many of nobody are open, beside those of the clip's people."""

    sources: tuple[str, ...]
    passes: int
    face_detector: str
    fps: float | None
    seconds: float | None


def measure_gates(bench: GateBench, settings: Settings) -> dict[str, Any]:
    """Watch each gate once, one after another, and tell of them together.

    Raises AddressError, ModelError, PassError, and BenchError without a picture.
    """
    addresses = [parse(source) for source in bench.sources]
    parts = open_gate_parts(bench.face_detector, "auto", settings)
    return gates_record([_watch(bench, address, parts) for address in addresses])


def _watch(bench: GateBench, address: Address, parts: GateParts) -> Watch:
    place = _place(address, parts)
    fill(place, parts.network, bench.passes)
    job = GateJob(place.site, address.label, address, CameraOptions(fps=bench.fps))
    runner = open_runner(job, place, parts, GatePolicy(mode=GateMode.IDENTIFY))
    ended = list(_ended(runner, bench.seconds))
    report = runner.report()
    watched = WatchedGate(
        source=address.label,
        synthetic=address.clip is not None,
        mode=GateMode.IDENTIFY.value,
        detector=parts.detector.name,
        passes=len(place.gallery),
        frames=report.frames,
        skipped=report.health.dropped,
        fps=report.health.fps,
    )
    return watched, ended


def _place(address: Address, parts: GateParts) -> GatePlace:
    if address.clip is not None:
        return open_place(None, address, parts)
    return GatePlace(new_id(), address.label, parts.gallery(), NoChange())


class NoChange:
    """A source of passes to which nothing happens."""

    def look(self, _now: float) -> list[str]:
        """Nothing is opened, withdrawn or expired."""
        return []


def fill(place: GatePlace, network: TemplateNetwork, count: int) -> None:
    """Open so many passes of nobody, each with as many templates as enrolment makes.

    Two of them are as far apart as different people are by the model of impostors, in as many directions as
    that has dimensions, turned at random. Raises BenchError for a network without such a model.
    """
    rng = np.random.default_rng(7)
    crowd = crowd_of(network)
    turn = np.linalg.qr(rng.normal(size=(network.dimension, crowd.dimensions)))[0]
    for start in range(0, count, _AT_ONCE):
        size = (min(_AT_ONCE, count - start), TEMPLATES_PER_PASS, crowd.dimensions)
        people = rng.normal(scale=crowd.person_in_pass, size=(size[0], 1, size[2]))
        drawn = (people + rng.normal(scale=crowd.template, size=size)) @ turn.T
        place.gallery.add_all(_nobodys_pass(place, rows) for rows in drawn.astype(np.float32))


def _nobodys_pass(place: GatePlace, rows: Iterable[Numbers]) -> Pass:
    now = time.time()
    tag = card_tag(MemberKey.generate(), place.site)
    templates = tuple(Template(place.gallery.model_id, numbers) for numbers in rows)
    return Pass(new_id(), place.site, tag, templates, now, now + _LAST_S)


def _ended(runner: GateRunner, seconds: float | None) -> Iterator[tuple[Presentation, float]]:
    """Every presentation, and how long it took from its first good picture."""
    runner.start()
    try:
        deadline = time.monotonic() + (seconds or float("inf"))
        while not runner.is_over and time.monotonic() < deadline:
            for decision in runner.step().decisions:
                yield decision.presentation, decision.after_s
    finally:
        last = runner.finish()
    for decision in last.decisions:
        yield decision.presentation, decision.after_s
