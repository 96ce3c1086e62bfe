"""The analysis of files: a progress bar, then what was counted."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from passerby.agent.camera_job import CameraJob
from passerby.agent.file_analysis import FileProgress, FileSummary, analyse_file
from passerby.agent.line_totals import LineTotals
from passerby.cli.figures_text import detector_text, dwell_text
from passerby.cli.options import open_detector
from passerby.cli.window_output import open_output
from passerby.settings import Settings
from passerby.shapes.errors import OutputError, SettingError
from passerby.shapes.window import Window
from passerby.vision.people import PeopleDetectors

TakeWindows = Callable[[Sequence[Window]], None]


def analyse(
    jobs: list[CameraJob], detector: str, settings: Settings, out: str | None, started_at: str | None
) -> None:
    """Analyse each file in turn and print its figures. Raises OutputError at the end if a file went wrong."""
    console = Console(stderr=True)
    began_at = _instant(started_at)
    detectors = open_detector(detector, settings)
    console.print(detector_text(detectors.name, detectors.note))
    output = open_output(out)
    faults: list[str] = []
    try:
        for job in jobs:
            counted: list[Window] = []

            def take(windows: Sequence[Window], kept: list[Window] = counted) -> None:
                kept.extend(windows)
                output.write(windows)

            summary = _with_progress(console, job, detectors, began_at, take)
            _print_summary(console, job.name, summary, counted)
            faults += summary.faults
    finally:
        output.close()
    if faults:
        raise OutputError("; ".join(faults))


def _with_progress(
    console: Console, job: CameraJob, detectors: PeopleDetectors, began_at: float, take: TakeWindows
) -> FileSummary:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, TextColumn("{task.fields[now]} in view"), console=console) as bar:
        task = bar.add_task(job.name, total=None, now=0)
        return analyse_file(job, detectors, began_at, take, lambda at: _advance(bar, task, at))


def _advance(bar: Progress, task: TaskID, at: FileProgress) -> None:
    bar.update(task, completed=at.frames, total=at.expected, now=at.people_now)


def _print_summary(console: Console, name: str, summary: FileSummary, windows: list[Window]) -> None:
    observed_s = sum(window.observed_s for window in windows) or 1.0
    mean = sum(window.people_mean * window.observed_s for window in windows) / observed_s
    peak = max((window.people_peak for window in windows), default=0)
    console.print(
        f"{name}: {summary.frames} frames, {observed_s:.1f} s; {mean:.2f} people on average, {peak} at most"
    )
    if summary.skipped:
        console.print(f"{summary.skipped} still frames were passed over by the motion gate")
    if summary.damaged:
        console.print(f"{summary.damaged} packets were damaged and left out")
    if summary.missing:
        console.print(f"the file is cut short: {summary.missing} frames that it promises are not there")
    if windows and (windows[0].zones or windows[0].lines):
        console.print(_figures_table(windows, observed_s))


def _figures_table(windows: list[Window], observed_s: float) -> Table:
    table = Table("what", "name", "on average", "at most", "dwell of those who left", "in", "out")
    for place, zone in enumerate(windows[0].zones):
        spans = [window.zones[place] for window in windows]
        weighted = zip(spans, windows, strict=True)
        mean = sum(span.people_mean * window.observed_s for span, window in weighted) / observed_s
        peak = max(span.people_peak for span in spans)
        table.add_row("zone", zone.name, f"{mean:.2f}", str(peak), dwell_text([s.dwell for s in spans]))
    totals = LineTotals()
    totals.add(windows)
    for name, (entered, left) in totals.with_current(None).items():
        table.add_row("line", name, "", "", "", str(entered), str(left))
    return table


def _instant(text: str | None) -> float:
    """Seconds since 1970-01-01 UTC of an ISO 8601 time; a time without a zone is taken as UTC."""
    if text is None:
        return 0.0
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(
            f"--started-at must be a time such as 2026-01-31T09:00:00+01:00; got {text!r}"
        ) from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
