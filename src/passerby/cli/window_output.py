"""Where windows go: a file, standard output, or nowhere."""

import sys
from collections.abc import Sequence
from pathlib import Path

from passerby.agent.window_files import WindowFile, json_line, open_window_file
from passerby.shapes.errors import OutputError
from passerby.shapes.window import Window


class _StandardOutput:
    """JSON Lines for the next program in a pipe."""

    def __init__(self) -> None:
        # Taken now: a progress bar puts itself in the place of `sys.stdout` while it is drawn.
        self._out = sys.stdout

    def write(self, windows: Sequence[Window]) -> None:
        """Print windows, each at once."""
        try:
            for window in windows:
                self._out.write(json_line(window))
            self._out.flush()
        except OSError as error:
            raise OutputError(f"standard output took no more windows: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is left to do."""


class _Nowhere:
    """For who only looks."""

    def write(self, windows: Sequence[Window]) -> None:
        """Forget them."""

    def close(self) -> None:
        """Nothing is left to do."""


Output = WindowFile | _StandardOutput | _Nowhere


def open_output(out: str | None) -> Output:
    """What `--out` names: None is nowhere, - standard output, else a file. Raises OutputError."""
    if out is None:
        return _Nowhere()
    return _StandardOutput() if out == "-" else open_window_file(Path(out))
