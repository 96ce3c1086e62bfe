"""Small ground truths for tests."""

import numpy as np

from footage.studio.truth.rows import Truth

Span = tuple[int, int, float, float]
"""Frame, person, and the foot's x and y in pixels."""


def truth_of(rows: list[Span], *, fps: float = 10.0, height: float = 100.0, visible: float = 1.0) -> Truth:
    """People of one height, upright and wholly visible, whose feet are where the rows say."""
    table = np.array(sorted(rows), np.float64).reshape(-1, 4)
    x, y = table[:, 2], table[:, 3]
    count = len(table)

    def box(half: float, above: float, below: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.stack((x - half, y - above * height, x + half, y - below * height), axis=1)

    return Truth(
        frames=table[:, 0].astype(np.int64),
        times_s=(table[:, 0] - 1) / fps,
        persons=table[:, 1].astype(np.int64),
        boxes_xyxy=box(height / 5, 1, 0),
        visible=np.full(count, visible),
        heads_xyxy=box(height / 14, 1, 0.86),
        faces_xyxy=box(height / 18, 0.97, 0.87),
        facing=np.full(count, 0.5),
        feet_xy=np.stack((x, y), axis=1),
        ground_m=np.stack((x, y), axis=1) / 100,
    )
