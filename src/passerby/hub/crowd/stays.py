"""Quantiles of stays, read off their histogram."""

from collections.abc import Sequence

from passerby.hub.crowd.answers import DwellFigures
from passerby.shapes.window import DWELL_EDGES_S


def figures(counts: Sequence[int], sum_s: float, max_s: float) -> DwellFigures:
    """Figures of the stays that are counted by bin; sum_s, max_s: of all of them, in seconds."""
    total = sum(counts)
    if not total:
        return DwellFigures(tuple(counts), None, None, None, None)
    return DwellFigures(
        tuple(counts), sum_s / total, quantile(counts, 0.5, max_s), quantile(counts, 0.9, max_s), max_s
    )


def quantile(counts: Sequence[int], share: float, max_s: float) -> float | None:
    """The stay in seconds that this share, 0..1, of the stays does not exceed; None when there are none.

    Within a bin stays count as spread evenly; none is longer than max_s, the longest that was measured.
    """
    wanted = share * sum(counts)
    before = 0
    for low_s, high_s, count in zip(DWELL_EDGES_S, (*DWELL_EDGES_S[1:], max_s), counts, strict=True):
        if count and before + count >= wanted:
            high_s = max(low_s, min(high_s, max_s))
            return min(low_s + (high_s - low_s) * (wanted - before) / count, max_s)
        before += count
    return None
