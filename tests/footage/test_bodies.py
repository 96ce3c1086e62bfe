"""One body, dressed: how it stands and walks. Needs the ingredients, and skips without them."""

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footage.studio.bodies.appearance import appearance
from footage.studio.bodies.body import Body
from footage.studio.bodies.dressing import Person, dress
from footage.studio.bodies.stance import Stance
from footage.studio.bodies.surfaces import read
from footage.studio.bodies.walk import AT_EASE, READING, UPRIGHT, Stride, walking
from footage.studio.bodies.wardrobe import piece
from footage.studio.motion.choreography import Stay, Turn, Walk, track_of
from footage.studio.motion.performance import Performer, in_scene

Points = NDArray[np.float64]

SUIT = "male_casualsuit02"
"""It has a logo printed on it."""


@pytest.fixture(scope="module")
def person(ingredients: Path) -> Person:
    return dress(replace(appearance(0), clothes=SUIT))


@pytest.fixture(scope="module")
def body(person: Person) -> Body:
    return person.body


@pytest.fixture(scope="module")
def stride(body: Body) -> Stride:
    return Stride(body)


STANCES = pytest.mark.parametrize(
    "stance",
    [UPRIGHT, AT_EASE, READING, walking(0.1, 1.0), walking(0.6, 1.0)],
    ids=["upright", "at ease", "reading", "striking", "swinging"],
)


@STANCES
def test_the_lowest_sole_is_on_the_ground(body: Body, stance: Stance) -> None:
    assert body.posed(stance)[:, 1].min() == pytest.approx(0, abs=0.002)
    assert min(foot[:, 1].min() for foot in body.posed_feet(stance)) == pytest.approx(0, abs=1e-9)


@STANCES
def test_feet_alone_are_where_they_are_on_the_whole_body(body: Body, stance: Stance) -> None:
    whole = body.posed(stance)
    left, right = body.posed_feet(stance)
    np.testing.assert_allclose(left, whole[body.left_foot], atol=1e-5)
    np.testing.assert_allclose(right, whole[body.right_foot], atol=1e-5)
    assert left[:, 0].mean() > 0 > right[:, 0].mean()


def test_a_body_is_as_tall_as_people_are_and_looks_to_the_front(body: Body) -> None:
    upright = body.posed(UPRIGHT)
    assert 1.5 < np.ptp(upright[:, 1]) < 2.0
    assert body.height_m == pytest.approx(np.ptp(upright[:, 1]), abs=0.05)
    assert upright[body.face, 2].mean() > upright[body.head, 2].mean()


@STANCES
def test_a_face_lies_in_its_head_and_is_as_high_as_faces_are(body: Body, stance: Stance) -> None:
    points = body.posed(stance)
    head, face = points[body.head], points[body.face]
    assert (face.min(axis=0) >= head.min(axis=0)).all()
    assert (face.max(axis=0) <= head.max(axis=0)).all()
    assert head[:, 1].min() > 0.7 * np.ptp(points[:, 1])
    crown = body.posed(UPRIGHT)[body.head, 1].max()
    upright = body.posed(UPRIGHT)[body.face]
    assert upright[:, 1].max() < crown - 0.04
    assert 0.15 < np.ptp(upright[:, 1]) < 0.25
    assert 0.12 < np.ptp(upright[:, 0]) < 0.22


def test_a_sole_that_bears_the_weight_slides_less_than_three_centimetres_a_metre(
    body: Body, stride: Stride
) -> None:
    ways = np.arange(97) / 96 * stride.length_m
    feet = [body.posed_feet(walking(stride.cycle(way), 1.0)) for way in ways]
    slid, went = 0.0, 0.0
    for (before, after), step in zip(pairwise(feet), np.diff(ways), strict=True):
        for side, other in ((0, 1), (1, 0)):
            if min(before[other][:, 1].min(), after[other][:, 1].min()) < 0.01:
                continue
            sole = before[side][:, 1] < before[side][:, 1].min() + 0.02
            slid += abs(float((after[side][sole, 2] - before[side][sole, 2]).mean()) + step)
            went += step
    assert went > 0.4 * stride.length_m
    assert slid / went < 0.03


def test_a_stride_is_as_long_as_peoples_are_and_starts_anew_after_it(stride: Stride) -> None:
    assert 1.0 < stride.length_m < 1.7
    ways = np.linspace(0, 2 * stride.length_m, 200)
    cycles = [stride.cycle(way) for way in ways]
    assert cycles[0] == 0
    assert cycles[-1] == pytest.approx(2)
    assert (np.diff(cycles) > 0).all()
    assert stride.cycle(0.3 + stride.length_m) == pytest.approx(stride.cycle(0.3) + 1)


def test_the_logo_on_a_suit_is_covered_with_plain_cloth(person: Person) -> None:
    surfaces = {part.name: surface for part, surface in zip(person.body.parts, person.surfaces, strict=True)}
    top = surfaces["top"].picture
    shade = top.max(axis=2)
    lit = shade > 0.1
    np.testing.assert_allclose(
        top[lit] / shade[lit][:, None],
        np.broadcast_to(np.array(person.appearance.top) / max(person.appearance.top), top[lit].shape),
        atol=1e-3,
    )
    original = read(piece("clothes", SUIT).diffuse)
    assert all(part.name != SUIT for part in person.body.parts)
    assert not np.array_equal(top, original[:, :, :3])


