"""`passerby crowd`: count the people of a file, or watch live sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.options import CaFile, Detector, Fps, Gate, Transport, VerifyTls

if TYPE_CHECKING:
    from passerby.shapes.scene import Scene


def crowd(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="A file, a folder of pictures, rtsp://…, http://…, usb:0, or @FILE that holds the address. "
            "Several are watched together.",
        ),
    ],
    zone: Annotated[
        list[str] | None,
        typer.Option(help='A zone: "queue: 0.1,0.2 0.4,0.2 0.4,0.8" (0,0 is top left, 1,1 bottom right).'),
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option(help='A line: "door: 0.2,0.5 0.8,0.5". From its left to its right counts as in.'),
    ] = None,
    scene: Annotated[Path | None, typer.Option(help="Zones, lines and calibration from a TOML file.")] = None,
    detector: Detector = "auto",
    out: Annotated[
        str | None,
        typer.Option(
            help="Write windows: a file ending in .jsonl, .csv or .parquet, or - for JSON on stdout."
        ),
    ] = None,
    tracks: Annotated[Path | None, typer.Option(help="Write tracks as MOT text, for measuring.")] = None,
    annotate: Annotated[
        Path | None,
        typer.Option(help="Write a redacted video (.mp4): the scene with nobody in it, and marks."),
    ] = None,
    window: Annotated[float, typer.Option(help="Seconds that one window spans.", min=1, max=3600)] = 10.0,
    live: Annotated[
        bool, typer.Option("--live", help="Play a file at its own speed, like a camera.")
    ] = False,
    loop: Annotated[bool, typer.Option("--loop", help="With --live: begin again at the end.")] = False,
    fps: Fps = None,
    seconds: Annotated[float | None, typer.Option(help="Stop watching after so long.", min=0.1)] = None,
    started_at: Annotated[
        str | None,
        typer.Option(help="When a file began: 2026-01-31T09:00:00+01:00. Without it, time counts from 1970."),
    ] = None,
    motion_gate: Gate = False,
    transport: Transport = "tcp",
    verify_tls: VerifyTls = True,
    ca_file: CaFile = None,
) -> None:
    """Count people: analyse a file as fast as possible, or watch live sources. No picture is kept."""
    from passerby.agent.camera_job import CameraJob
    from passerby.cameras.address import parse
    from passerby.cli import analyse, watch
    from passerby.cli.options import camera_options, detector_name
    from passerby.cli.sources import read_source
    from passerby.settings import Settings
    from passerby.shapes.errors import OutputError

    if len(sources) > 1 and (tracks or annotate):
        raise OutputError("--tracks and --annotate are for one source; several would write into one file")
    options = camera_options(transport, verify_tls, ca_file, fps, loop)
    drawn = _scene(scene, zone or [], line or [])
    typed = [read_source(source) for source in sources]
    addresses = [parse(source) for source in typed]
    names = unique_names([address.label for address in addresses])
    jobs = [
        CameraJob(name, source, drawn, options, window, motion_gate, tracks, annotate)
        for name, source in zip(names, typed, strict=True)
    ]
    settings = Settings.from_environment()
    if live or loop or any(address.is_live for address in addresses):
        watch.watch(jobs, detector_name(detector), settings, out, seconds)
    else:
        analyse.analyse(jobs, detector, settings, out, started_at)


def unique_names(labels: list[str]) -> list[str]:
    """Labels as names of cameras: a label that stands twice gets a number."""
    return [
        label if labels.count(label) == 1 else f"{label} {labels[: place + 1].count(label)}"
        for place, label in enumerate(labels)
    ]


def _scene(path: Path | None, zones: list[str], lines: list[str]) -> "Scene":
    from passerby.crowd.scene_text import scene_from_texts, scene_from_toml
    from passerby.shapes.errors import SceneError

    if path is None:
        return scene_from_texts(zones, lines)
    if zones or lines:
        raise SceneError("draw zones and lines either in --scene or with --zone and --line, not both")
    try:
        return scene_from_toml(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SceneError(f"the scene {path} cannot be read: {error}") from error
