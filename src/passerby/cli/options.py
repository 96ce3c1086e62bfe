"""Options that several commands share, with one help text each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from passerby.cameras.options import CameraOptions
    from passerby.settings import Settings
    from passerby.vision.people import PeopleDetectors

Detector = Annotated[
    str,
    typer.Option(
        help="What finds people: auto (a pulled model, else the built-in), yolox-nano, yolox-tiny, dfine-n, "
        "or motion (built in: no download, but weaker).",
    ),
]
FaceDetectorName = Annotated[
    str,
    typer.Option("--face-detector", help="What finds faces: auto (YuNet where pulled), yunet, centerface."),
]
TemplateModel = Annotated[
    str,
    typer.Option(help="What makes templates: auto (dlib-resnet), sface or auraface; the one of the passes."),
]
Transport = Annotated[Literal["tcp", "udp"], typer.Option(help="How RTSP carries pictures: tcp or udp.")]
VerifyTls = Annotated[
    bool, typer.Option("--verify-tls/--no-verify-tls", help="Check the certificate of rtsps and https.")
]
CaFile = Annotated[
    Path | None, typer.Option(help="PEM file of the authorities to trust for rtsps and https.")
]
OpenTimeout = Annotated[float, typer.Option(help="Seconds that connecting to a camera may take.")]
StallTimeout = Annotated[
    float, typer.Option(help="Seconds without a picture before a camera is opened anew.")
]
MaxLag = Annotated[float, typer.Option(help="Seconds that a picture may wait for analysis.")]
Fps = Annotated[float | None, typer.Option(help="Play a file or folder at so many pictures a second.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
Gate = Annotated[bool, typer.Option("--motion-gate", help="Pass over pictures in which nothing moved.")]


def camera_options(
    transport: Literal["tcp", "udp"] = "tcp",
    verify_tls: bool = True,
    ca_file: Path | None = None,
    fps: float | None = None,
    loop: bool = False,
    open_timeout: float = 10.0,
    stall_timeout: float = 10.0,
    max_lag: float = 1.0,
) -> "CameraOptions":
    """The camera options that the command line sets. Raises SettingError."""
    from passerby.cameras.options import CameraOptions

    return CameraOptions(
        transport=transport,
        verify_tls=verify_tls,
        ca_file=ca_file,
        open_timeout_s=open_timeout,
        stall_timeout_s=stall_timeout,
        max_lag_s=max_lag,
        fps=fps,
        loop=loop,
    )


def detector_name(text: str) -> str:
    """A detector's name as the detectors spell it: `YOLOX_nano` and `built-in` are understood too."""
    name = text.strip().lower().replace("_", "-")
    return "motion" if name in ("built-in", "builtin") else name


def open_detector(name: str, settings: "Settings") -> "PeopleDetectors":
    """The detector for an analysis in this process, on all cores unless a setting says otherwise."""
    from passerby.agent.supervisor import share_threads
    from passerby.vision import people

    threads = share_threads(settings.threads, workers=1)
    return people.open_detector(detector_name(name), settings.models, settings.provider, threads)
