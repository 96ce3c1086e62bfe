"""What our faces are held against: the package `face_recognition`, dlib's own networks behind HOG detection.

A development dependency, heavy to import, so it is loaded only when the peer is asked for.
"""

import importlib.util
import time
from dataclasses import dataclass

import numpy as np

from passerby.shapes.errors import BenchError
from passerby.shapes.frame import Image


@dataclass(slots=True)
class PeerSpent:
    """How many faces the peer described, and the seconds of detection and description."""

    faces: int = 0
    seconds: float = 0.0

    @property
    def faces_per_s(self) -> float:
        """Faces a second; 0 where it found none."""
        return self.faces / self.seconds if self.seconds else 0.0


class FacePeer:
    """Describes the largest face of each picture, with the package's own defaults.

    Raises BenchError where it is not installed.
    """

    def __init__(self) -> None:
        if importlib.util.find_spec("face_recognition") is None:
            raise BenchError(
                "the peer needs the package `face_recognition`; install it with pip install face_recognition"
            )
        import face_recognition

        self._peer = face_recognition
        self._describe(np.zeros((200, 200, 3), np.uint8), [(40, 160, 160, 40)])
        self.spent = PeerSpent()

    def look(self, image: Image) -> None:
        """Find and describe the largest face of a picture (height, width, 3), blue-green-red."""
        red_green_blue = np.ascontiguousarray(image[:, :, ::-1])
        began = time.perf_counter()
        places = self._peer.face_locations(red_green_blue)
        if places:
            largest = max(places, key=lambda place: (place[2] - place[0]) * (place[1] - place[3]))
            self.spent.faces += self._describe(red_green_blue, [largest])
        self.spent.seconds += time.perf_counter() - began

    def _describe(self, image: Image, places: list[tuple[int, int, int, int]]) -> int:
        return len(self._peer.face_encodings(image, places))
