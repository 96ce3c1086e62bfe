"""How the joints of the leg turn while walking.

Angles in the sagittal plane (of the thigh against the vertical, flexion of knee and ankle) of normal level
walking, after the curves in J. Perry and J. Burnfield, "Gait Analysis: Normal and Pathological Function",
rounded to whole degrees at every tenth of the cycle and joined by their Fourier series. A cycle runs from one
heel strike to the next of the same foot.
"""

import numpy as np

_THIGH = (21, 17, 7, -2, -10, -16, -10, 6, 19, 24)
_KNEE = (5, 15, 14, 8, 5, 10, 34, 58, 50, 22)
_ANKLE = (0, -4, 3, 7, 9, 5, -14, -7, 0, 2)


def leg(cycle: float) -> tuple[float, float, float]:
    """Flexion of hip, knee and ankle in degrees; `cycle` counts cycles since a heel strike of this leg."""
    hip, knee, ankle = (_at(table, cycle) for table in (_THIGH, _KNEE, _ANKLE))
    return hip, max(0.0, knee), ankle


def _at(table: tuple[int, ...], cycle: float) -> float:
    spectrum = np.fft.rfft(table) / len(table)
    waves = np.exp(2j * np.pi * cycle * np.arange(1, 5))
    return float(spectrum[0].real + 2 * (spectrum[1:5] @ waves).real)
