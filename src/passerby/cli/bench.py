"""`passerby bench …`: measurements that anyone can repeat, on our footage or their own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from passerby.cli import bench_faces, bench_strangers
from passerby.cli.options import AsJson, Detector, Fps, Gate

if TYPE_CHECKING:
    from passerby.bench.counts import CountsReport

app = typer.Typer(help="Measure accuracy and speed.", no_args_is_help=True)
app.command()(bench_faces.faces)
app.command()(bench_faces.groups)
app.command()(bench_strangers.strangers)


@app.command()
def crowd(
    video: Annotated[str, typer.Argument(help="A video file, or synthetic:plaza.")],
    ground_truth: Annotated[
        Path | None,
        typer.Argument(metavar="GT.txt", help="Its labels, as MOT text; a synthetic clip brings its own."),
    ] = None,
    detector: Detector = "auto",
    peer: Annotated[
        bool, typer.Option("--peer", help="Also track with stock OC-SORT of `trackers`.")
    ] = False,
    motion_gate: Gate = False,
    as_json: AsJson = False,
) -> None:
    """Accuracy on a labelled video, and speed against decoding and the detector alone in the same run."""
    from passerby.bench.crowd import measure_crowd
    from passerby.cli.bench_output import progress_bar
    from passerby.cli.options import open_detector
    from passerby.settings import Settings

    detectors = open_detector(detector, Settings.from_environment())
    with progress_bar(detectors.name) as progress:
        report = measure_crowd(video, ground_truth, detectors, peer=peer, gate=motion_gate, progress=progress)
    _tell(report.as_record(), as_json)


@app.command()
def counts(
    source: Annotated[str, typer.Argument(help="A synthetic clip: synthetic:plaza or synthetic:lobby.")],
    detector: Detector = "auto",
    as_json: AsJson = False,
) -> None:
    """Crossings and people that are counted in a synthetic clip, against those that are true."""
    from passerby.bench.counts import measure_counts
    from passerby.cameras.address import parse
    from passerby.cli.bench_output import print_json, progress_bar
    from passerby.cli.options import open_detector
    from passerby.cli.scenes import own_scene
    from passerby.settings import Settings

    address = parse(source)
    detectors = open_detector(detector, Settings.from_environment())
    with progress_bar(detectors.name) as progress:
        report = measure_counts(address, own_scene(address), detectors, progress)
    if as_json:
        print_json(report.as_record())
    else:
        _print_counts(report)


@app.command()
def cameras(
    count: Annotated[int, typer.Argument(metavar="N", help="How many cameras.", min=1, max=1000)],
    video: Annotated[str, typer.Argument(help="What each of them shows: a file, or a live address.")],
    fps: Fps = None,
    seconds: Annotated[float, typer.Option(help="For how long.", min=1, max=86400)] = 60.0,
    detector: Detector = "auto",
    motion_gate: Gate = False,
    as_json: AsJson = False,
) -> None:
    """A live load: N cameras at their own pace in worker processes, and what was lost."""
    from passerby.agent.camera_job import CameraJob
    from passerby.bench.cameras import measure_cameras
    from passerby.cli.options import camera_options, detector_name
    from passerby.cli.sources import read_source
    from passerby.cli.watch import open_supervisor
    from passerby.settings import Settings

    options = camera_options(fps=fps, loop=True)
    jobs = [
        CameraJob(f"camera {number}", read_source(video), options=options, motion_gate=motion_gate)
        for number in range(1, count + 1)
    ]
    settings = Settings.from_environment()
    report = measure_cameras(lambda: open_supervisor(jobs, detector_name(detector), settings), count, seconds)
    _tell(report.as_record(), as_json)


def _tell(record: dict[str, Any], as_json: bool) -> None:
    from passerby.cli.bench_output import print_figures, print_json
    from passerby.cli.figures_text import SYNTHETIC_NOTE

    if as_json:
        print_json(record)
    else:
        print_figures(record, SYNTHETIC_NOTE if record.get("synthetic") else "")


def _print_slowest(pages: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("the slowest pages", "p95 ms")
    for page in pages:
        table.add_row(page["address"], str(page["p95_ms"]))
    Console(markup=False).print(table)


def _print_counts(report: "CountsReport") -> None:
    from rich.console import Console
    from rich.table import Table

    from passerby.cli.figures_text import SYNTHETIC_NOTE

    table = Table("", "counted", "true", title=f"{report.clip}, {report.detector}", title_justify="left")
    table.add_row("people on average", f"{report.people_mean:.2f}", f"{report.true_people_mean:.2f}")
    for zone in report.zones:
        table.add_row(f"in zone {zone.name}", f"{zone.people_mean:.2f}", f"{zone.true_people_mean:.2f}")
    for line in report.lines:
        table.add_row(f"in over {line.name}", str(line.entered), str(line.true_entered))
        table.add_row(f"out over {line.name}", str(line.left), str(line.true_left))
    console = Console(markup=False)
    console.print(table)
    console.print(SYNTHETIC_NOTE)


@app.command()
def hub(
    part: Annotated[
        list[str] | None, typer.Option(help="live, pages or ingest; may be given again. All, if not said.")
    ] = None,
    cameras: Annotated[int, typer.Option(help="How many cameras.", min=1, max=1000)] = 100,
    days: Annotated[int, typer.Option(help="Days of history by the hour.", min=1, max=3660)] = 365,
    window_days: Annotated[int, typer.Option(help="Days of windows and minutes.", min=1, max=3660)] = 30,
    viewer_seconds: Annotated[
        float, typer.Option(help="How long viewers stay at the console.", min=10, max=86400)
    ] = 60.0,
    home: Annotated[
        Path | None, typer.Option(help="Keep the history of the pages in this folder, and use it again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How soon a number is on the console, how it does with many viewers, how fast pages are over a long
    synthetic history, and how many windows are stored a second.
    """
    from passerby.cli.bench_hub import PARTS, measure_hub
    from passerby.cli.bench_output import progress_bar

    with progress_bar("hub") as progress:
        extent_days = (days, window_days)
        record = measure_hub(part or list(PARTS), cameras, extent_days, viewer_seconds, home, progress)
    _tell({"synthetic": True, **record}, as_json)
    if "slowest" in record and not as_json:
        _print_slowest(record["slowest"])


