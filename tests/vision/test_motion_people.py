"""From silhouettes to people: masks drawn by hand in, boxes out."""

import numpy as np
import pytest

from passerby.shapes import boxes as box_functions
from passerby.shapes.boxes import Boxes
from passerby.vision import motion_people
from passerby.vision.motion_background import Mask
from passerby.vision.motion_height import HeightModel
from passerby.vision.motion_people import Ruler
from tests.vision.motion_scenes import HEIGHT, WIDTH, draw_person, height_at, person_box

NO_HINTS = np.zeros((0, 4), np.float32)


@pytest.fixture(scope="module")
def ruler() -> Ruler:
    model = HeightModel()
    for foot in np.linspace(100, 350, 40):
        model.add(foot / HEIGHT, height_at(foot) / HEIGHT)
    return Ruler(model, HEIGHT)


def silhouettes(*people: tuple[float, float]) -> Mask:
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for x, foot in people:
        draw_person(image, x, foot, height_at(foot))
    return np.asarray((image.max(axis=2) > 0) * 255, np.uint8)


def matched(people: list[tuple[float, float]], boxes: Boxes) -> list[float]:
    return [float(box_functions.iou(person_box(*person), boxes).max(initial=0)) for person in people]


@pytest.mark.parametrize(
    "people",
    [
        [(200, 250)],
        [(200, 250), (222, 250)],
        [(200, 250), (216, 280)],
        [(200, 250), (222, 250), (244, 250)],
        [(200, 250), (205, 290)],
        [(100, 150), (300, 340)],
        [(200, 250), (225, 252), (250, 246), (275, 250)],
    ],
)
def test_each_person_of_a_group_gets_a_box(people: list[tuple[float, float]], ruler: Ruler) -> None:
    found = motion_people.find(silhouettes(*people), ruler, NO_HINTS)
    assert len(found) == len(people)
    assert min(matched(people, found.boxes_xyxy)) >= 0.5


def test_somebody_behind_a_pole_and_a_sign_is_one(ruler: Ruler) -> None:
    mask = silhouettes((200, 250))
    mask[205:215] = 0
    mask[:, 199:202] = 0
    found = motion_people.find(mask, ruler, NO_HINTS)
    assert len(found) == 1
    assert matched([(200, 250)], found.boxes_xyxy)[0] >= 0.6


def test_somebody_half_hidden_is_completed_from_before(ruler: Ruler) -> None:
    mask = silhouettes((200, 250))
    mask[215:] = 0
    found = motion_people.find(mask, ruler, person_box(195, 250))
    assert len(found) == 1
    assert not found.whole[0]
    assert matched([(200, 250)], found.boxes_xyxy)[0] >= 0.6


def test_two_who_overlap_are_two_when_both_were_followed_there(ruler: Ruler) -> None:
    people = [(200.0, 250.0), (214.0, 258.0)]
    mask = silhouettes(*people)
    assert len(motion_people.find(mask, ruler, NO_HINTS)) == 1, "by the outline alone it may well be one"
    before = np.concatenate([person_box(196, 250), person_box(218, 258)])
    found = motion_people.find(mask, ruler, before)
    assert len(found) == 2
    assert min(matched(people, found.boxes_xyxy)) >= 0.5


def test_specks_are_nobody(ruler: Ruler) -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[100:104, 50:52] = 255
    mask[300:310, 250:258] = 255
    assert len(motion_people.find(mask, ruler, NO_HINTS)) == 0


def test_a_stretched_arm_does_not_move_the_box(ruler: Ruler) -> None:
    mask = silhouettes((200, 250))
    mask[188:192, 200:240] = 255
    found = motion_people.find(mask, ruler, NO_HINTS)
    assert len(found) == 1
    assert matched([(200, 250)], found.boxes_xyxy)[0] >= 0.7


def test_before_anything_is_learnt_a_silhouette_is_taken_as_it_is() -> None:
    found = motion_people.find(silhouettes((200, 250)), Ruler(HeightModel(), HEIGHT), NO_HINTS)
    assert len(found) == 1
    assert found.whole[0]


def test_an_empty_mask_holds_nobody(ruler: Ruler) -> None:
    assert len(motion_people.find(np.zeros((HEIGHT, WIDTH), np.uint8), ruler, NO_HINTS)) == 0
