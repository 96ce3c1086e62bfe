"""The vertical axis: from zero, in steps of 1, 2 or 5."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

_NOTHING = 1e-9
"""What is smaller than that is an error of rounding, not a figure."""


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """low, high: the values at the plot's lower and upper edge. ticks: from low to high, evenly apart."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the lower edge, 1 at the upper; outside of that for a value outside."""
        return (value - self.low) / (self.high - self.low)


def nice_step(span: float, at_most: int) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that cuts the span into at most so many parts."""
    rough = span / at_most
    power = 10.0 ** floor(log10(rough))
    # The margin keeps a span of, say, 0.3 from failing at 0.1 by a rounding error.
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def value_axis(values: Iterable[float | None], at_most: int = 4) -> ValueAxis:
    """An axis that holds all values and zero. Whole values get whole ticks; nothing but zeros gets 0 to 1."""
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    if high - low < _NOTHING:
        return ValueAxis(0.0, 1.0, (0.0, 1.0))
    step = nice_step(high - low, at_most)
    if all(value == int(value) for value in known):
        step = max(step, 1.0)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(float(f"{index * step:.12g}") for index in range(first, last + 1))
    return ValueAxis(ticks[0], ticks[-1], ticks)
