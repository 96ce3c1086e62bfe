"""The bus of this process: opened when first asked for, shared by its threads, closed at its end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from passerby.bus.bus import Bus


class BusLink:
    """Holds one bus. `using` puts another in its place for a while, such as one in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bus: Bus | None = None

    def bus(self) -> Bus:
        """The bus that the settings name. Raises BusError or SettingError where it cannot be opened."""
        with self._lock:
            if self._bus is None:
                # Loaded here: pages that never ask the bus start without its parts.
                from passerby.bus.connect import open_bus

                self._bus = open_bus(settings.PASSERBY.bus_url, settings.PASSERBY.home)
            return self._bus

    @contextmanager
    def using(self, bus: Bus) -> Iterator[Bus]:
        """Give this bus to whoever asks, while the context lasts; it is not closed."""
        with self._lock:
            before, self._bus = self._bus, bus
        try:
            yield bus
        finally:
            with self._lock:
                self._bus = before

    def close(self) -> None:
        """Let go of the bus; the next who asks opens another."""
        with self._lock:
            bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()


LINK = BusLink()


def bus() -> Bus:
    """The bus of this process; see BusLink.bus."""
    return LINK.bus()
