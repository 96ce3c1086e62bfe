"""Crossings since the start, added up over windows."""

from collections import Counter
from collections.abc import Iterable, Mapping

from passerby.shapes.window import Window


class LineTotals:
    """Crossings of each line of one camera, by the line's name."""

    def __init__(self) -> None:
        self._entered: Counter[str] = Counter()
        self._left: Counter[str] = Counter()

    def add(self, windows: Iterable[Window]) -> None:
        """Add windows that have closed."""
        for window in windows:
            for line in window.lines:
                self._entered[line.name] += line.entered
                self._left[line.name] += line.left

    def with_current(self, current: Window | None) -> Mapping[str, tuple[int, int]]:
        """(entered, left) by line, the window that is still filling included."""
        if current is None:
            return {name: (self._entered[name], self._left[name]) for name in self._entered}
        return {
            line.name: (self._entered[line.name] + line.entered, self._left[line.name] + line.left)
            for line in current.lines
        }
