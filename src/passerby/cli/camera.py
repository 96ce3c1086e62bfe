"""`passerby camera …`"""

from typing import Annotated

import typer

from passerby.cli.options import AsJson, CaFile, Transport, VerifyTls, camera_options

app = typer.Typer(help="Look at cameras.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `probe` a command of its own while it is the only one."""


@app.command()
def probe(
    address: Annotated[
        str,
        typer.Argument(
            help="rtsp://…, http://…, usb:0, synthetic:plaza, a file or folder, or @FILE that holds one."
        ),
    ],
    transport: Transport = "tcp",
    verify_tls: VerifyTls = True,
    ca_file: CaFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what is found at an address, or why nothing is."""
    import json
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from passerby.cameras.address import parse
    from passerby.cameras.probe import probe as look
    from passerby.cli.sources import read_source

    report = look(parse(read_source(address)), camera_options(transport, verify_tls, ca_file))
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    width, height = report.size_wh
    table = Table(show_header=False, box=None)
    table.add_row("address", report.address)
    table.add_row("video", f"{report.codec} in {report.container}, {width}×{height}, {report.pixel_format}")
    table.add_row("frames a second", _speed(report.fps, report.measured_fps))
    table.add_row("first frame after", f"{report.first_frame_s:.2f} s")
    table.add_row("frames in the file", str(report.expected_frames) if report.expected_frames else "not told")
    table.add_row("sound", "there is some; Passerby never reads it" if report.has_audio else "none")
    table.add_row("damaged packets", str(report.damaged))
    Console().print(table)


def _speed(declared: float | None, measured: float | None) -> str:
    told = f"{declared:.2f} declared" if declared else "none declared"
    return f"{told}, {measured:.2f} measured" if measured else told
