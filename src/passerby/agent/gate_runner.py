"""A gate's camera, its lane and its passes in one loop, without a terminal."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

from passerby.agent.forward_clock import ForwardClock
from passerby.cameras.address import Address
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.live import LiveCamera
from passerby.cameras.options import CameraOptions
from passerby.gate.lane import GateLook
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import OutputError, PasserbyError
from passerby.shapes.frame import Frame
from passerby.shapes.presentation import Outcome, Presentation

log = logging.getLogger(__name__)

PASSES_EVERY_S = 1.0
REST_AFTER_FAULT_S = 5.0
TELL_AGAIN_S = 10.0
_WAIT_S = 0.2
_OVER = (CameraState.ENDED, CameraState.STOPPED)


class PassSource(Protocol):
    """Keeps the gate's gallery in step with the passes that are open."""

    def look(self, now: float, /) -> list[str]:
        """Open, withdraw and expire; what went wrong, told once. now: UTC seconds."""
        ...


class Lane(Protocol):
    """Decides, frame by frame: see gate.lane.GateLane."""

    def look(self, frame: Frame, /) -> GateLook:
        """Take a frame, and tell what it decided."""
        ...

    def close(self) -> tuple[Presentation, ...]:
        """End every presentation, and overwrite what it remembers."""
        ...


OpenLane = Callable[[Callable[[str], None]], Lane]


@dataclass(frozen=True, slots=True)
class GateJob:
    """Where a gate is. site: its id. name: of its camera."""

    site: str
    name: str
    address: Address
    options: CameraOptions


@dataclass(frozen=True, slots=True)
class Decision:
    """A presentation that ended. after_s: from the capture of its first good frame until now, all waiting
    and all analysis included.
    """

    presentation: Presentation
    after_s: float


@dataclass(frozen=True, slots=True)
class GateReport:
    """How a gate is doing. frames: looked at; health.dropped: those that made room for newer ones."""

    health: CameraHealth
    frames: int
    accepted: int
    ambiguous: int
    strangers: int
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateNews:
    """What happened since it was last asked. troubles: each fit to show, told once."""

    decisions: tuple[Decision, ...] = ()
    troubles: tuple[str, ...] = ()


