"""What a watcher sees: one row a camera, its zones and lines, and what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from passerby.agent.line_totals import LineTotals
from passerby.agent.reports import CameraReport
from passerby.agent.supervisor import Supervisor
from passerby.cameras.health import CameraState
from passerby.cli.figures_text import detector_text, span_text
from passerby.shapes.window import Window

_TABLE_FROM = 80
_WIDE_FROM = 110

_COLOURS = {
    CameraState.LIVE: "cyan",
    CameraState.CONNECTING: "yellow",
    CameraState.STALLED: "yellow",
    CameraState.FAILED: "red",
}


def screen(
    supervisor: Supervisor, totals: Mapping[str, LineTotals], trouble: str, width: int
) -> RenderableType:
    """All cameras at this moment, troubles first: they are what a small terminal must not cut off."""
    troubles = [trouble, *(state_text(camera) for camera in supervisor.cameras)]
    parts: list[RenderableType] = [Text(text, "red") for text in troubles if text]
    if width < _TABLE_FROM:
        parts += [Text(_brief(camera)) for camera in supervisor.cameras]
    else:
        table = Table("camera", "", "people", "zones", "lines", "frames", expand=True)
        for row in rows(supervisor.cameras, totals, wide=width >= _WIDE_FROM):
            table.add_row(*row, end_section=True)
        parts.append(table)
    if supervisor.detector:
        parts.append(Text(detector_text(supervisor.detector, supervisor.detector_note), "dim"))
    return Group(*parts)


def rows(
    cameras: Sequence[CameraReport], totals: Mapping[str, LineTotals], *, wide: bool = True
) -> list[tuple[RenderableType, ...]]:
    """The table's cells, camera by camera. totals: crossings so far, by camera. wide: else figures are broken
    where they stay readable, for a table would break them anywhere.
    """
    return [_row(camera, totals[camera.health.name], " " if wide else "\n") for camera in cameras]


def window_line(window: Window) -> str:
    """A closed window in one line, for a terminal that cannot redraw."""
    at = datetime.fromtimestamp(window.ended_at, UTC)
    zones = "".join(f"; {zone.name} {zone.people_mean:.1f}" for zone in window.zones)
    lines = "".join(f"; {line.name} in {line.entered} out {line.left}" for line in window.lines)
    return (
        f"{at:%H:%M:%S} {window.camera}: {window.people_mean:.1f} people (at most {window.people_peak})"
        f"{zones}{lines}"
    )


def _row(camera: CameraReport, totals: LineTotals, gap: str) -> tuple[RenderableType, ...]:
    health, current = camera.health, camera.current
    state = Text(health.state.value, _COLOURS.get(health.state, "dim"))
    if current is None or health.state is not CameraState.LIVE:
        # An old number that looks like now would mislead.
        return Text(health.name), state, "not known now", "", "", ""
    zones = [
        f"{zone.name}: {zone.people_now}{_waiting(zone.dwell.current_mean_s, gap)}" for zone in current.zones
    ]
    crossings = totals.with_current(current).items()
    lines = [f"{name}:{gap}in {entered}, out {left}" for name, (entered, left) in crossings]
    people = Text.assemble((str(current.people_now), "bold cyan"), f"{gap}mean {current.people_mean:.1f}")
    lag = [f"{max(camera.lags_s):.2f} s behind"] if camera.lags_s else []
    frames = f",{gap}".join([f"{health.fps:.1f} a second", *lag, f"{health.dropped} dropped"])
    return Text(health.name), state, people, Text("\n".join(zones)), Text("\n".join(lines)), frames


def _waiting(dwell_s: float, gap: str) -> str:
    return f"{gap}for {span_text(dwell_s)}" if dwell_s >= 1 else ""


def _brief(camera: CameraReport) -> str:
    if camera.current is None or camera.health.state is not CameraState.LIVE:
        return f"{camera.health.name}: {camera.health.state.value}"
    return f"{camera.health.name}: {camera.current.people_now} people"


def state_text(camera: CameraReport) -> str:
    """What is wrong with a camera, since when, and when it is tried again; "" when nothing is."""
    health = camera.health
    text = camera.note
    if health.reason and health.reason not in text:
        since = datetime.fromtimestamp(health.since, UTC)
        state = f"{health.name} {health.state.value} since {since:%H:%M:%S} UTC: {health.reason}"
        text = f"{state}; {text}" if text else state
    if health.next_try_at is None:
        return text
    return f"{text}; next try at {datetime.fromtimestamp(health.next_try_at, UTC):%H:%M:%S}"
