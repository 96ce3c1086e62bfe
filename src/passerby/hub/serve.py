"""The hub's process: the console on a socket, and beside it the threads that store, watch and publish."""

import resource
import socket
import threading
from collections.abc import Callable
from contextlib import closing

import uvicorn
from django.conf import settings

from passerby.bus.bus import Bus
from passerby.hub.alerts.clock import AlertClock
from passerby.hub.bus_link import LINK
from passerby.hub.crew import Crew
from passerby.hub.crowd.ingester import Ingester
from passerby.hub.housekeeping import keep_house
from passerby.hub.live.board import BOARD
from passerby.hub.live.open_alerts import OPEN_ALERTS
from passerby.hub.sites.publisher import Publisher

FINISH_WITHIN_S = 5
"""How long answers that were begun may take when the hub ends."""

KEEP_ALIVE_S = 30

OPEN_FILES = 16384
"""Each viewer takes a socket, and while it comes in a file of the database; many systems begin with 1024."""


def serve(listener: socket.socket, *, ready: Callable[[], None], stopping: threading.Event) -> bool:
    """Answer on the socket until `stopping` is set, or until a thread of the hub has died.

    The installation must have been prepared. ready: called once the first page would be answered. Returns
    whether it ended because it was told to. Raises BusError where the bus cannot be opened.
    """
    _allow_many_viewers()
    server = HubServer(_config(), ready, stopping)
    crew = Crew(on_death=server.give_up)
    with closing(LINK):
        start_threads(crew, LINK.bus())
        try:
            server.run(sockets=[listener])
        finally:
            crew.stop()
    return not server.has_given_up


def start_threads(crew: Crew, bus: Bus) -> None:
    """Everything that a hub does when nobody looks."""
    crew.start("live board", lambda stopping: BOARD.listen(bus, stopping))
    crew.start("publisher", lambda stopping: Publisher(bus).run(stopping))
    crew.start("ingester", lambda stopping: Ingester(bus, stopping).run())
    crew.start("alert clock", AlertClock(BOARD, changed=OPEN_ALERTS.count).run)
    crew.start("alert count", OPEN_ALERTS.run)
    crew.start("housekeeping", keep_house)


class HubServer(uvicorn.Server):
    """Ends open streams when it ends, and can be told to end by an event."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping
        self.has_given_up = False

    def give_up(self) -> None:
        """From any thread: end, because something died."""
        self.has_given_up = True
        self._stopping.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether it is time to end."""
        return await super().on_tick(counter) or self._stopping.is_set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; streams would never end by themselves."""
        BOARD.close()
        await super().shutdown(sockets)


def _allow_many_viewers() -> None:
    """Raise the process's own limit of open files, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _config() -> uvicorn.Config:
    return uvicorn.Config(
        "passerby.hub.asgi:application",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # Whoever may write these headers could pretend to come from anywhere.
        proxy_headers=False,
        ssl_certfile=settings.PASSERBY.tls_certificate,
        ssl_keyfile=settings.PASSERBY.tls_key,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=FINISH_WITHIN_S,
    )