class GateRunner:
    """Watches one gate. `step` is called again and again by who owns it.

    open_lane: a new lane over the gate's gallery, which says to what it is handed why a shown card cannot be
    read; a fault in a lane costs the presentations of that moment.
    passes: what is open. write: takes check-ins, raises OutputError.
    """

    def __init__(
        self,
        job: GateJob,
        open_lane: OpenLane,
        passes: PassSource,
        write: Callable[[Sequence[CheckIn]], None],
        clock: ForwardClock,
    ) -> None:
        self._job, self._open_lane = job, open_lane
        self._passes, self._write, self._clock = passes, write, clock
        self._arrived = threading.Event()
        # At a gate only the present counts: a frame that waits makes room for the newest.
        options = replace(job.options, queue_frames=1)
        self._camera = LiveCamera(job.address, options, name=job.name, on_frame=self._arrived.set)
        self._lane = open_lane(self._tell_once)
        self._over = False
        self._frames = 0
        self._counts = dict.fromkeys(Outcome, 0)
        self._hints: tuple[str, ...] = ()
        self._passes_due = self._rests_until = 0.0
        self._write_trouble = ""
        self._fault = ""
        self._told_at: dict[str, float] = {}
        self._to_tell: list[str] = []

    def start(self) -> GateNews:
        """Open the passes, then begin to connect to the camera.

        Raises CameraError where the machine has no thread to give.
        """
        troubles = self._look_after_passes()
        self._camera.start()
        return GateNews(troubles=tuple(troubles))

    @property
    def is_over(self) -> bool:
        """Whether no more frames will come: a file was played to its end, or cannot be read."""
        return self._over

    def step(self) -> GateNews:
        """Look after the passes when it is time, and at the newest frame when there is one; waits briefly."""
        troubles = self._look_after_passes()
        has_ended = self._has_ended()
        self._arrived.clear()
        frame = None if time.monotonic() < self._rests_until else self._camera.take()
        if frame is None:
            self._over = has_ended
            if not has_ended:
                self._arrived.wait(_WAIT_S)
            return GateNews(troubles=tuple(troubles))
        presentations, trouble = self._guarded(frame)
        to_tell, self._to_tell = self._to_tell, []
        return self._told(presentations, [*troubles, *trouble, *to_tell])

    def finish(self) -> GateNews:
        """Let go of the camera and decide who still stands there; overwrites all that the lane remembers."""
        self._camera.stop()
        self._hints = ()
        return self._told(self._lane.close(), [])

    def report(self) -> GateReport:
        """How the gate is doing just now. Nobody is told what to do by a picture that stands still."""
        health = self._camera.health()
        return GateReport(
            health,
            self._frames,
            self._counts[Outcome.ACCEPTED],
            self._counts[Outcome.AMBIGUOUS],
            self._counts[Outcome.STRANGER],
            self._hints if health.state is CameraState.LIVE else (),
        )

    def _has_ended(self) -> bool:
        health = self._camera.health()
        is_broken_file = health.state is CameraState.FAILED and not self._job.address.is_live
        return health.state in _OVER or is_broken_file

    def _look_after_passes(self) -> list[str]:
        if time.monotonic() < self._passes_due:
            return []
        self._passes_due = time.monotonic() + PASSES_EVERY_S
        troubles = self._passes.look(self._clock.now())
        set_back = self._clock.trouble()
        return [*troubles, set_back] if set_back else troubles

    def _guarded(self, frame: Frame) -> tuple[Sequence[Presentation], list[str]]:
        """The border that keeps a fault over one frame from closing the gate.

        The fault is logged, without a picture or a template: tracebacks hold neither.
        """
        try:
            look = self._lane.look(frame)
        except PasserbyError as error:
            return self._begin_again(str(error))
        except Exception as error:
            log.exception("%s: the analysis of a frame broke", self._job.name)
            return self._begin_again(f"the analysis of a frame broke ({type(error).__name__}); see the log")
        self._frames += 1
        self._hints = tuple(hint for hint in look.hints if hint)
        if look.note:
            self._tell_once(look.note)
        self._fault = ""
        return look.presentations, []

    def _begin_again(self, fault: str) -> tuple[Sequence[Presentation], list[str]]:
        """A new lane in place of one that may be in any state, after a rest."""
        ended = self._lane.close()
        self._lane = self._open_lane(self._tell_once)
        self._hints = ()
        self._rests_until = time.monotonic() + REST_AFTER_FAULT_S
        known, self._fault = self._fault, fault
        return ended, [] if fault == known else [f"{self._job.name}: {fault}"]

    def _tell_once(self, text: str) -> None:
        """What is wrong with many frames in a row, such as with a card that is held up, is told once."""
        now = time.monotonic()
        if now - self._told_at.get(text, -inf) > TELL_AGAIN_S:
            self._to_tell.append(f"{self._job.name}: {text}")
        self._told_at = {known: at for known, at in self._told_at.items() if now - at <= TELL_AGAIN_S}
        self._told_at[text] = now

    def _told(self, presentations: Sequence[Presentation], troubles: list[str]) -> GateNews:
        now = time.time()
        for presentation in presentations:
            self._counts[presentation.outcome] += 1
        decisions = tuple(Decision(one, max(0.0, now - one.began_at)) for one in presentations)
        accepted = [self._check_in(one) for one in presentations if one.outcome is Outcome.ACCEPTED]
        return GateNews(decisions, (*troubles, *self._written(accepted)))

    def _check_in(self, presentation: Presentation) -> CheckIn:
        return CheckIn(
            presentation.pass_id,
            self._job.site,
            self._job.name,
            presentation.decided_at,
            presentation.mode,
        )

    def _written(self, check_ins: Sequence[CheckIn]) -> list[str]:
        """Write check-ins; the gate goes on while its disk is full, and what did not fit is tried again."""
        if not check_ins and not self._write_trouble:
            return []
        try:
            self._write(check_ins)
        except OutputError as error:
            known, self._write_trouble = bool(self._write_trouble), str(error)
            return [] if known else [str(error)]
        self._write_trouble = ""
        return []
