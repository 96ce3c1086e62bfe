"""`passerby up`: hub and agent side by side, on one machine."""

import os
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.hub import Host, Port
from passerby.cli.installation import HomeFolder, prepare_home, use_home, use_listener

if TYPE_CHECKING:
    from passerby.cli.children import Child
    from passerby.cli.welcome import Welcome

LOOK_EVERY_S = 0.1


def up(
    home: HomeFolder = None,
    host: Host = None,
    port: Port = None,
    open_browser: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open", help="Open the console in a browser; by default where there is one."
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Show two synthetic sites, in a home folder of their own."),
    ] = False,
) -> None:
    """Run Passerby on this machine: the console, and an agent that counts at its cameras."""
    from passerby.cli.children import Child
    from passerby.cli.stopping import stoppable
    from passerby.hub.listening import open_listener
    from passerby.settings import Settings

    use_home(home or (demo_home() if demo else None))
    use_listener(host, port)
    # What can be refused without loading the hub is refused at once.
    prepare_home()
    with open_listener(Settings.from_environment()) as listener:
        words = ["hub", "--listener-fd", str(listener.fileno()), *(["--demo"] if demo else [])]
        hub = Child("hub", words, shared=[listener.fileno()])
        agent = Child("agent", ["agent"])
        with stoppable() as stopping:
            # Side by side: each takes a second or two to load what it needs.
            hub.start()
            agent.start()
            try:
                _watch(hub, agent, stopping, _wants_browser(open_browser))
            finally:
                # The agent first, so that the hub can still store its last windows.
                agent.end()
                hub.end()


def demo_home() -> Path:
    """Where a demonstration lives: beside the installation's own home folder, never in it."""
    from passerby.settings import Settings

    data_home = {name: os.environ[name] for name in ("XDG_DATA_HOME",) if name in os.environ}
    return Settings.from_environment(data_home).home.with_name("demo")


def _watch(hub: "Child", agent: "Child", stopping: threading.Event, wants_browser: bool) -> None:
    """Keep both running until told to stop. A hub that refuses to start at all ends everything."""
    from passerby.cli.welcome import Welcome, tell

    while not stopping.wait(LOOK_EVERY_S):
        said = hub.line()
        if said is not None:
            welcome = Welcome.from_line(said)
            tell(welcome)
            if wants_browser:
                _open_browser(welcome)
                wants_browser = False
        for child in (hub, agent):
            status = child.mind()
            if status is None:
                continue
            if child is hub and not hub.was_ready:
                # It has said why.
                raise typer.Exit(1)
            child.tell_death(status)


def _wants_browser(chosen: bool | None) -> bool:
    if chosen is not None:
        return chosen
    has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return has_screen and sys.stdout.isatty()


def _open_browser(welcome: "Welcome") -> None:
    # Some browsers stay in the foreground, and the children must be minded meanwhile.
    address = welcome.link or welcome.url
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
