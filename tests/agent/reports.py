"""Reports of cameras, made for tests."""

from dataclasses import replace

from passerby.agent.reports import CameraReport, silent_report
from passerby.cameras.health import CameraState
from passerby.shapes.window import Window


def report(
    name: str = "north0000000",
    state: CameraState = CameraState.LIVE,
    *,
    reason: str = "",
    lags_s: tuple[float, ...] = (),
    current: Window | None = None,
    counted_at: float = 0.0,
) -> CameraReport:
    """One camera's word."""
    silent = silent_report(name, state, reason)
    return replace(silent, lags_s=lags_s, current=current, counted_at=counted_at)
