"""Numbers and spans of time as people read them."""

from math import isfinite

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86400


def number_text(value: float) -> str:
    """A number in full, thousands apart, two decimals at most. Raises ValueError for what is not finite."""
    if not isfinite(value):
        raise ValueError(f"a figure must be a finite number; got {value!r}")
    if value == int(value):
        return f"{int(value):,}"
    places = 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}".rstrip("0").rstrip(".")


def short_number_text(value: float) -> str:
    """A number that fits beside an axis: 950, 1,200, 12k, 3.5M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if abs(value) >= size and (letter == "M" or abs(value) >= 10_000):
            return f"{value / size:.3g}{letter}"
    return number_text(value)


def duration_text(seconds: float) -> str:
    """A span of time by its two largest units: 0.4 s, 45 s, 1 min 50 s, 2 h 5 min, 3 d 4 h."""
    if not isfinite(seconds) or seconds < 0:
        raise ValueError(f"a duration must be 0 s or more; got {seconds!r}")
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    units = ((DAY_S, "d"), (HOUR_S, "h"), (MINUTE_S, "min"), (1, "s"))
    for index, (size, name) in enumerate(units):
        if whole >= size:
            rest_size, rest_name = units[min(index + 1, len(units) - 1)]
            rest = whole % size // rest_size
            return f"{whole // size} {name}" + (f" {rest} {rest_name}" if rest and size > 1 else "")
    return "0 s"
