"""`passerby passes …`: the passes of a gate that has no hub."""

from pathlib import Path
from typing import Annotated

import typer

from passerby.cli.options import AsJson, FaceDetectorName, TemplateModel

app = typer.Typer(help="The passes of a gate that has no hub.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site's passes.")]


@app.command()
def init(
    folder: Folder,
    site: Annotated[str, typer.Option(help="What the site is called.")],
) -> None:
    """Make a folder for the passes of a new site, with a key pair of its own."""
    from passerby.agent.gate_site import make_site

    made = make_site(folder, site)
    typer.echo(
        f"{made.name} has the id {made.site}. Back up {folder / 'site.key'}: no pass opens without it."
    )


@app.command()
def enrol(
    source: Annotated[
        str, typer.Argument(help="The camera before which you sit: usb:0; or a synthetic:selfie clip.")
    ],
    folder: Folder,
    until: Annotated[str, typer.Option(help="The last day of the pass, such as 2027-01-31.")],
    card: Annotated[
        Path | None, typer.Option(help="Also write the card as a picture (.png), for its owner alone.")
    ] = None,
    face_detector: FaceDetectorName = "auto",
    template_model: TemplateModel = "auto",
) -> None:
    """Enrol yourself, before a camera of this machine: asks for your consent, and shows your card once."""
    from passerby.cli.enrol import enrol_person
    from passerby.settings import Settings

    settings = Settings.from_environment()
    enrol_person(source, folder, until, card, (face_detector, template_model), settings)


@app.command("list")
def list_passes(folder: Folder, as_json: AsJson = False) -> None:
    """Every pass in the folder: its id, and from when until when it opens. Nobody's name is known here."""
    import time

    from passerby.agent.gate_site import open_site
    from passerby.agent.pass_files import list_passes
    from passerby.cli.tables import print_rows
    from passerby.events.checked import time_text

    rows = [
        {
            "id": row.pass_id,
            "from": None if row.valid_from is None else time_text(row.valid_from),
            "until": None if row.valid_until is None else time_text(row.valid_until),
            "model": row.model or None,
            "state": row.state,
        }
        for row in list_passes(open_site(folder), time.time())
    ]
    print_rows(
        rows, as_json, empty=f"There is no pass yet; `passerby passes enrol usb:0 {folder}` makes one."
    )


@app.command()
def withdraw(
    folder: Folder,
    pass_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the pass.")],
) -> None:
    """Delete a pass. A gate that watches the folder closes to it within a second."""
    from passerby.agent.gate_site import open_site
    from passerby.agent.pass_files import remove_pass

    remove_pass(open_site(folder), pass_id)
    typer.echo(f"{pass_id} was withdrawn: its pass was deleted. Backups of the folder still hold it, sealed.")
