"""`passerby crowd`: count the people of a file, or watch live sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.options import (
    CaFile,
    Detector,
    Fps,
    Gate,
    MaxLag,
    OpenTimeout,
    StallTimeout,
    Transport,
    VerifyTls,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from passerby.cameras.address import Address


def crowd(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="A file, a folder of pictures, rtsp://…, http://…, usb:0, synthetic:plaza, or @FILE that "
            "holds the address. Several are watched together.",
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
    loop: Annotated[bool, typer.Option("--loop", help="Play a file like a camera, again and again.")] = False,
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
    open_timeout: OpenTimeout = 10.0,
    stall_timeout: StallTimeout = 10.0,
    max_lag: MaxLag = 1.0,
) -> None:
    """Count people: analyse a file as fast as possible, or watch live sources. No picture is kept."""
    from passerby.agent.camera_job import CameraJob
    from passerby.agent.output_paths import refuse_overwriting
    from passerby.cli import analyse, watch
    from passerby.cli.options import camera_options, detector_name
    from passerby.cli.scenes import drawn_scene, own_scene
    from passerby.cli.sources import read_source
    from passerby.settings import Settings
    from passerby.shapes.errors import OutputError

    if len(sources) > 1 and (tracks or annotate):
        raise OutputError("--tracks and --annotate are for one source; several would write into one file")
    typed = [read_source(source) for source in sources]
    written = [Path(out) if out and out != "-" else None, tracks, annotate]
    refuse_overwriting(
        [*(text.removeprefix("@") for text in sources), *typed, *([str(scene)] if scene else [])],
        [path for path in written if path],
    )
    options = camera_options(transport, verify_tls, ca_file, fps, loop, open_timeout, stall_timeout, max_lag)
    addresses = usable_addresses(typed)
    watched = live or loop or any(address.is_live for address in addresses if address)
    _check_fitting(watched, started_at, seconds, out)
    drawn = drawn_scene(scene, zone or [], line or [])
    scenes = [drawn or own_scene(address) for address in addresses]
    jobs = [
        CameraJob(name, source, counted_in, options, window, motion_gate, tracks, annotate)
        for name, source, counted_in in zip(camera_names(addresses), typed, scenes, strict=True)
    ]
    settings = Settings.from_environment()
    if watched:
        watch.watch(jobs, detector_name(detector), settings, out, seconds)
    else:
        analyse.analyse(jobs, detector, settings, out, started_at)


def usable_addresses(typed: list[str]) -> "list[Address | None]":
    """The address of each source, None for one that cannot be used.

    Alone, such a one is an error; among several it stops no other, and what is wrong with it is told with the
    rest. Raises AddressError.
    """
    from passerby.cameras.address import parse
    from passerby.shapes.errors import AddressError

    addresses: list[Address | None] = []
    for text in typed:
        try:
            addresses.append(parse(text))
        except AddressError:
            if len(typed) == 1:
                raise
            addresses.append(None)
    return addresses


def _check_fitting(watched: bool, started_at: str | None, seconds: float | None, out: str | None) -> None:
    from passerby.shapes.errors import SettingError

    if watched and started_at:
        raise SettingError(
            "--started-at is for files that are analysed; what is watched has the present time"
        )
    if not watched and seconds:
        raise SettingError("--seconds is for watching; add --live to watch a file, or leave it out")
    if watched and not seconds and out and out.endswith(".parquet"):
        raise SettingError(
            "a Parquet file is written at its end, and this watch has none: add --seconds, or write .jsonl "
            "or .csv"
        )


def camera_names(addresses: "Sequence[Address | None]") -> list[str]:
    """What the cameras are called: a label that stands twice gets a number, as does an unusable address."""
    labels = [address.label if address else f"source {place}" for place, address in enumerate(addresses, 1)]
    return [
        label if labels.count(label) == 1 else f"{label} {labels[: place + 1].count(label)}"
        for place, label in enumerate(labels)
    ]
