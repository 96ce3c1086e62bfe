"""What happens in each of the studio's clips, before anybody is dressed or any picture made."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from footage.studio.checks.presentations import LASTS_S, MEMBERS, PAIRS, STRANGERS
from footage.studio.clip import Clip
from footage.studio.clips import CLIPS
from footage.studio.errors import ChoreographyError
from footage.studio.motion.choreography import RATE, Stay, Turn, Walk
from footage.studio.motion.rehearsal import MOST_SPEED
from tests.footage.dolls import places_at, rehearse_with_dolls, rehearsed

EVERY = pytest.mark.parametrize("name", CLIPS)
CROWDS = pytest.mark.parametrize("name", ["plaza", "lobby"])
GATES = pytest.mark.parametrize("name", ["gate-lisbon", "gate-oslo"])
SELFIES = pytest.mark.parametrize("name", [name for name in CLIPS if name.startswith("selfie")])
FLATS = pytest.mark.parametrize("name", ["flat-paper", "flat-phone"])


def moments(clip: Clip, every: int = 1) -> list[float]:
    return [clip.time_of(frame) for frame in range(1, clip.frames + 1, every)]


@EVERY
def test_people_find_their_way_and_nobody_is_in_two_places(name: str) -> None:
    assert len(rehearsed(name).performers) == len(CLIPS[name].turns)


@EVERY
def test_nobody_comes_closer_to_another_or_to_a_thing_than_the_clip_allows(name: str) -> None:
    clip = CLIPS[name]
    for time_s in moments(clip, every=2):
        places = places_at(rehearsed(name), time_s)
        for (one, here), (other, there) in combinations(places.items(), 2):
            assert math.dist(here, there) > clip.clear_m - 1e-9, (time_s, one, other)
        for person, here in places.items():
            for thing in clip.obstacles:
                assert math.dist(here, (thing.x, thing.y)) > thing.radius_m + 0.4 - 1e-9, (time_s, person)


@EVERY
def test_nobody_runs(name: str) -> None:
    assert max(one.track.speeds.max() for one in rehearsed(name).performers) <= MOST_SPEED


@EVERY
def test_a_clip_has_its_own_name_a_whole_number_of_frames_and_cast_numbers(name: str) -> None:
    clip = CLIPS[name]
    assert clip.name == name
    assert clip.seconds * clip.fps == pytest.approx(clip.frames)
    assert set(clip.cast) <= set(range(1, 13))


def test_there_are_two_crowds_two_gates_five_selfies_and_two_flat_pictures() -> None:
    assert [clip.loops for clip in CLIPS.values()].count(True) == 2
    assert sum(bool(clip.presentations) for clip in CLIPS.values()) == 2
    assert sum(name.startswith("selfie-") for name in CLIPS) == 5
    assert sum(name.startswith("flat-") for name in CLIPS) == 2


@CROWDS
def test_a_crowd_has_eight_to_twelve_on_at_once(name: str) -> None:
    counts = [len(places_at(rehearsed(name), time_s)) for time_s in moments(CLIPS[name], every=2)]
    assert min(counts) >= 8
    assert max(counts) <= 12


@CROWDS
def test_a_crowd_is_at_its_end_where_it_is_at_its_beginning(name: str) -> None:
    clip = CLIPS[name]
    first, after = places_at(rehearsed(name), 0.0), places_at(rehearsed(name), clip.seconds)
    assert first.keys() == after.keys()
    last = places_at(rehearsed(name), clip.time_of(clip.frames))
    assert len(first.keys() & last.keys()) >= 7
    for person in first.keys() & last.keys():
        np.testing.assert_allclose(after[person], first[person], atol=1e-9)
        assert math.dist(last[person], first[person]) <= MOST_SPEED / clip.fps, person


@CROWDS
def test_no_turn_is_cut_short_by_the_end_of_its_loop(name: str) -> None:
    assert max(one.track.seconds for one in rehearsed(name).performers) < CLIPS[name].seconds


@GATES
def test_a_gate_has_five_members_three_strangers_and_two_pairs(name: str) -> None:
    clip = CLIPS[name]
    assert (len(set(clip.members)), len(set(clip.strangers))) == (MEMBERS, STRANGERS)
    assert not set(clip.members) & set(clip.strangers)
    pairs = [turn.people for turn in clip.presentations if len(turn.people) > 1]
    assert len(pairs) == PAIRS
    assert {person for pair in pairs for person in pair} <= set(clip.members)
    shown = {person for turn in clip.presentations for person in turn.people}
    assert shown == {*clip.members, *clip.strangers} == set(clip.cast)


@GATES
def test_presentations_are_long_enough_and_one_after_another(name: str) -> None:
    clip = CLIPS[name]
    for turn in clip.presentations:
        assert (turn.to_frame - turn.from_frame + 1) / clip.fps >= LASTS_S
    spans = [frame for turn in clip.presentations for frame in (turn.from_frame, turn.to_frame)]
    assert spans == sorted(set(spans))
    assert spans[0] >= 1
    assert spans[-1] <= clip.frames


@GATES
def test_who_presents_themself_stands_before_the_camera_and_looks_at_it(name: str) -> None:
    clip = CLIPS[name]
    camera = np.array(clip.camera.position_m[:2])
    for turn in clip.presentations:
        for frame in (turn.from_frame, turn.to_frame):
            placed = {
                one.track.turn.person: one.at(clip.time_of(frame))
                for one in rehearsed(name).performers
                if one.is_on(clip.time_of(frame))
            }
            for person in turn.people:
                there = placed[person]
                assert there is not None
                to_camera = camera - there.ground_m
                assert 0.9 < np.linalg.norm(to_camera) < 1.7, (frame, person)
                assert there.face_way[:2] @ to_camera / np.linalg.norm(to_camera) > 0.85, (frame, person)


@SELFIES
def test_a_selfie_is_of_a_gates_member_who_looks_left_right_and_comes_closer(name: str) -> None:
    clip = CLIPS[name]
    (one,) = rehearsed(name).performers
    assert one.track.turn.person in CLIPS["gate-lisbon"].members
    assert name == f"selfie-{one.track.turn.person:02d}"
    for side in (1, -1):
        assert (side * one.track.gaze[:, 0] > 25).sum() / RATE > 0.5
    assert one.track.ground_m[-1, 1] < one.track.ground_m[0, 1] - 0.1
    assert all(one.is_on(time_s) for time_s in moments(clip))


@FLATS
def test_a_flat_picture_is_of_a_member_and_held_still_by_a_stranger(name: str) -> None:
    clip = CLIPS[name]
    assert set(clip.members) <= set(CLIPS["gate-lisbon"].members)
    assert not set(clip.strangers) & set(CLIPS["gate-lisbon"].members)
    assert clip.cast == clip.strangers
    (one,) = rehearsed(name).performers
    assert one.track.speeds.max() == 0
    assert all(one.is_on(time_s) for time_s in moments(clip))


def test_a_turn_on_which_somebody_would_run_is_refused() -> None:
    hurried = replace(
        CLIPS["selfie-01"], turns=(Turn(1, 0.5, (0.0, 0.0), (Walk(0.0, 9.0, MOST_SPEED + 0.5),)),)
    )
    with pytest.raises(
        ChoreographyError, match=r"cast 1 would go 2\.5\d m/s on the turn .* 0\.5 s; at most 2"
    ):
        rehearse_with_dolls(hurried)


def test_somebody_who_would_be_in_two_places_is_refused() -> None:
    twice = tuple(Turn(1, begins_s, (9.0 * begins_s, 0.0), (Stay(4.0, (0, 0)),)) for begins_s in (0.0, 3.0))
    with pytest.raises(ChoreographyError, match=r"cast 1 would be in two places at 3\.0 s"):
        rehearse_with_dolls(replace(CLIPS["selfie-01"], turns=twice))


def test_somebody_who_would_meet_themself_over_the_seam_is_refused() -> None:
    clip = CLIPS["plaza"]
    turns = (
        Turn(1, clip.seconds - 1, (0.0, 0.0), (Stay(4.0, (0, 0)),)),
        Turn(1, 1.0, (9.0, 0.0), (Stay(4.0, (0, 0)),)),
    )
    with pytest.raises(ChoreographyError, match=r"cast 1 would be in two places at 1\.0 s"):
        rehearse_with_dolls(replace(clip, turns=turns))
