"""People made for tests: feet in a picture of 1000 by 1000 pixels, boxes 100 pixels tall."""

from collections.abc import Sequence

import numpy as np

from passerby.shapes.tracks import Tracks

SIZE_WH = (1000, 1000)
TALL = 100.0


def tracks_at(
    captured_at: float,
    feet: Sequence[tuple[float, float]],
    ids: Sequence[int] | None = None,
    observed: Sequence[bool] | None = None,
) -> Tracks:
    """Tracks whose feet stand at normalised points; ids count from 1, and everybody is observed."""
    pixels = np.array(feet, np.float64).reshape(-1, 2) * SIZE_WH
    x, y = pixels[:, 0], pixels[:, 1]
    return Tracks(
        captured_at=captured_at,
        ids=np.array(range(1, len(feet) + 1) if ids is None else ids, np.int64),
        boxes_xyxy=np.stack([x - 20, y - TALL, x + 20, y], axis=1).astype(np.float32),
        observed=np.array([True] * len(feet) if observed is None else observed, np.bool_),
    )
