"""Where a batch's windows go among those that are stored: nearly always simply after them."""

from collections.abc import Iterable, Sequence

from passerby.hub.crowd.answers import StoredWindow
from passerby.hub.crowd.catalogue import Catalogue
from passerby.hub.crowd.facts import LONGEST_WINDOW_S
from passerby.hub.crowd.models import CrowdWindow
from passerby.hub.crowd.parts import Shelf, as_stored
from passerby.hub.crowd.row_keys import WINDOWS_PER_SERIES, window_key
from passerby.hub.crowd.window_items import WindowItems, unpack_lines, unpack_zones
from passerby.hub.crowd.writing import write_ends
from passerby.shapes.window import Window

_LONGEST_MS = round(LONGEST_WINDOW_S * 1000)


class Placing:
    """Takes windows one by one, and knows which rows they make."""

    def __init__(self) -> None:
        self._ended_ms: dict[int, int] = {}
        self._shelves: dict[int, Shelf] = {}
        self._after: list[tuple[int, StoredWindow]] = []

    def load(self, catalogue: Catalogue, windows: Sequence[Window]) -> None:
        """Read what lies about those windows that do not simply come after all others of their camera."""
        by_view: dict[int, list[StoredWindow]] = {}
        for window in windows:
            by_view.setdefault(catalogue.view(window.camera), []).append(as_stored(window))
        for view, stored in by_view.items():
            self._ended_ms[view] = catalogue.last_ended_ms.get(view, 0)
            if not _follow(stored, self._ended_ms[view]):
                self._shelves[view] = Shelf.of(_neighbours(view, stored))

    def put(self, view: int, window: Window) -> bool:
        """Place a window; False where figures of its time are stored already."""
        row = as_stored(window)
        shelf = self._shelves.get(view)
        if shelf is not None and not shelf.put(row):
            return False
        if shelf is None:
            self._after.append((view, row))
        self._ended_ms[view] = max(self._ended_ms[view], row.ended_ms)
        return True

    def changed(self) -> Iterable[tuple[int, StoredWindow]]:
        """The rows to store, with their series."""
        yield from self._after
        for view, shelf in self._shelves.items():
            yield from ((view, shelf.windows[started_ms]) for started_ms in shelf.changed)

    def save_ends(self) -> None:
        """Note when each camera's latest window ended."""
        write_ends(self._ended_ms)


def _follow(windows: Sequence[StoredWindow], ended_ms: int) -> bool:
    """Whether each begins when all before it have ended."""
    for window in windows:
        if window.started_ms < ended_ms:
            return False
        ended_ms = window.ended_ms
    return True


def _neighbours(view: int, windows: Sequence[StoredWindow]) -> list[StoredWindow]:
    low_ms = max(0, min(window.started_ms for window in windows) - _LONGEST_MS)
    high_ms = max(window.ended_ms for window in windows)
    rows = CrowdWindow.objects.filter(key__gte=window_key(view, low_ms), key__lt=window_key(view, high_ms))
    return [_stored(row) for row in rows]


def _stored(row: CrowdWindow) -> StoredWindow:
    return StoredWindow(
        started_ms=row.key % WINDOWS_PER_SERIES,
        ended_ms=row.ended_ms,
        observed_s=row.observed_s,
        frames=row.frames,
        dropped=row.dropped,
        skipped=row.skipped,
        people_now=row.people_now,
        people_mean=row.people_mean,
        people_peak=row.people_peak,
        items=WindowItems(unpack_zones(row.zones), unpack_lines(row.lines)),
    )
