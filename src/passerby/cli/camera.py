"""`passerby camera …`"""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.installation import HomeFolder, open_installation
from passerby.cli.options import AsJson, CaFile, Fps, Gate, Transport, VerifyTls, camera_options

if TYPE_CHECKING:
    from passerby.cameras.probe import ProbeReport

app = typer.Typer(help="Cameras: those of an installation, and any other to look at.", no_args_is_help=True)


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
    from passerby.cameras.address import parse
    from passerby.cameras.probe import probe as look
    from passerby.cli.sources import read_source

    report = look(parse(read_source(address)), camera_options(transport, verify_tls, ca_file))
    _print_report(report, as_json)


@app.command()
def add(
    site: Annotated[str, typer.Argument(help="The site's name or id.")],
    name: Annotated[str, typer.Argument(help="What the camera is called.")],
    address: Annotated[
        str,
        typer.Argument(
            help="rtsp://…, http://…, usb:0, a file, @FILE that holds one, or - for standard input."
        ),
    ],
    loop: Annotated[bool, typer.Option("--loop", help="A file begins again at its end.")] = False,
    fps: Fps = None,
    window: Annotated[int, typer.Option(help="Seconds that one window spans.", min=1, max=3600)] = 10,
    motion_gate: Gate = False,
    home: HomeFolder = None,
) -> None:
    """Add a camera to a site. An agent that runs begins to count at once."""
    from passerby.cli.sources import read_secret_source

    text = read_secret_source(address)
    open_installation(home)
    from passerby.hub.sites.lookup import find_site, full_name
    from passerby.hub.sites.services import add_camera

    camera = add_camera(
        find_site(site),
        text,
        may_read_files=True,
        name=name,
        loop=loop,
        fps=fps,
        window_s=window,
        motion_gate=motion_gate,
    )
    typer.echo(f"{full_name(camera)} was added with {camera.address_shown}; its id is {camera.pk}")


@app.command("list")
def list_cameras(home: HomeFolder = None, as_json: AsJson = False) -> None:
    """Every camera, with its address masked."""
    open_installation(home)
    from passerby.cli.tables import print_rows
    from passerby.hub.sites.models import Camera

    rows = [
        {
            "id": camera.pk,
            "site": camera.site.name,
            "name": camera.name,
            "address": camera.address_shown,
            "enabled": camera.enabled,
        }
        for camera in Camera.objects.select_related("site").order_by("site__name", "name")
    ]
    print_rows(rows, as_json, empty="There is no camera yet; `passerby camera add` adds one.")


@app.command()
def remove(
    camera: Annotated[str, typer.Argument(help="Its id, its name, or SITE/NAME.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeFolder = None,
) -> None:
    """Delete a camera with all that was counted there."""
    open_installation(home)
    from passerby.hub.sites.lookup import find_camera, full_name
    from passerby.hub.sites.services import remove_camera

    found = find_camera(camera)
    if not yes:
        typer.confirm(f"Delete {full_name(found)} and all that it counted?", abort=True)
    remove_camera(found)
    typer.echo(f"{full_name(found)} was deleted")


@app.command("test")
def look_at(
    camera: Annotated[str, typer.Argument(help="Its id, its name, or SITE/NAME.")],
    home: HomeFolder = None,
    as_json: AsJson = False,
) -> None:
    """Open a stored camera once, and say what is found, or why nothing is."""
    open_installation(home)
    from passerby.cameras.address import parse
    from passerby.cameras.probe import probe as look
    from passerby.hub.sites.addresses import reveal_address
    from passerby.hub.sites.lookup import find_camera

    _print_report(look(parse(reveal_address(find_camera(camera)))), as_json)


def _print_report(report: "ProbeReport", as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    from rich.console import Console
    from rich.table import Table

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
