"""The bus of one machine, with no server to install: a SQLite file and Unix sockets in a folder."""

from pathlib import Path

from passerby.bus.assembled import AssembledBus
from passerby.bus.bus import ACK_WAIT_S, MAX_WAITING
from passerby.bus.sockets import SocketSwitchboard
from passerby.bus.sqlite_store import MAX_FILE_BYTES, SqliteStore


class LocalBus(AssembledBus):
    """A bus in `bus/` of a home folder. All local buses of one home, in any process, reach one another.

    ack_wait_s, max_waiting: see bus.ACK_WAIT_S and MAX_WAITING. max_file_bytes: beyond it, publishing and
    putting are refused. Raises BusError when the folder or its file cannot be used.
    """

    def __init__(
        self,
        home: Path,
        *,
        ack_wait_s: float = ACK_WAIT_S,
        max_waiting: int = MAX_WAITING,
        max_file_bytes: int = MAX_FILE_BYTES,
    ) -> None:
        folder = home / "bus"
        store = SqliteStore(folder / "bus.sqlite3", max_waiting, max_file_bytes)
        switchboard = SocketSwitchboard(folder / "run")
        super().__init__(store, switchboard, owns_store=True, ack_wait_s=ack_wait_s)
