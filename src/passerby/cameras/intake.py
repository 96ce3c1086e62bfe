"""How pictures come in from a connection: dated, numbered, counted and put into the queue."""

import threading
from collections.abc import Callable

from passerby.cameras.camera_clock import CameraClock
from passerby.cameras.frame_queue import FrameQueue
from passerby.cameras.ledger import Ledger
from passerby.shapes.frame import Frame, Image


class Intake:
    """One connection's way into its camera. Once shut, nothing comes in any more, however late it was read.

    clock, ledger, queue: the camera's; they outlive the intake. on_frame: called when a frame waits.
    """

    def __init__(
        self,
        clock: CameraClock,
        ledger: Ledger,
        queue: FrameQueue,
        on_frame: Callable[[], None] | None,
    ) -> None:
        self._clock, self._ledger, self._queue, self._on_frame = clock, ledger, queue, on_frame
        self._lock = threading.Lock()
        self._is_shut = False
        clock.reconnect()

    def shut(self) -> None:
        """Let nothing more in."""
        with self._lock:
            self._is_shut = True

    def opened(self, codec: str) -> None:
        """The source is open."""
        with self._lock:
            if not self._is_shut:
                self._ledger.opened(codec)

    def anchor(self, stream_s: float, arrived: float) -> None:
        """A timestamp in seconds, and when it came without having waited; before the first picture."""
        with self._lock:
            if not self._is_shut:
                self._clock.anchor(stream_s, arrived)

    def deliver(self, image: Image, stream_s: float | None, arrived: float) -> None:
        """A picture, its own timestamp in seconds if any, and when it came on the monotonic clock."""
        with self._lock:
            if self._is_shut:
                return
            captured_at = self._clock.stamp(stream_s, arrived)
            sequence = self._ledger.received(captured_at, (image.shape[1], image.shape[0]))
            self._queue.put(Frame(image, captured_at, sequence), arrived)
        if self._on_frame is not None:
            self._on_frame()

    def came_late(self) -> None:
        """A paced picture was due too long ago, and let go."""
        with self._lock:
            if not self._is_shut:
                self._ledger.came_late(self._clock.now())

    def damaged(self, packets: int) -> None:
        """So many more packets could not be decoded."""
        with self._lock:
            if not self._is_shut:
                self._ledger.damaged(packets)