@app.command()
def gate(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Gates: synthetic:gate-lisbon, a file, or a live address; told together."
        ),
    ],
    passes: Annotated[
        int, typer.Option(help="How many passes of nobody are open beside.", min=0, max=1_000_000)
    ] = 10_000,
    face_detector: Annotated[str, typer.Option(help="auto, yunet or centerface.")] = "auto",
    fps: Fps = None,
    seconds: Annotated[float | None, typer.Option(help="Stop after so long.", min=1, max=86400)] = None,
    as_json: AsJson = False,
) -> None:
    """How soon gates decide, at their cameras' own pace and with many passes open."""
    from passerby.cli.bench_gate import GateBench, measure_gates
    from passerby.cli.sources import read_source
    from passerby.settings import Settings

    read = tuple(read_source(source) for source in sources)
    bench = GateBench(read, passes, face_detector, fps, seconds)
    _tell(measure_gates(bench, Settings.from_environment()), as_json)


@app.command()
def search(
    sizes: Annotated[
        str, typer.Option(help="Numbers of passes, with commas between them.")
    ] = "10000,100000,1000000",
    as_json: AsJson = False,
) -> None:
    """How soon the nearest of many passes is found, beside FAISS, on synthetic templates."""
    from passerby.cli.bench_output import print_json, progress_bar
    from passerby.cli.bench_search import measure_sizes, read_sizes, tell_sizes

    wanted = read_sizes(sizes)
    with progress_bar("search") as progress:
        reports = measure_sizes(wanted, progress)
    if as_json:
        print_json({"synthetic": True, "sizes": [report.as_record() for report in reports]})
    else:
        tell_sizes(reports)
