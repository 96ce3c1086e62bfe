"""Cloth and dark glasses before a face are told by colours, of any skin in any light."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.gate.covering import covering
from passerby.gate.face_geometry import MEAN_FACE
from passerby.gate.quality import AT_GATE, Fault, assess
from passerby.shapes.errors import FaceError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image

Colour = tuple[float, float, float]
Place = tuple[float, float, float, float]

SIDE, FACE_PX, MARGIN = 300, 150, 75
LANDMARKS = (MEAN_FACE * FACE_PX + MARGIN).astype(np.float32)
SKIN: Colour = (120.0, 150.0, 200.0)
LOWER_FACE: Place = (-0.1, 0.38, 1.1, 1.1)
EYES: Place = (0.0, 0.08, 1.0, 0.36)
NOSE: Place = (0.38, 0.36, 0.62, 0.62)
MOUTH: Place = (0.25, 0.7, 0.75, 0.88)
BEARD: Place = (0.0, 0.62, 1.0, 1.1)
BRIDGE: Place = (0.4, 0.12, 0.6, 0.33)
FOREHEAD: Place = (0.0, -0.3, 1.0, 0.1)

channels = st.floats(60, 240)
skins = st.tuples(channels, channels, channels)
gains = st.floats(0.5, 1.0)


def drawn(
    skin: Colour = SKIN,
    parts: Sequence[tuple[Place, Colour]] = (),
    light: Colour = (1.0, 1.0, 1.0),
) -> Image:
    """A face of one colour with parts of others, in coloured light, and some noise."""
    image = np.full((SIDE, SIDE, 3), skin)
    for (left, top, right, bottom), colour in parts:
        rows, columns = (
            slice(*(max(0, round(edge * FACE_PX + MARGIN)) for edge in ends))
            for ends in ((top, bottom), (left, right))
        )
        image[rows, columns] = colour
    image = image * light + np.random.default_rng(1).normal(0, 3, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def is_told(image: Image) -> bool:
    seen = covering(image, LANDMARKS)
    return seen.cloth > AT_GATE.most_cloth or seen.step > AT_GATE.most_step or seen.eyes < AT_GATE.least_eyes


@given(skin=skins, light=st.tuples(gains, gains, gains))
def test_a_plain_face_is_plain_whatever_its_tone_and_the_light(skin: Colour, light: Colour) -> None:
    assert not is_told(drawn(skin, light=light))


@given(light=st.tuples(gains, gains, gains))
@pytest.mark.parametrize("cloth", [(215, 215, 210), (205, 170, 120), (28, 26, 26), (45, 40, 150)])
@pytest.mark.parametrize("skin", [SKIN, (45, 60, 95), (190, 205, 240)])
def test_a_mask_is_told_on_any_skin_in_any_light(skin: Colour, cloth: Colour, light: Colour) -> None:
    assert is_told(drawn(skin, [(LOWER_FACE, cloth)], light))


@given(light=st.tuples(gains, gains, gains))
@pytest.mark.parametrize("skin", [SKIN, (45, 60, 95), (190, 205, 240)])
def test_dark_glasses_are_told_on_any_skin_in_any_light(skin: Colour, light: Colour) -> None:
    lenses = (0.12 * skin[0], 0.12 * skin[1], 0.12 * skin[2])
    assert is_told(drawn(skin, [(EYES, lenses)], light))


@pytest.mark.parametrize(
    "parts",
    [
        [(BEARD, (25, 25, 28))],
        [(BEARD, (25, 25, 28)), (MOUTH, (90, 90, 160))],
        [(MOUTH, (60, 50, 170))],
        [(NOSE, (110, 120, 210))],
        [(LOWER_FACE, (115, 130, 210)), (MOUTH, (90, 80, 190))],
        [(FOREHEAD, (20, 20, 22))],
        [(BRIDGE, (20, 20, 22))],
        [(EYES, (80, 100, 140))],
    ],
    ids=[
        "beard",
        "beard and lips",
        "lipstick",
        "a cold",
        "flushed",
        "hair or cap",
        "frame of glasses",
        "deep eyes",
    ],
)
def test_what_belongs_to_a_face_is_no_covering(parts: Sequence[tuple[Place, Colour]]) -> None:
    assert not is_told(drawn(parts=parts))


@pytest.mark.parametrize("hidden", [FOREHEAD, BRIDGE])
def test_a_mask_is_told_although_hair_or_glasses_hide_a_part_of_the_skin_above(hidden: Place) -> None:
    low = ((-0.1, 0.5, 1.1, 1.1), (215.0, 215.0, 210.0))
    over_the_nose = ((0.35, 0.4, 0.65, 1.1), (215.0, 215.0, 210.0))
    assert is_told(drawn(parts=[(hidden, (30, 30, 30)), low, over_the_nose]))


def test_without_colours_only_what_is_much_darker_or_lighter_is_told() -> None:
    grey = (150.0, 150.0, 150.0)
    assert is_told(drawn(grey, [(LOWER_FACE, (25, 25, 25))]))
    assert not is_told(drawn(grey, [(LOWER_FACE, (190, 190, 190))]))


def test_shade_on_one_half_is_no_covering() -> None:
    shade = np.linspace(0.3, 1.0, SIDE)[None, :, None]
    assert not is_told((drawn() * shade).astype(np.uint8))


def test_a_face_turned_on_its_side_is_seen_like_an_upright_one() -> None:
    masked = drawn(parts=[(LOWER_FACE, (205, 170, 120))])
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), 25, 1.0)
    turned = np.asarray(cv2.warpAffine(masked, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    upright = covering(masked, LANDMARKS)
    leaning = covering(turned, (LANDMARKS @ turn[:, :2].T + turn[:, 2]).astype(np.float32))
    assert leaning.cloth == pytest.approx(upright.cloth, rel=0.1)
    assert leaning.eyes == pytest.approx(upright.eyes, rel=0.1)


def test_landmarks_that_are_not_a_face_are_refused_here_and_told_as_covered() -> None:
    upside_down = LANDMARKS * [1, -1] + [0, SIDE]
    with pytest.raises(FaceError):
        covering(drawn(), upside_down)
    box = np.array([[MARGIN, MARGIN, SIDE - MARGIN, SIDE - MARGIN]], np.float32)
    faces = Faces(box, np.ones(1, np.float32), upside_down[None].astype(np.float32))
    textured = np.random.default_rng(2).integers(40, 220, (SIDE, SIDE, 3)).astype(np.uint8)
    assert assess(textured, faces, 0).faults == (Fault.COVERED,)
