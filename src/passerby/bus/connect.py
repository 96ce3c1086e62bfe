"""From an address to a bus."""

from pathlib import Path
from weakref import WeakValueDictionary

from passerby.bus.bus import Bus
from passerby.bus.local import LocalBus
from passerby.bus.memory import Exchange, MemoryBus
from passerby.shapes.errors import SettingError

_EXCHANGES: WeakValueDictionary[Path, Exchange] = WeakValueDictionary()


def open_bus(url: str, home: Path) -> Bus:
    """The bus at an address: "local:" in the home folder, or "memory:" for this process alone.

    Buses in memory that are opened for the same home reach one another while any of them is held. Raises
    SettingError for another address, and BusError when the bus cannot be used.
    """
    if url == "local:":
        return LocalBus(home)
    if url == "memory:":
        return MemoryBus(_EXCHANGES.setdefault(home.absolute(), Exchange()))
    scheme = url.partition(":")[0][:20]
    if scheme in ("nats", "tls"):
        raise SettingError(
            "a bus over NATS is not in this version of Passerby; leave PASSERBY_BUS_URL away, and run hub "
            "and agent on one machine"
        )
    raise SettingError(
        f"PASSERBY_BUS_URL must be local: or memory:; got an address that begins with {scheme!r}"
    )
