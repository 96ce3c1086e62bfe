"""Where the people followed stood in the last seconds, for drawing their trails."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from passerby.shapes.boxes import Boxes
from passerby.shapes.tracks import Tracks

LENGTH_S = 1.5
STEP_S = 0.3

_Walked = list[tuple[float, npt.NDArray[np.float32]]]


class Trails:
    """Remembers each track's boxes for as long as the trail is, and forgets a track when it ends."""

    def __init__(self, length_s: float = LENGTH_S, step_s: float = STEP_S) -> None:
        self._length_s = length_s
        self._step_s = step_s
        self._walked: dict[int, _Walked] = {}

    def follow(self, tracks: Tracks) -> None:
        """Add the tracks of one frame; a box sooner than a step after the last of its track is not kept."""
        self._walked = {
            int(identity): self._longer(self._walked.get(int(identity), []), tracks.captured_at, box)
            for identity, box in zip(tracks.ids, tracks.boxes_xyxy, strict=True)
        }

    def _longer(self, walked: _Walked, now: float, box: npt.NDArray[np.float32]) -> _Walked:
        recent = [(at, earlier) for at, earlier in walked if 0 <= now - at <= self._length_s]
        return recent if recent and now - recent[-1][0] < self._step_s else [*recent, (now, box)]

    def by_id(self) -> Mapping[int, Boxes]:
        """For each track that is there now, its boxes (K, 4) of the last seconds in pixels, oldest first."""
        return {
            identity: np.array([box for _, box in walked], np.float32)
            for identity, walked in self._walked.items()
        }
