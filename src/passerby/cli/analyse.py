"""The analysis of files: a progress bar, then what was counted."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from passerby.agent.camera_job import CameraJob
from passerby.agent.file_analysis import FileProgress, FileSummary, analyse_file
from passerby.agent.line_totals import LineTotals
from passerby.cli.figures_text import detector_text, dwell_text, plain_console
from passerby.cli.options import open_detector
from passerby.cli.stopping import stoppable
from passerby.cli.window_output import Output, open_output
from passerby.settings import Settings
from passerby.shapes.errors import AddressError, CameraError, OutputError, PasserbyError, SettingError
from passerby.shapes.window import Window
from passerby.vision.people import PeopleDetectors


def analyse(
    jobs: list[CameraJob], detector: str, settings: Settings, out: str | None, started_at: str | None
) -> None:
    """Analyse each file in turn and print its figures.

    A file that cannot be read, and an output that fails, stop nothing else; they are raised at the end.
    """
    console = plain_console()
    began_at = _instant(started_at)
    detectors = open_detector(detector, settings)
    output = open_output(out)
    console.print(detector_text(detectors.name, detectors.note))
    faults: list[PasserbyError] = []
    try:
        with stoppable() as stopping:
            for job in jobs:
                counter = _Counter(output, stopping)
                try:
                    _analyse_one(console, job, detectors, began_at, counter)
                except (CameraError, AddressError) as error:
                    faults.append(error)
                faults += counter.faults
    except KeyboardInterrupt:
        console.print("stopped; what was counted until then is written")
        raise typer.Exit(130) from None
    finally:
        output.close()
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise PasserbyError("; ".join(str(fault) for fault in faults))


class _Counter:
    """Takes the windows of one file. A full disk is noted, and what did not fit is tried again."""

    def __init__(self, output: Output, stopping: threading.Event) -> None:
        self._output = output
        self._stopping = stopping
        self.windows: list[Window] = []
        self.faults: list[PasserbyError] = []

    def take(self, windows: Sequence[Window]) -> None:
        """Count windows and write them."""
        self.windows += windows
        try:
            self._output.write(windows)
            self.faults = []
        except OutputError as error:
            self.faults = [error]

    def check(self) -> None:
        """Raise KeyboardInterrupt when told to stop: what was counted so far is then finished and written."""
        if self._stopping.is_set():
            raise KeyboardInterrupt


def _analyse_one(
    console: Console, job: CameraJob, detectors: PeopleDetectors, began_at: float, counter: _Counter
) -> None:
    summary = _with_progress(console, job, detectors, began_at, counter)
    _print_summary(console, job.name, summary, counter.windows)
    counter.faults += [OutputError(fault) for fault in summary.faults]


def _with_progress(
    console: Console, job: CameraJob, detectors: PeopleDetectors, began_at: float, counter: _Counter
) -> FileSummary:
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()
    rest = TimeRemainingColumn(), TextColumn("{task.fields[now]} in view")
    with Progress(*columns, *rest, console=console, redirect_stdout=False) as bar:
        task = bar.add_task(job.name, total=None, now=0)

        def advance(at: FileProgress) -> None:
            bar.update(task, completed=at.frames, total=at.expected, now=at.people_now)
            counter.check()

        return analyse_file(job, detectors, began_at, counter.take, advance)


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
        console.print(f"damaged packets left out: {summary.damaged}")
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
        table.add_row("zone", Text(zone.name), f"{mean:.2f}", str(peak), dwell_text([s.dwell for s in spans]))
    totals = LineTotals()
    totals.add(windows)
    for name, (entered, left) in totals.with_current(None).items():
        table.add_row("line", Text(name), "", "", "", str(entered), str(left))
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
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    if not 1970 <= when.year <= 2200:
        raise SettingError(f"--started-at must lie between the years 1970 and 2200; got {text!r}")
    return when.timestamp()
