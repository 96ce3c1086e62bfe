"""How a camera is opened, watched and played."""

from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Literal

from passerby.shapes.errors import SettingError

_MOST = {
    "open_timeout_s": 300.0,
    "stall_timeout_s": 3600.0,
    "max_lag_s": 60.0,
    "queue_frames": 1000,
    "queue_mb": 4096,
    "backoff_first_s": 3600.0,
    "backoff_limit_s": 86400.0,
    "refused_retry_s": 86400.0,
    "healthy_after_s": 86400.0,
}


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """Choices for one camera; the defaults suit a camera on a local network.

    transport: how RTSP carries pictures; tcp loses none, udp gets through where tcp is refused. verify_tls:
    check the certificate of rtsps and https; False for a camera that signed its own. ca_file: PEM file of the
    authorities to trust; None takes the system's. open_timeout_s: how long connecting may take, and again how
    long recognising the stream may take. stall_timeout_s: a stream that gives no picture for so long is
    closed and opened again. max_lag_s, queue_frames, queue_mb: pictures wait for analysis no longer, no more,
    and in no more memory than this; beyond it the oldest are dropped and counted, but never the newest, which
    may get older where nothing follows it. backoff_first_s,
    backoff_limit_s: the longest wait before the first retry, doubled for each next one up to the limit; the
    wait itself is drawn between 0 and that. refused_retry_s: the wait after a wrong password or an unknown
    stream: cameras lock out who tries too often. healthy_after_s: pictures for so long put the waits back to
    the first. fps: plays a file or folder at so many pictures a second; None takes its own times (a folder
    has none: 1). loop: plays a file or folder again from its start, without a break in time, when watched
    live.
    """

    transport: Literal["tcp", "udp"] = "tcp"
    verify_tls: bool = True
    ca_file: Path | None = None
    open_timeout_s: float = 10.0
    stall_timeout_s: float = 10.0
    max_lag_s: float = 1.0
    queue_frames: int = 32
    queue_mb: int = 64
    backoff_first_s: float = 1.0
    backoff_limit_s: float = 30.0
    refused_retry_s: float = 300.0
    healthy_after_s: float = 30.0
    fps: float | None = None
    loop: bool = False

    def __post_init__(self) -> None:
        if self.transport not in ("tcp", "udp"):
            raise SettingError(f"transport must be tcp or udp; got {self.transport!r}")
        for name in (field.name for field in fields(self) if field.name in _MOST):
            value = getattr(self, name)
            if not 0 < value <= _MOST[name]:
                raise SettingError(f"{name} must be more than 0 and at most {_MOST[name]:g}; got {value!r}")
        if self.backoff_limit_s < self.backoff_first_s:
            raise SettingError(
                f"backoff_limit_s must be at least backoff_first_s ({self.backoff_first_s:g}); "
                f"got {self.backoff_limit_s:g}"
            )
        if self.fps is not None and not (isfinite(self.fps) and 0.001 <= self.fps <= 1000):
            raise SettingError(f"fps must be from 0.001 to 1000; got {self.fps!r}")
        if self.ca_file is not None and not self.ca_file.is_file():
            raise SettingError(f"ca_file must be a PEM file of certificates; there is no file {self.ca_file}")


DEFAULTS = CameraOptions()
