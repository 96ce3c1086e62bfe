"""`passerby hub`: the console and all that stands behind it, without an agent."""

from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.installation import HomeFolder, load_hub, prepare_home, use_home, use_listener

if TYPE_CHECKING:
    import socket

    from passerby.cli.welcome import Welcome

Host = Annotated[str | None, typer.Option(help="Address to answer on; beyond loopback only with TLS.")]
Port = Annotated[int | None, typer.Option(help="Port to answer on.", min=1, max=65535)]
_ByParent = Annotated[int | None, typer.Option(hidden=True)]


def hub(
    home: HomeFolder = None,
    host: Host = None,
    port: Port = None,
    demo: Annotated[bool, typer.Option(hidden=True)] = False,
    listener_fd: _ByParent = None,
    parent_fd: _ByParent = None,
) -> None:
    """Run the console alone. `passerby up` runs it together with the agent of this machine."""
    from passerby.cli.parent import parent_at
    from passerby.cli.stopping import stoppable
    from passerby.cli.welcome import tell

    use_home(home)
    use_listener(host, port)
    prepare_home()
    with stoppable() as stopping, parent_at(parent_fd, stopping) as parent:
        listener = _listener(listener_fd)
        load_hub()
        from passerby.hub.serve import serve
        from passerby.hub.start import prepare

        prepare()
        welcome = _welcome(demo)
        told_to = serve(
            listener,
            ready=lambda: parent.tell(welcome.to_line()) if parent else tell(welcome),
            stopping=stopping,
        )
    if not told_to:
        raise typer.Exit(1)


def _listener(fd: int | None) -> "socket.socket":
    """The socket that the parent opened, or a new one."""
    import socket

    from passerby.hub.listening import open_listener
    from passerby.settings import Settings

    return socket.socket(fileno=fd) if fd is not None else open_listener(Settings.from_environment())


def _welcome(demo: bool) -> "Welcome":
    """Where the console is, and a link into it where nobody could sign in without one."""
    from passerby.cli.welcome import Welcome
    from passerby.hub.accounts.services import demo_admin, first_link, sign_in_link
    from passerby.hub.listening import base_url
    from passerby.settings import Settings

    url = base_url(Settings.from_environment())
    if not demo:
        return Welcome(url, first_link(url) or "", demo)
    from passerby.hub.demo import make_demo

    make_demo()
    return Welcome(url, sign_in_link(demo_admin(), url), demo)
