"""Where windows go: a file, standard output, or nowhere."""

import sys
from collections.abc import Sequence
from pathlib import Path

from passerby.agent.window_files import WindowFile, json_line, open_window_file
from passerby.shapes.window import Window


class _StandardOutput:
    """JSON Lines for the next program in a pipe."""

    def write(self, windows: Sequence[Window]) -> None:
        """Print windows, each at once."""
        for window in windows:
            sys.stdout.write(json_line(window))
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing is left to do."""


class _Nowhere:
    """For who only looks."""

    def write(self, windows: Sequence[Window]) -> None:
        """Forget them."""

    def close(self) -> None:
        """Nothing is left to do."""


def open_output(out: str | None) -> WindowFile | _StandardOutput | _Nowhere:
    """What `--out` names: None is nowhere, - standard output, else a file. Raises OutputError."""
    if out is None:
        return _Nowhere()
    return _StandardOutput() if out == "-" else open_window_file(Path(out))
