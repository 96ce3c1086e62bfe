"""A camera that is kept open: whatever happens to it, pictures come again when they can."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from passerby.cameras.address import Address
from passerby.cameras.backoff import Backoff
from passerby.cameras.camera_clock import CameraClock
from passerby.cameras.connection import Connection
from passerby.cameras.faults import no_answer_fault, stall_fault
from passerby.cameras.frame_queue import FrameQueue
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.intake import Intake
from passerby.cameras.ledger import Ledger
from passerby.cameras.options import DEFAULTS, CameraOptions
from passerby.shapes.errors import CameraError, CameraRefusedError, PasserbyError
from passerby.shapes.frame import Frame

_MOST_HANGING = 3
_JOIN_S = 0.5
_MEGABYTE = 10**6


class LiveCamera:
    """Reads one camera in the background, at its own pace, and keeps the newest frames for `take`.

    A keeper thread watches over one connection after another, each read by a thread of its own: a connection
    that hangs is given up, and a new one made after a growing wait. Cameras share nothing, so one never stops
    another. Files and folders are played at their own speed, or at `options.fps`, as if they were cameras.

    name: how the camera is called in its health. on_frame: called from the reading thread when a frame waits;
    must return at once and not raise. Start a camera in the process that takes its frames: threads do not
    survive a fork.
    """

    def __init__(
        self,
        address: Address,
        options: CameraOptions = DEFAULTS,
        *,
        name: str = "",
        on_frame: Callable[[], None] | None = None,
    ) -> None:
        self._address, self._options, self._on_frame = address, options, on_frame
        self._backoff = Backoff(options.backoff_first_s, options.backoff_limit_s)
        self._queue = FrameQueue(options.max_lag_s, options.queue_frames, options.queue_mb * _MEGABYTE)
        self._clock = CameraClock()
        self._ledger = Ledger(name or address.label, str(address), self._clock.now())
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._hanging: list[Connection] = []
        self._keeper: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to connect, in the background; returns at once. Does nothing where it already runs.

        Raises CameraError where the machine has no thread left to give.
        """
        if self._keeper is not None:
            return
        self._stopping.clear()
        self._ledger.enter(CameraState.CONNECTING, self._clock.now())
        keeper = threading.Thread(target=self._keep, name=f"keeper {self._address.label}", daemon=True)
        try:
            keeper.start()
        except RuntimeError:
            fault = _no_thread_fault(self._address)
            self._ledger.enter(CameraState.FAILED, self._clock.now(), str(fault))
            raise fault from None
        self._keeper = keeper

    def stop(self) -> None:
        """Let go of the camera and of every waiting picture; returns within a second.

        A connection that hangs inside FFmpeg is not waited for: it ends by itself at its time limit.
        """
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        self._stopping.set()
        self._wake.set()
        keeper.join()
        self._queue.clear()
        self._ledger.enter(CameraState.STOPPED, self._clock.now())

    def take(self) -> Frame | None:
        """The oldest waiting frame, or None; does not wait."""
        return self._queue.take(time.monotonic())

    def health(self) -> CameraHealth:
        """How the camera is doing just now."""
        return self._ledger.health(self._queue.dropped, self._clock.jumps)

    def _keep(self) -> None:
        """Connection after connection, until stopped or until there is nothing more to try."""
        delay_s = self._attempt()
        while delay_s is not None and not self._stopping.wait(delay_s):
            self._ledger.try_again()
            delay_s = self._attempt()

    def _attempt(self) -> float | None:
        """One connection from start to end; returns the wait before the next, or None for no next."""
        self._hanging = [connection for connection in self._hanging if not connection.is_done]
        if len(self._hanging) >= _MOST_HANGING:
            return self._fail(
                CameraError(f"{self._address}: earlier connections still hang; waiting for them to end")
            )
        intake = Intake(self._clock, self._ledger, self._queue, self._on_frame)
        connection = Connection(self._address, self._options, intake, self._wake)
        try:
            connection.start()
        except RuntimeError:
            # Python's word for a machine that is out of threads or memory, which may pass.
            connection.give_up()
            return self._fail(_no_thread_fault(self._address))
        self._watch(connection)
        connection.give_up()
        if self._stopping.is_set():
            connection.join(_JOIN_S)
            return None
        return self._settle(connection)

    def _watch(self, connection: Connection) -> None:
        """Until the connection is done, hangs, or the camera is stopped."""
        while not (connection.is_done or self._stopping.is_set()):
            patience_s = connection.patience_s(time.monotonic())
            if patience_s <= 0:
                return
            self._wake.wait(patience_s)
            self._wake.clear()

    def _settle(self, connection: Connection) -> float | None:
        """Write down how a connection came to its end; returns as `_attempt`."""
        if connection.gave_pictures_for(time.monotonic()) >= self._options.healthy_after_s:
            self._backoff.reset()
        if not connection.is_done:
            self._hanging.append(connection)
            return self._hung(connection)
        if connection.ending:
            self._ledger.enter(CameraState.ENDED, self._clock.now(), connection.ending)
            return None
        return self._fail(
            connection.fault or CameraError(f"{self._address}: its reader stopped unexpectedly")
        )

    def _hung(self, connection: Connection) -> float | None:
        if connection.is_open:
            return self._fail(stall_fault(self._address, self._options), CameraState.STALLED)
        return self._fail(no_answer_fault(self._address, self._options))

    def _fail(self, fault: PasserbyError, state: CameraState = CameraState.FAILED) -> float | None:
        if not self._address.is_live:
            # A file does not get better by itself.
            self._ledger.enter(state, self._clock.now(), str(fault))
            return None
        if isinstance(fault, CameraRefusedError):
            delay_s = self._options.refused_retry_s
        else:
            delay_s = self._backoff.next_delay_s()
        now = self._clock.now()
        self._ledger.enter(state, now, str(fault), now + delay_s)
        return delay_s


def _no_thread_fault(address: Address) -> CameraError:
    return CameraError(
        f"{address}: the machine gave no thread to read it with; raise the limit on processes and threads "
        "(`ulimit -u`, or the container's), or watch fewer cameras"
    )
