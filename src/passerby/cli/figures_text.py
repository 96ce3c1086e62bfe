"""Figures in words, for the terminal."""

import sys
from collections.abc import Sequence

from rich.console import Console

from passerby.shapes.window import Dwell

SYNTHETIC_NOTE = "synthetic footage: tests the plumbing, says nothing about accuracy on people"


def plain_console() -> Console:
    """The error stream, for people: names are shown as they are, never taken for markup."""
    return Console(stderr=True, markup=False, highlight=False, soft_wrap=not sys.stderr.isatty())


def detector_text(name: str, note: str) -> str:
    """Which detector is in use, and what to know of it."""
    return f"Detector: {name}. {note[:1].upper()}{note[1:]}." if note else f"Detector: {name}."


def dwell_text(dwells: Sequence[Dwell]) -> str:
    """The mean and the longest of the stays that ended, e.g. "42 s, longest 3 min 5 s"."""
    ended = sum(sum(dwell.ended) for dwell in dwells)
    if not ended:
        return "nobody left"
    mean_s = sum(dwell.ended_mean_s * sum(dwell.ended) for dwell in dwells) / ended
    longest_s = max(dwell.ended_max_s for dwell in dwells)
    return f"{span_text(mean_s)}, longest {span_text(longest_s)}"


def span_text(seconds: float) -> str:
    """A span of time for a person: "42 s", "3 min 5 s", "2 h 10 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
