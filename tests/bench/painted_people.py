"""People for the measures of faces: each is a colour, so that what must come out is known."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from passerby.gate.template_networks import RECIPES, OnnxTemplates, TemplateNetwork
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.onnx_session import open_session
from tests.gate.told_networks import tell_colours

RED, GREEN, BLUE, GREY = (20, 20, 250), (20, 250, 20), (250, 20, 20), (120, 120, 120)
NEARLY_RED = (20, 60, 250)

Colour = tuple[int, int, int]


def paint(path: Path, *people: Colour, side_px: int = 120) -> Path:
    """A picture file of these people side by side, with black between them; of none, all black."""
    image = np.zeros((side_px + 20, max(1, len(people)) * (side_px + 20), 3), np.uint8)
    for number, colour in enumerate(people):
        left = 10 + number * (side_px + 20)
        image[10 : 10 + side_px, left : left + side_px] = colour
    cv2.imwrite(str(path), image)
    return path


class SquareFinder:
    """Takes each square that is not black for a face."""

    name = "Squares"

    def detect(self, image: Image) -> Faces:
        """The squares, from left to right."""
        filled = np.concatenate([[0], (image.max(axis=(0, 2)) > 10).astype(int), [0]])
        lefts, rights = np.flatnonzero(np.diff(filled) > 0), np.flatnonzero(np.diff(filled) < 0)
        if not len(lefts):
            return Faces.empty()
        top = float(np.flatnonzero(image.max(axis=(1, 2)) > 10)[0])
        sides = (rights - lefts).astype(float)
        boxes = np.stack([lefts, np.full(len(lefts), top), rights, top + sides], axis=1).astype(np.float32)
        place = RECIPES["dlib-resnet"].reference_xy / 150
        landmarks = boxes[:, None, :2] + place[None] * sides[:, None, None]
        return Faces(boxes, np.ones(len(boxes), np.float32), landmarks.astype(np.float32))


def colour_network() -> TemplateNetwork:
    """Templates are the mean colours, 0..1: those of the people here are .9 and more apart, red ones .1."""
    recipe = replace(RECIPES["dlib-resnet"], pixel_scale=1 / 250, model_id="colours-1")
    network = tell_colours(recipe.size_px, recipe.dimension)
    return OnnxTemplates(open_session(network, "Colours"), recipe, "Colours")
