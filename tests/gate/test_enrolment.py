"""Enrolment: from pictures of one person alone to the templates of a pass."""

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest

from passerby.gate.challenge import Side
from passerby.gate.enrolment import CHANGED, DONE, HOLD, NO_FACE, SEVERAL, UNLIKE, Enrolment, enrol
from passerby.gate.policy import TEMPLATES_PER_PASS
from passerby.gate.quality import Fault
from passerby.passes.templates import Template
from passerby.shapes.frame import Frame
from tests.gate.stage import SHARP, Actor, Stage

ANN = Actor(0)
AHEAD = [0.0] * 10
TO_LEFT = [float(yaw) for yaw in (*range(0, 30, 3), *range(27, 0, -3))]
TO_RIGHT = [-yaw for yaw in TO_LEFT]


class Booth:
    """An enrolment on a stage."""

    def __init__(self, side: Side | None = None) -> None:
        self.stage = Stage()
        self.enrolment = Enrolment(self.stage, self.stage, side)
        self.at = 1000.0

    def look(self, *actors: Actor) -> str:
        self.at += 0.1
        self.stage.actors = actors
        return self.enrolment.look(Frame(SHARP, self.at, 0))

    def turn(self, actor: Actor, yaws: Iterable[float]) -> str:
        """What is told at the end."""
        return [self.look(replace(actor, yaw=yaw)) for yaw in yaws][-1]


def test_who_looks_ahead_and_turns_their_head_is_enrolled_from_the_front_and_turned() -> None:
    booth = Booth()
    assert booth.look(ANN) == HOLD
    assert booth.turn(ANN, AHEAD).startswith("Turn your head")
    assert booth.turn(ANN, TO_LEFT) == DONE
    assert len(booth.enrolment.result().templates) == 2
    booth.turn(ANN, TO_RIGHT)
    result = booth.enrolment.result()
    assert (len(result.templates), result.missing) == (TEMPLATES_PER_PASS, "")


def test_who_turned_to_both_sides_has_one_template_of_both() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD)
    booth.turn(replace(ANN, like=1, likeness=0.2), TO_LEFT)
    booth.turn(replace(ANN, like=2, likeness=0.2), TO_RIGHT)
    _, turned = booth.enrolment.result().templates
    assert likeness(turned, 1) == pytest.approx(0.1, abs=0.03)
    assert likeness(turned, 2) == pytest.approx(0.1, abs=0.03)


def test_the_templates_of_the_result_outlive_the_enrolment_and_nothing_else_does() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD + TO_LEFT)
    result = booth.enrolment.result()
    booth.enrolment.close()
    assert all(template.numbers.any() for template in result.templates)
    for template in result.templates:
        template.wipe()
    assert booth.stage.nothing_is_left


def test_a_pose_is_enrolled_as_the_mean_of_its_pictures() -> None:
    booth = Booth()
    booth.turn(ANN, [0.0] * 8)
    booth.turn(replace(ANN, like=1, likeness=0.2), [0.0] * 8)
    booth.turn(replace(ANN, like=2, likeness=0.2), TO_LEFT)
    frontal, turned = booth.enrolment.result().templates
    assert likeness(frontal, 1) == pytest.approx(0.1)
    assert likeness(turned, 2) == pytest.approx(0.2)
    assert likeness(turned, 1) == 0


def test_of_each_picture_the_mirror_image_counts_as_much() -> None:
    booth = Booth()
    booth.turn(replace(ANN, like=1, likeness=0.1, mirrored=0.3), AHEAD + TO_LEFT + TO_RIGHT)
    templates = booth.enrolment.result().templates
    assert [likeness(template, 1) for template in templates] == pytest.approx([0.2] * TEMPLATES_PER_PASS)


def likeness(template: Template, to: int) -> float:
    """How much of the looks of that one is in a template."""
    return float(template.numbers[to]) * math.sqrt(2)


def test_a_turn_is_demanded() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD * 3)
    assert booth.enrolment.result().missing.startswith("Turn your head")


def test_a_flat_picture_that_is_turned_is_not_enrolled() -> None:
    booth = Booth()
    booth.turn(replace(ANN, flat=True), AHEAD + TO_LEFT + TO_RIGHT)
    assert booth.enrolment.result().templates == ()


def test_the_side_that_is_asked_for_is_the_one_that_counts() -> None:
    booth = Booth(Side.RIGHT)
    assert "your right" in booth.turn(ANN, AHEAD + TO_LEFT)
    assert booth.turn(ANN, TO_RIGHT) == DONE


def test_two_faces_are_told_and_add_nothing() -> None:
    booth = Booth()
    assert booth.look() == NO_FACE
    assert booth.look(ANN, replace(ANN, x=120)) == SEVERAL
    assert booth.stage.made == []


def test_a_pattern_on_the_wall_that_looks_a_little_like_a_face_is_nobody() -> None:
    booth = Booth()
    assert booth.look(ANN, replace(ANN, x=120, score=0.7)) == HOLD
    assert booth.look(ANN, replace(ANN, x=120, score=0.9)) == SEVERAL


def test_a_person_who_takes_the_place_of_another_is_refused_and_all_is_overwritten() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD)
    assert booth.turn(Actor(1), TO_LEFT) == CHANGED
    assert booth.enrolment.result().missing == CHANGED
    assert booth.enrolment.result().templates == ()
    assert booth.stage.nothing_is_left


def test_after_a_face_was_lost_everything_begins_anew() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD)
    booth.at += 5
    assert booth.turn(Actor(1), AHEAD).startswith("Turn your head")
    booth.turn(Actor(1), TO_LEFT)
    (frontal, *_) = booth.enrolment.result().templates
    assert frontal.numbers[1] > 0
    assert frontal.numbers[0] == 0


def test_an_outlier_is_dropped() -> None:
    booth = Booth()
    booth.turn(ANN, AHEAD)
    booth.turn(replace(ANN, like=1, likeness=0.55), [0.0] * 2)
    booth.turn(ANN, TO_LEFT)
    for template in booth.enrolment.result().templates:
        assert template.numbers[1] == 0


def test_pictures_that_are_all_unlike_are_refused() -> None:
    booth = Booth()
    for like in range(1, 9):
        booth.turn(replace(ANN, like=like, likeness=0.55), [0.0] * 2)
    booth.turn(replace(ANN, like=1, likeness=0.55), TO_LEFT)
    assert booth.enrolment.result().missing == UNLIKE


def test_what_is_wrong_with_the_pictures_is_what_is_missing() -> None:
    booth = Booth()
    assert booth.turn(replace(ANN, size_px=50), AHEAD) == Fault.TOO_SMALL
    assert booth.enrolment.result().missing == Fault.TOO_SMALL


def test_a_face_of_which_no_template_can_be_made_stops_nothing() -> None:
    booth = Booth()
    booth.stage.unusable = True
    assert booth.look(ANN) == Fault.TURNED
    booth.stage.unusable = False
    assert booth.turn(ANN, AHEAD + TO_LEFT) == DONE


def test_nothing_is_left_where_the_camera_fails() -> None:
    stage = Stage(actors=[ANN])

    def failing() -> Iterable[Frame]:
        for number in range(5):
            yield Frame(SHARP, 1000 + number, number)
        raise OSError("the cable")

    with pytest.raises(OSError, match="cable"):
        enrol(failing(), stage, stage)
    assert stage.made
    assert stage.nothing_is_left
