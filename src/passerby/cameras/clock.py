"""What time a picture was taken. Pure: every reading of a real clock comes in as a number.

Three steps: `SteadyClock` makes a UTC time that never goes back; `MediaClock` makes a file's own times grow;
`StreamClock` puts a live stream's own times onto UTC.
"""

from collections import deque

MIN_STEP_S = 0.001
"""Two frames of a camera are at least this far apart in `captured_at`."""

_WALL_STEP_S = 2.0
_DISORDER_S = 0.5
_LONGEST_GAP_S = 3600.0


class SteadyClock:
    """UTC seconds from the wall clock at the start plus monotonic time since; never goes back.

    A wall clock set back is not followed: time goes on steadily, ahead of the wall clock, until the camera is
    started again. A wall clock found more than 2 s ahead (set forward, or the machine slept) is followed at
    once. jumps: how often the wall clock was set, either way.
    """

    def __init__(self, monotonic: float, wall: float) -> None:
        self._offset = wall - monotonic
        self._gap = 0.0
        self.jumps = 0

    def at(self, monotonic: float, wall: float) -> float:
        """The time in UTC seconds, from both clocks read together."""
        gap = wall - (monotonic + self._offset)
        if abs(gap - self._gap) > _WALL_STEP_S:
            self.jumps += 1
            self._gap = gap
        if gap > _WALL_STEP_S:
            self._offset += gap
            self._gap = 0.0
        return monotonic + self._offset


class MediaClock:
    """Seconds since a file's first frame, strictly growing, from the frames' own timestamps.

    frame_s: how long one frame lasts where nothing better is known. Defined for bad timestamps: a missing one
    counts as frame_s after the frame before; one that repeats or goes back by less than half a second becomes
    1 ms after the frame before; one that goes back further, or forward by more than an hour, starts the
    file's time anew, frame_s after the frame before. jumps: how often the last happened.
    """

    def __init__(self, frame_s: float) -> None:
        self._frame_s = frame_s
        self._offset: float | None = None
        self._last = 0.0
        self._started = False
        self.jumps = 0

    def advance(self, stream_s: float | None) -> float:
        """The media time of the next frame in seconds; 0 for the first."""
        self._last = self._next(stream_s)
        self._started = True
        return self._last

    def restart(self) -> None:
        """The file begins again: its first frame follows the last one by frame_s."""
        self._offset = None

    def _next(self, stream_s: float | None) -> float:
        follows = self._last + self._frame_s if self._started else 0.0
        if stream_s is None:
            return follows
        if self._offset is None:
            self._offset = follows - stream_s
            return follows
        media_s = stream_s + self._offset
        if self._last - _DISORDER_S < media_s <= self._last + _LONGEST_GAP_S:
            return max(media_s, self._last + MIN_STEP_S)
        self.jumps += 1
        self._offset = follows - stream_s
        return follows


class StreamClock:
    """Puts a live stream's timestamps onto UTC: `captured_at` = timestamp + offset, strictly growing.

    The spacing of frames is the camera's own; the network's jitter stays out of it. The offset is set when
    the first frame arrives. After that it follows the smallest delay seen lately (the frames that waited
    least on their way), by at most 2 % of the time passed, so that a camera's clock may run fast or slow.
    Where the wanted offset is more than `bound_s` away, the stream's clock has jumped, or the stream paused:
    the offset is set anew, and the jump counted. A frame without a timestamp takes its time of arrival.
    """

    _SLEW = 0.02
    _MEMORY_S = 20.0

    def __init__(self, bound_s: float = 2.0) -> None:
        self._bound_s = bound_s
        self._offset: float | None = None
        self._stream_s = 0.0
        self._arrived_at = 0.0
        self._delays: deque[tuple[float, float]] = deque()
        self._last: float | None = None
        self.jumps = 0

    def reconnect(self) -> None:
        """A new connection: its timestamps have nothing to do with those before."""
        self._offset = None

    def anchor(self, stream_s: float, arrived_at: float) -> None:
        """Set the offset by a frame that is known not to have waited, before the connection's first `stamp`.

        Frames that piled up while the stream was being recognised then get the time when they were taken.
        """
        self._offset = self._anchor(stream_s, arrived_at)
        self._stream_s, self._arrived_at = stream_s, arrived_at

    def stamp(self, stream_s: float | None, arrived_at: float) -> float:
        """UTC seconds of the next frame, from its timestamp (seconds, or None) and arrival (UTC seconds)."""
        captured_at = arrived_at if stream_s is None else self._place(stream_s, arrived_at)
        if self._last is not None:
            captured_at = max(captured_at, self._last + MIN_STEP_S)
        self._last = captured_at
        return captured_at

    def _place(self, stream_s: float, arrived_at: float) -> float:
        offset = (
            self._anchor(stream_s, arrived_at)
            if self._offset is None
            else self._follow(self._offset, stream_s, arrived_at)
        )
        self._offset, self._stream_s, self._arrived_at = offset, stream_s, arrived_at
        return stream_s + offset

    def _anchor(self, stream_s: float, arrived_at: float) -> float:
        self._delays.clear()
        self._delays.append((arrived_at, arrived_at - stream_s))
        return arrived_at - stream_s

    def _follow(self, offset: float, stream_s: float, arrived_at: float) -> float:
        wanted = self._least_delay(stream_s, arrived_at)
        went_back = stream_s < self._stream_s - self._bound_s
        if went_back or abs(wanted - offset) > self._bound_s:
            self.jumps += 1
            return self._anchor(stream_s, arrived_at)
        most = self._SLEW * max(0.0, arrived_at - self._arrived_at)
        return offset + min(max(wanted - offset, -most), most)

    def _least_delay(self, stream_s: float, arrived_at: float) -> float:
        """The smallest offset of the last seconds: a monotonic queue, so each frame costs O(1) on average."""
        delay = arrived_at - stream_s
        while self._delays and self._delays[-1][1] >= delay:
            self._delays.pop()
        self._delays.append((arrived_at, delay))
        while self._delays[0][0] < arrived_at - self._MEMORY_S:
            self._delays.popleft()
        return self._delays[0][1]
