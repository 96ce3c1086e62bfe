"""`passerby agent`: counts at the cameras that the hub names, without a console."""

from typing import Annotated

import typer

from passerby.cli.installation import HomeFolder, prepare_home, use_home

LOCAL = "local"
"""The agent that `passerby up` starts; a new site is given to it."""


def agent(
    home: HomeFolder = None,
    name: Annotated[str, typer.Option(help="What the hub calls this agent.")] = LOCAL,
    parent_fd: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run an agent alone. `passerby up` runs the one of this machine together with the console."""
    import logging

    from passerby.agent.run import run_agent
    from passerby.cli.parent import parent_at
    from passerby.cli.stopping import stoppable
    from passerby.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    use_home(home)
    prepare_home()
    settings = Settings.from_environment()
    with stoppable() as stopping, parent_at(parent_fd, stopping):
        run_agent(settings.home, name, settings, settings.bus_url, stopping)