def test_every_part_has_a_surface_and_every_face_points_that_are_there(person: Person) -> None:
    names = [part.name for part in person.body.parts]
    assert len(names) == len(person.surfaces)
    assert {"skin", "top", "bottom", person.appearance.shoes, person.appearance.haircut} <= set(names)
    triangles = person.body.triangles
    assert triangles.min() >= 0
    assert triangles.max() < len(person.body.points)


def performer(body: Body, stride: Stride, turn: Turn, loop_s: float | None = None) -> Performer:
    return Performer(body, stride, track_of(turn), loop_s)


def looks(performer: Performer, time_s: float) -> Points:
    placed = performer.at(time_s)
    assert placed is not None
    return placed.face_way


def bearing(way: Points) -> float:
    """Degrees to the picture's right of somebody who looks along -y."""
    return math.degrees(math.atan2(way[0], -way[1]))


def test_somebody_stands_where_they_are_told_and_looks_there(body: Body, stride: Stride) -> None:
    turn = Turn(1, 2.0, (3.0, 4.0), (Stay(4.0, (7.0, 4.0), "upright"),))
    one = performer(body, stride, turn)
    placed = one.at(4.0)
    assert placed is not None
    np.testing.assert_allclose(placed.ground_m, (3, 4))
    np.testing.assert_allclose(placed.points_m[:, :2].mean(axis=0), (3, 4), atol=0.15)
    assert placed.points_m[:, 2].min() == pytest.approx(0, abs=0.002)
    assert bearing(placed.face_way) == pytest.approx(90, abs=12)
    assert np.linalg.norm(placed.face_way) == pytest.approx(1)


def test_somebody_is_on_from_the_start_of_their_turn_to_its_end(body: Body, stride: Stride) -> None:
    one = performer(body, stride, Turn(1, 2.0, (0.0, 0.0), (Stay(4.0, (0.0, -1.0)),)))
    assert [one.is_on(time_s) for time_s in (1.9, 2.0, 6.0, 6.1)] == [False, True, True, False]
    assert one.at(1.9) is None


def test_a_gaze_to_the_left_turns_the_face_to_the_persons_left(body: Body, stride: Stride) -> None:
    gaze = ((0.0, 0.0, 0.0), (2.0, 0.0, 0.0), (3.0, 32.0, 0.0), (5.0, 32.0, 0.0))
    plain = performer(body, stride, Turn(1, 0.0, (0.0, 0.0), (Stay(5.0, (0.0, -1.0), "upright"),)))
    turned = performer(body, stride, Turn(1, 0.0, (0.0, 0.0), (Stay(5.0, (0.0, -1.0), "upright", gaze),)))
    assert bearing(looks(turned, 1.0)) == pytest.approx(bearing(looks(plain, 1.0)), abs=0.5)
    assert bearing(looks(turned, 4.0)) - bearing(looks(plain, 4.0)) == pytest.approx(32, abs=1)


def test_somebody_is_after_a_loop_as_they_were_before(body: Body, stride: Stride) -> None:
    turn = Turn(1, 8.0, (0.0, 0.0), (Stay(3.0, (0.0, -1.0)), Walk(2.0, 0.0)))
    one = performer(body, stride, turn, loop_s=10.0)
    for time_s in (0.0, 1.5, 9.0):
        before, after = one.at(time_s), one.at(time_s + 10.0)
        assert before is not None
        assert after is not None
        np.testing.assert_allclose(after.points_m, before.points_m, atol=1e-9)


def test_whoever_walks_moves_their_legs_and_whoever_stands_does_not(body: Body, stride: Stride) -> None:
    walk = performer(body, stride, Turn(1, 0.0, (0.0, 0.0), (Walk(6.0, 0.0),)))
    stay = performer(body, stride, Turn(1, 0.0, (0.0, 0.0), (Stay(5.0, (9.0, 0.0)),)))

    def spread(one: Performer, time_s: float) -> float:
        placed = one.at(time_s)
        assert placed is not None
        feet = [placed.points_m[foot, 0].mean() for foot in (body.left_foot, body.right_foot)]
        return float(feet[0] - feet[1])

    moments = np.arange(1.5, 3.0, 0.1)
    walked, stood = ([spread(one, float(time_s)) for time_s in moments] for one in (walk, stay))
    assert min(walked) < -0.4
    assert max(walked) > 0.4
    assert np.ptp(stood) < 0.05


@pytest.mark.parametrize(("heading", "way"), [(0.0, (0, -1, 0)), (math.pi / 2, (1, 0, 0))])
def test_in_the_scene_people_look_along_their_heading(heading: float, way: tuple[int, int, int]) -> None:
    body_axes = np.array([(0.0, 0.0, 1.0), (0.0, 1.0, 0.0)])
    front, up = in_scene(body_axes, np.zeros(2), heading)
    np.testing.assert_allclose(front, way, atol=1e-12)
    np.testing.assert_allclose(up, (0, 0, 1))
