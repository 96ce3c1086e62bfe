"""Watching a gate on the terminal until told to stop."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from passerby.agent.forward_clock import ForwardClock
from passerby.agent.gate_parts import GateParts
from passerby.agent.gate_place import GatePlace
from passerby.agent.gate_runner import GateJob, GateRunner
from passerby.cli.gate_screen import GateScreen, GateTitle
from passerby.cli.stopping import stoppable
from passerby.gate.card_reading import read_cards
from passerby.gate.lane import GateLane
from passerby.gate.policy import GatePolicy
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import CameraError

DRAW_EVERY_S = 0.1


def open_runner(
    job: GateJob,
    place: GatePlace,
    parts: GateParts,
    policy: GatePolicy,
    write: Callable[[Sequence[CheckIn]], None] | None = None,
) -> GateRunner:
    """A runner over these parts. write: takes check-ins; None keeps none."""

    def open_lane(on_card_fault: Callable[[str], None]) -> GateLane:
        read = partial(read_cards, on_fault=on_card_fault)
        return GateLane(parts.detector, parts.network, place.gallery, policy, place.site, read)

    return GateRunner(job, open_lane, place.passes, write or _keep_none, ForwardClock())


def _keep_none(_check_ins: Sequence[CheckIn]) -> None:
    """Nobody asked for a file."""


def watch_gate(
    runner: GateRunner, place: GatePlace, title: GateTitle, *, as_json: bool, seconds: float | None
) -> None:
    """Watch until told to stop, until a file has ended, or for so many seconds after the first picture.

    Raises CameraError for a camera that never gave a picture.
    """
    screen = GateScreen(title, as_json)
    with stoppable() as stopping, screen.display():
        screen.take(runner.start())
        try:
            deadline, drawn_at = float("inf"), 0.0
            while not (runner.is_over or stopping.is_set() or time.monotonic() >= deadline):
                news = runner.step()
                screen.take(news)
                if news.decisions or time.monotonic() - drawn_at >= DRAW_EVERY_S:
                    drawn_at = time.monotonic()
                    screen.show(runner.report(), len(place.gallery))
                if seconds and deadline == float("inf") and runner.report().frames:
                    deadline = time.monotonic() + seconds
        finally:
            # However it ends, what the lane remembers is overwritten.
            screen.take(runner.finish())
            screen.show(runner.report(), len(place.gallery))
    _conclude(runner, screen)


def _conclude(runner: GateRunner, screen: GateScreen) -> None:
    report = runner.report()
    if not report.frames:
        reason = f": {screen.camera_fault}" if screen.camera_fault else ""
        raise CameraError(f"{report.health.name} gave no picture{reason}")
    screen.conclude(report)
