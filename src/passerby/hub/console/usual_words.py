"""How many people are usual now, as a sentence part."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from passerby.hub.charts.words import number_text
from passerby.hub.crowd import queries


def usual_words(camera_ids: Sequence[str], now_s: float, zone: ZoneInfo) -> str:
    """Such as "usual for Tuesday 09:00: 1,190 to 1,350"; says so while too few weeks are known."""
    usual = queries.usual(camera_ids, now_s, zone) if camera_ids else None
    local = datetime.fromtimestamp(now_s, zone)
    when = f"{local:%A} {local:%H}:00"
    if usual is None:
        return f"what is usual for {when} is known after a few weeks"
    low, high = number_text(round(usual.low)), number_text(round(usual.high))
    return f"usual for {when}: {low}" + (f" to {high}" if high != low else "")
