"""The two judges of a silhouette: does it hold a person, and is it more than a ghost?"""

import numpy as np

from passerby.vision.motion_ghosts import are_ghosts
from passerby.vision.motion_hog import PersonCheck
from tests.vision.motion_scenes import HEIGHT, WIDTH, draw_person, height_at, person_box, street


def test_people_far_near_and_at_the_edge_are_told_from_the_street() -> None:
    image = street()
    feet = [(100.0, 130.0), (250.0, 200.0), (380.0, 350.0)]
    for x, foot in feet:
        draw_person(image, x, foot, height_at(foot))
    boxes = np.concatenate([person_box(x, foot) for x, foot in feet])
    check = PersonCheck()
    assert (check.margins(image, boxes) > 0).all()
    assert (check.margins(image, boxes + np.array([60, 0, 60, 0], np.float32)) < 0).all()


def test_a_box_outside_of_the_picture_and_one_without_size_are_no_person() -> None:
    boxes = np.array([[-50, -90, -20, -10], [600, 10, 640, 90], [5, 5, 5, 5]], np.float32)
    assert (PersonCheck().margins(street(), boxes) < 0).all()


def test_a_ghost_is_told_from_somebody_who_stands_there() -> None:
    empty, with_person = street(), street()
    draw_person(with_person, 200, 250, height_at(250))
    mask = np.asarray((with_person != empty).any(axis=2) * 255, np.uint8)
    box = person_box(200, 250)
    assert not are_ghosts(with_person, empty, mask, box)[0]
    assert are_ghosts(empty, with_person, mask, box)[0]


def test_where_nothing_differs_there_is_no_ghost() -> None:
    nothing = np.zeros((HEIGHT, WIDTH), np.uint8)
    assert not are_ghosts(street(), street(), nothing, person_box(200, 250))[0]
