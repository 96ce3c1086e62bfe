"""What a person sees of a gate: what to do, what was decided, and what is wrong."""

import json
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from passerby.agent.gate_runner import Decision, GateNews, GateReport
from passerby.cli.figures_text import plain_console
from passerby.cli.gate_lines import (
    MODES,
    camera_text,
    decision_json,
    decision_line,
    passes_text,
    summary_line,
    summary_record,
)
from passerby.shapes.presentation import GateMode, Outcome

_DECISIONS = 8
_TABLE_FROM = 60
_TROUBLES = 4
_COLOURS = {Outcome.ACCEPTED: "green", Outcome.AMBIGUOUS: "yellow", Outcome.STRANGER: "dim"}


@dataclass(frozen=True, slots=True)
class GateTitle:
    """What does not change while a gate is watched. note: to be read beside every figure, or ""."""

    site: str
    camera: str
    mode: GateMode
    note: str = ""

    @property
    def text(self) -> str:
        """One line for a person."""
        # A synthetic camera is called by its place already.
        place = self.camera if self.camera.startswith(self.site) else f"{self.site}, {self.camera}"
        return f"{place}: {self.mode.value}, {MODES[self.mode]}"


class GateScreen:
    """Takes what happens at a gate to the terminal, or as JSON Lines to standard output."""

    def __init__(self, title: GateTitle, as_json: bool) -> None:
        self.console = plain_console()
        self._title, self._as_json = title, as_json
        # Taken now: a screen puts itself in the place of `sys.stdout` while it is drawn.
        self._out = sys.stdout
        self._decisions: deque[Decision] = deque(maxlen=_DECISIONS)
        self._troubles: deque[str] = deque(maxlen=_TROUBLES)
        self._after_s: list[float] = []
        self._told: tuple[str, ...] = ()
        self._live: Live | None = None
        self.camera_fault = ""
        """What was wrong with the camera last; a camera that was let go of tells no more."""

    @contextmanager
    def display(self) -> Iterator[None]:
        """A screen that redraws itself, where there is one; its last state stays."""
        if self._as_json or not self.console.is_terminal:
            self.console.print(self._title.text)
            if self._title.note:
                self.console.print(self._title.note)
            yield
            return
        with Live(console=self.console, auto_refresh=False, redirect_stdout=False) as live:
            self._live = live
            yield

    def take(self, news: GateNews) -> None:
        """Keep what happened, and tell it where nothing is drawn."""
        self._decisions.extend(news.decisions)
        self._troubles.extend(news.troubles)
        self._after_s += [
            decision.after_s
            for decision in news.decisions
            if decision.presentation.outcome is Outcome.ACCEPTED
        ]
        if self._as_json:
            for decision in news.decisions:
                self._out.write(f"{decision_json(decision)}\n")
            self._out.flush()
        if self._live is None:
            lines = [] if self._as_json else [decision_line(decision) for decision in news.decisions]
            for line in [*news.troubles, *lines]:
                self.console.print(line)

    def show(self, report: GateReport, passes: int) -> None:
        """Draw how the gate is doing; where nothing can be drawn, print what has changed."""
        self.camera_fault = report.health.reason or self.camera_fault
        if self._live is not None:
            self._live.update(self.drawn(report, passes, self.console.width), refresh=True)
            return
        told = tuple(text for text in (passes_text(passes), camera_text(report)) if text)
        for text in told:
            if text not in self._told:
                self.console.print(text)
        self._told = told

    def conclude(self, report: GateReport) -> None:
        """Tell how the watch went, where it is not drawn already."""
        if self._as_json:
            self._out.write(f"{json.dumps(summary_record(report, self._after_s))}\n")
            self._out.flush()
        elif self._live is None:
            self.console.print(summary_line(report, self._after_s))

    def drawn(self, report: GateReport, passes: int, width: int) -> RenderableType:
        """The gate at this moment, troubles first: they are what a small terminal must not cut off."""
        troubles = [text for text in (*self._troubles, camera_text(report)) if text]
        parts: list[RenderableType] = [Text(text, "red") for text in troubles]
        parts.append(Text(self._title.text, "bold"))
        parts.append(Text(passes_text(passes), "dim" if passes else "yellow"))
        parts.append(Text(" · ".join(dict.fromkeys(report.hints)) or "Nobody is in front of it.", "cyan"))
        if width < _TABLE_FROM:
            parts += [Text(decision_line(decision)) for decision in reversed(self._decisions)]
        elif self._decisions:
            parts.append(self._table())
        parts.append(Text(summary_line(report, self._after_s), "dim"))
        if self._title.note:
            parts.append(Text(self._title.note, "yellow"))
        return Group(*parts)

    def _table(self) -> Table:
        table = Table("time", "decision", "pass", "after", box=SIMPLE, padding=(0, 2, 0, 0))
        if any(decision.presentation.note for decision in self._decisions):
            table.add_column("to tell them")
        for decision in reversed(self._decisions):
            table.add_row(*_cells(decision)[: len(table.columns)])
        return table


def _cells(decision: Decision) -> tuple[RenderableType, ...]:
    one = decision.presentation
    outcome = Text(one.outcome.value, _COLOURS[one.outcome])
    if one.outcome is Outcome.STRANGER:
        return "", outcome, "", "", Text(one.note)
    at = datetime.fromtimestamp(one.decided_at, UTC)
    return f"{at:%H:%M:%S}", outcome, one.pass_id, f"{decision.after_s:.2f} s", Text(one.note)
