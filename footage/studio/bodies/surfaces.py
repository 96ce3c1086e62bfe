"""The pictures on people's surfaces, made from the base set's: dyed, without logos, as arrays.

Pictures are (H, W, 3) or (H, W, 4) float32, sRGB, 0 to 1, first row at the top.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from footage.studio.bodies.appearance import Colour

Picture = NDArray[np.float32]
Kind = Literal["skin", "cloth", "shoes", "hair", "eye", "brow", "lash"]

_EYE_SIZE = 128
_IRIS_RADIUS, _PUPIL_RADIUS = 0.43, 0.17


@dataclass(frozen=True, slots=True)
class Surface:
    """What a part of a body is covered with. normal: a file of surface normals, if there is one."""

    kind: Kind
    picture: Picture
    normal: Path | None = None


@cache
def read(path: Path) -> Picture:
    """A picture from a file."""
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise OSError(f"{path} cannot be read as a picture")
    pixels = cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB)
    return np.asarray(pixels / np.float32(255), np.float32)


def plain_cloth(colour: Colour, occlusion: Path | None, size: int = 512) -> Picture:
    """Cloth of one colour, darker in its folds. Whatever was printed on the original is gone."""
    cloth = np.empty((size, size, 3), np.float32)
    cloth[:] = colour
    if occlusion is not None:
        shade = cv2.resize(read(occlusion)[:, :, :3], (size, size), interpolation=cv2.INTER_AREA)
        cloth *= 0.55 + 0.45 * shade.mean(axis=2, keepdims=True)
    return cloth


def dyed(picture: Picture, colour: Colour) -> Picture:
    """A picture in another colour: its light and dark stay, and what is transparent stays so."""
    luma = picture[:, :, :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    seen = picture[:, :, 3] > 0.5 if picture.shape[2] == 4 else np.ones(luma.shape, bool)
    relative = luma / max(float(luma[seen].mean()), 1e-3)
    result = picture.copy()
    result[:, :, :3] = np.clip(np.clip(relative, 0.3, 1.9)[:, :, None] * np.array(colour, np.float32), 0, 1)
    return result


def eye(iris: Colour) -> Picture:
    """The front half of an eyeball, seen from the front."""
    steps = (np.arange(_EYE_SIZE, dtype=np.float32) + 0.5) / _EYE_SIZE * 2 - 1
    radius = np.hypot(steps[:, None], steps[None, :])[:, :, None]
    white = np.array((0.83, 0.80, 0.77), np.float32) * (1 - 0.25 * np.clip(radius - 0.5, 0, 1))
    ring = np.array(iris, np.float32) * (1.25 - 0.9 * np.clip((radius - 0.28) / 0.15, 0, 1))
    eyeball = np.where(radius < _IRIS_RADIUS, ring, white)
    eyeball = np.where(radius < _PUPIL_RADIUS, np.array((0.015, 0.013, 0.012), np.float32), eyeball)
    return np.asarray(cv2.GaussianBlur(eyeball.astype(np.float32), (5, 5), 1.0))
