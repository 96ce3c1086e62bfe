"""`passerby site …`"""

from typing import Annotated

import typer

from passerby.cli.installation import HomeFolder, open_installation
from passerby.cli.options import AsJson

app = typer.Typer(help="The places where cameras are.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What the site is called.")],
    city: Annotated[str, typer.Option(help="Where it is.")] = "",
    time_zone: Annotated[str, typer.Option(help="Its clock, such as Europe/Lisbon.")] = "UTC",
    latitude: Annotated[float | None, typer.Option(help="Degrees north.")] = None,
    longitude: Annotated[float | None, typer.Option(help="Degrees east.")] = None,
    capacity: Annotated[int | None, typer.Option(help="People at most, if there is a limit.")] = None,
    agent: Annotated[str, typer.Option(help="The agent that reads its cameras.")] = "local",
    home: HomeFolder = None,
) -> None:
    """Add a site."""
    open_installation(home)
    from passerby.hub.sites.services import add_site

    site = add_site(
        agent,
        name=name,
        city=city,
        time_zone=time_zone,
        latitude=latitude,
        longitude=longitude,
        capacity=capacity,
    )
    typer.echo(f"{site.name} was added; its id is {site.pk}")


@app.command("list")
def list_sites(home: HomeFolder = None, as_json: AsJson = False) -> None:
    """Every site, with its number of cameras."""
    open_installation(home)
    from passerby.cli.tables import print_rows
    from passerby.hub.sites.models import Site

    rows = [
        {
            "id": site.pk,
            "name": site.name,
            "city": site.city,
            "time_zone": site.time_zone,
            "capacity": site.capacity,
            "agent": site.agent_id,
            "cameras": site.cameras.count(),
            "synthetic": site.is_synthetic,
        }
        for site in Site.objects.all()
    ]
    print_rows(rows, as_json, empty="There is no site yet; `passerby site add NAME` adds one.")


@app.command()
def remove(
    site: Annotated[str, typer.Argument(help="Its name or id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeFolder = None,
) -> None:
    """Delete a site with its cameras and all that was counted there."""
    open_installation(home)
    from passerby.hub.sites.lookup import find_site
    from passerby.hub.sites.services import remove_site

    found = find_site(site)
    cameras = found.cameras.count()
    if not yes:
        typer.confirm(f"Delete {found.name}, its {cameras} cameras and all that they counted?", abort=True)
    remove_site(found)
    typer.echo(f"{found.name} was deleted, with {cameras} cameras")
