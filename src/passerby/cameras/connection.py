"""One connection to one camera, from opening to its end, read in a thread of its own."""

import threading
import time

from passerby.cameras.address import Address
from passerby.cameras.clock import MediaClock
from passerby.cameras.files import frame_seconds
from passerby.cameras.images import ImageMaker
from passerby.cameras.intake import Intake
from passerby.cameras.opened import open_source
from passerby.cameras.options import CameraOptions
from passerby.cameras.pacing import Pacer
from passerby.cameras.sources import PictureSource, RawPicture
from passerby.shapes.errors import CameraError, NotAVideoError, PasserbyError

_DIAGNOSIS_S = 4.0


class Connection:
    """Opens a source and reads it until it ends, breaks, or nobody wants it any more.

    A blocking call inside FFmpeg cannot be called off. So whoever waits gives the connection up (`give_up`):
    what it still brings is not wanted, and its thread ends by itself as soon as the call returns, at its time
    limit at the latest. wake: set when it has been opened, and when it is done.
    """

    def __init__(
        self, address: Address, options: CameraOptions, intake: Intake, wake: threading.Event
    ) -> None:
        self._address, self._options, self._intake, self._wake = address, options, intake, wake
        self._given_up = threading.Event()
        self._done = threading.Event()
        self._images = ImageMaker()
        self._pacer = Pacer(time.monotonic, self._given_up.wait)
        self._media: MediaClock | None = None
        self._started = self._heard = time.monotonic()
        self._first_picture: float | None = None
        self._is_open = False
        self.fault: PasserbyError | None = None
        self.ending = ""
        self._thread = threading.Thread(target=self._run, name=f"camera {address.label}", daemon=True)

    def start(self) -> None:
        """Begin to open and read."""
        self._thread.start()

    def give_up(self) -> None:
        """Want nothing more of it."""
        self._intake.shut()
        self._given_up.set()

    def join(self, timeout_s: float) -> None:
        """Wait for its thread, no longer than so."""
        self._thread.join(timeout_s)

    @property
    def is_done(self) -> bool:
        """Whether its thread has come to an end, with `fault` or `ending` saying how."""
        return self._done.is_set()

    @property
    def is_open(self) -> bool:
        """Whether the source could be opened."""
        return self._is_open

    def gave_pictures_for(self, now: float) -> float:
        """How many seconds ago the first picture came; 0 before it."""
        return 0.0 if self._first_picture is None else now - self._first_picture

    def patience_s(self, now: float) -> float:
        """How many seconds more to wait for a sign of life; 0 or less: it hangs."""
        if self._is_open:
            return self._heard + self._options.stall_timeout_s - now
        # FFmpeg's limit holds for connecting and for recognising the stream; then comes asking why.
        return self._started + 2 * self._options.open_timeout_s + _DIAGNOSIS_S - now

    def _run(self) -> None:
        try:
            self._read()
        except PasserbyError as fault:
            self.fault = fault
        finally:
            self._done.set()
            self._wake.set()

    def _read(self) -> None:
        plays_on = True
        while plays_on and not self._given_up.is_set():
            source = open_source(self._address, self._options)
            try:
                self._begin(source)
                self._play(source)
            finally:
                source.close()
            plays_on = source.is_finite and self._options.loop
        if not source.is_finite:
            raise CameraError(f"{self._address} ended the stream; it may be restarting")
        self.ending = _describe_end(source)

    def _begin(self, source: PictureSource) -> None:
        self._heard = time.monotonic()
        self._is_open = True
        # Whoever watches over the opening has been promised a longer wait than holds from now on.
        self._wake.set()
        if self._media is None:
            self._media = MediaClock(frame_seconds(self._options, source.fps))
        self._media.restart()
        self._intake.opened(source.codec)

    def _play(self, source: PictureSource) -> None:
        seen = damaged = 0
        try:
            for raw in source.pictures():
                self._pass_on(raw, source)
                if self._given_up.is_set():
                    return
                seen += 1
                if source.damaged > damaged:
                    self._intake.damaged(source.damaged - damaged)
                    damaged = source.damaged
        finally:
            self._intake.damaged(source.damaged - damaged)
        if source.is_finite and seen == 0:
            raise NotAVideoError(
                f"{self._address} holds no picture that can be decoded ({source.damaged} damaged)"
            )

    def _pass_on(self, raw: RawPicture, source: PictureSource) -> None:
        stream_s, late_s = raw.stream_s, 0.0
        if source.is_finite and self._media is not None:
            stream_s = self._media.advance(None if self._options.fps else raw.stream_s)
            # Until it is due, silence is no sign of a stall.
            self._heard = self._pacer.due(stream_s)
            late_s = self._pacer.await_due(stream_s)
        arrived = self._heard = time.monotonic()
        if self._first_picture is None:
            self._first_picture = arrived
            if source.live_edge is not None:
                self._intake.anchor(*source.live_edge)
        if late_s > self._options.max_lag_s:
            self._intake.came_late()
        elif not self._given_up.is_set():
            self._intake.deliver(self._images.image(raw.picture), stream_s, arrived)


def _describe_end(source: PictureSource) -> str:
    if source.missing:
        return f"played to where it breaks off; its index names {source.missing} more frames"
    return "played to its end"
