"""Verification passes right truth, and finds each kind of wrong truth."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from footage.studio.checks import verify
from footage.studio.checks.agreement import check_derived, check_film, check_rows
from footage.studio.checks.bodies import check_distances, check_feet, check_steps
from footage.studio.checks.drawing import draw_clip
from footage.studio.checks.outcome import NAMED_AT_MOST, Check, Fault
from footage.studio.checks.pixels import check_pixels
from footage.studio.checks.presentations import check_presentations, check_roles
from footage.studio.errors import ClipError
from footage.studio.film.finished import FinishedClip, clip_names, read_clip
from footage.studio.truth.derive import Reel
from footage.studio.truth.facts import Facts, Presentation, Site
from footage.studio.truth.rows import Mask, Truth, joined, truth_text
from footage.studio.truth.sketch import Sketch
from tests.footage.miniature import FRAMES, NAME, camera
from tests.footage.truths import truth_of


@pytest.fixture(scope="session")
def clip(yard: Path) -> FinishedClip:
    return read_clip(yard, NAME)


def of(truth: Truth, person: int) -> Mask:
    return np.asarray(truth.persons == person)


def with_boxes(clip: FinishedClip, person: int, shift: tuple[float, float, float, float]) -> FinishedClip:
    """The clip with one person's box and head moved by shares of the box's size."""
    truth = clip.truth
    size = np.tile(truth.boxes_xyxy[:, 2:] - truth.boxes_xyxy[:, :2], 2)
    moved = np.where(of(truth, person)[:, None], np.array(shift) * size, 0)
    head = np.where((np.array(shift) == shift[0]).all() | (np.array(shift)[1] == shift[3]), moved, 0)
    return replace(clip, truth=replace(
        truth, boxes_xyxy=truth.boxes_xyxy + moved, heads_xyxy=truth.heads_xyxy + head
    ))  # fmt: skip


def without(clip: FinishedClip, rows: Mask) -> FinishedClip:
    return replace(clip, truth=clip.truth.where(~rows))


def on_ground(clip: FinishedClip, rows: Mask, shift_m: tuple[float, float]) -> FinishedClip:
    ground = clip.truth.ground_m + np.where(rows[:, None], shift_m, 0)
    return replace(clip, truth=replace(clip.truth, ground_m=ground))


def named(check: Check) -> set[tuple[int, ...]]:
    return {fault.people for fault in check.faults}


def test_a_right_clip_has_no_faults(clip: FinishedClip) -> None:
    checks = verify.checks_of(clip)
    assert {check.title: check.faults for check in checks if check.faults} == {}
    assert [check.title for check in checks] == [
        "film", "truth", "derived", "distances", "steps", "feet", "pixels", "strangers",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "shift",
    [
        (0.35, 0, 0.35, 0), (-0.35, 0, -0.35, 0), (0, 0.15, 0, 0.15), (0, -0.15, 0, -0.15),
        (-0.4, 0, 0, 0), (0.4, 0, 0, 0), (0, 0, -0.4, 0), (0, -0.15, 0, 0), (0, 0.15, 0, 0),
    ],
    ids=["right", "left", "down", "up", "too wide", "too narrow", "cut off", "too high", "too low"],
)  # fmt: skip
def test_a_box_that_is_not_where_the_pixels_are_is_found(
    clip: FinishedClip, shift: tuple[float, float, float, float]
) -> None:
    boxes, _ = check_pixels(with_boxes(clip, 1, shift))
    assert (1,) in named(boxes)
    assert any(fault.frame for fault in boxes.faults)


def test_a_person_missing_from_the_truth_is_found_in_the_pixels(clip: FinishedClip) -> None:
    _, strangers = check_pixels(without(clip, of(clip.truth, 3)))
    assert len(strangers.faults) > 20
    at = strangers.faults[10].frame
    assert at in clip.truth.frames[of(clip.truth, 3)]


def test_a_person_who_is_only_in_the_truth_is_found(clip: FinishedClip) -> None:
    truth = clip.truth
    ghost = truth.where(of(truth, 1))
    away = np.array([-60.0, -30, -60, -30])
    ghost = replace(ghost, boxes_xyxy=ghost.boxes_xyxy + away, heads_xyxy=ghost.heads_xyxy + away)
    ghost = replace(ghost, persons=ghost.persons + 8)
    boxes, _ = check_pixels(replace(clip, truth=joined([truth, ghost])))
    assert (9,) in named(boxes)


def test_truth_that_runs_ahead_of_the_film_is_found(clip: FinishedClip) -> None:
    truth = clip.truth
    ahead = [
        replace(truth.where(truth.frames == frame), frames=np.full((truth.frames == frame).sum(), after))
        for frame in range(1, FRAMES + 1)
        for after in [(frame + 5) % FRAMES + 1]
    ]
    moved = joined(ahead)
    boxes, _ = check_pixels(replace(clip, truth=moved))
    assert boxes.faults


def test_a_crowd_clip_of_which_little_can_be_checked_is_refused(clip: FinishedClip) -> None:
    still = without(clip, np.ones(len(clip.truth), bool) & ~of(clip.truth, 5))
    boxes, _ = check_pixels(still)
    assert "1 people stand still" in boxes.figures
    assert "only 0% of the rows could be checked" in str(boxes.faults[0])


def test_a_crowd_clip_in_which_somebody_is_always_too_near_to_others_is_refused(clip: FinishedClip) -> None:
    truth = clip.truth
    companion = truth.where(of(truth, 1))
    shifted = companion.boxes_xyxy + np.array([3.0, 0, 3, 0])
    beside = replace(companion, persons=companion.persons + 8, boxes_xyxy=shifted)
    boxes, _ = check_pixels(replace(clip, truth=joined([truth, beside])))
    assert {(1,), (9,)} <= {fault.people for fault in boxes.faults if "could be checked" in fault.text}


def test_people_who_stand_in_one_place_are_named_with_their_frame(clip: FinishedClip) -> None:
    truth = clip.truth
    here = truth.ground_m[of(truth, 2) & (truth.frames == 20)][0] + (0.3, 0.0)
    rows = of(truth, 1) & (truth.frames == 20)
    close = check_distances(on_ground(clip, rows, tuple(here - truth.ground_m[rows][0])))
    assert [str(fault) for fault in close.faults] == ["frame 20, cast 1 and 2: 0.30 m apart; 0.40 m at least"]


def test_a_jump_is_named_where_it_lands(clip: FinishedClip) -> None:
    rows = of(clip.truth, 1) & (clip.truth.frames >= 30)
    steps = check_steps(on_ground(clip, rows, (0.0, 0.4)))
    assert [(fault.frame, fault.people) for fault in steps.faults] == [(1, (1,)), (30, (1,))]


def test_a_loop_whose_ends_do_not_meet_is_found_at_its_seam(clip: FinishedClip) -> None:
    rows = of(clip.truth, 1)
    drift = np.where(rows, (clip.truth.frames - 1) * 0.01, 0)[:, None] * (0.0, 1.0)
    truth = replace(clip.truth, ground_m=clip.truth.ground_m + drift)
    steps = check_steps(replace(clip, truth=truth))
    assert [(fault.frame, fault.people) for fault in steps.faults] == [(1, (1,))]
    once = replace(clip, facts=replace(clip.facts, reel=replace(clip.facts.reel, loops=False)))
    assert not check_steps(replace(once, truth=truth)).faults


def test_somebody_who_vanishes_in_plain_sight_is_found(clip: FinishedClip) -> None:
    gone = check_steps(without(clip, of(clip.truth, 1) & (clip.truth.frames == 25)))
    assert [str(fault) for fault in gone.faults] == [
        "frame 24, cast 1: vanishes in plain sight",
        "frame 26, cast 1: appears in plain sight",
    ]


def test_a_foot_that_is_not_where_the_ground_is_is_found(clip: FinishedClip) -> None:
    rows = of(clip.truth, 2) & (clip.truth.frames == 7)
    assert [(fault.frame, fault.people) for fault in check_feet(on_ground(clip, rows, (0.1, 0))).faults] == [
        (7, (2,))
    ]


def test_a_foot_behind_the_camera_is_a_fault(clip: FinishedClip) -> None:
    rows = of(clip.truth, 2) & (clip.truth.frames == 7)
    assert named(check_feet(on_ground(clip, rows, (0, -50)))) == {(2,)}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda reel: replace(reel, frames=61), "frames of the film must be 61; it is 60"),
        (lambda reel: replace(reel, fps=12.0), "fps of the film must be 12.0; it is 10.0"),
        (lambda reel: replace(reel, width=300), "width of the film must be 300; it is 320"),
    ],
)
def test_a_film_that_the_facts_do_not_fit_is_found(
    clip: FinishedClip, change: Callable[[Reel], Reel], wanted: str
) -> None:
    reel = change(clip.facts.reel)
    film = check_film(replace(clip, facts=replace(clip.facts, reel=reel)))
    assert [str(fault) for fault in film.faults] == [wanted]


def test_rows_beyond_the_clip_its_times_or_its_picture_are_named(clip: FinishedClip) -> None:
    shorter = replace(clip.facts, reel=replace(clip.facts.reel, frames=FRAMES - 1))
    assert "ends with frame 59" in str(check_rows(replace(clip, facts=shorter)).faults[0])
    late = replace(clip.truth, times_s=clip.truth.times_s + 0.05)
    assert "time_s" in str(check_rows(replace(clip, truth=late)).faults[0])
    away = replace(clip.truth, boxes_xyxy=clip.truth.boxes_xyxy + np.array([900, 0, 900, 0]))
    assert "does not touch" in str(check_rows(replace(clip, truth=away)).faults[0])


def test_figures_and_mot_that_do_not_follow_from_the_truth_are_found(clip: FinishedClip) -> None:
    moved = replace(clip.truth, boxes_xyxy=clip.truth.boxes_xyxy + np.array([0, 0, 0, 0.5]))
    assert "yard.mot.txt, line 1 does not follow" in str(check_derived(replace(clip, truth=moved)).faults[0])
    fewer = check_derived(without(clip, of(clip.truth, 3)))
    assert any("crossings do not follow" in str(fault) for fault in fewer.faults)
    assert check_derived(replace(clip, derived=[])).faults


def gate_clip(turns: tuple[Presentation, ...]) -> FinishedClip:
    """A gate at which everybody who has a turn stands before the camera, with a face 100 px high."""
    spans = [
        (frame, person, 320.0 + 150 * place, 1090.0)
        for turn in turns
        for place, person in enumerate(turn.people)
        for frame in range(turn.from_frame, turn.to_frame + 1)
    ]
    truth = truth_of(spans, height=1000.0)
    truth = replace(truth, facing=np.ones(len(truth)))
    reel = Reel(640, 480, 10, 400, loops=False)
    facts = Facts(
        "gate-x", "A gate", Site("Yard", "Lisbon", "Europe/Lisbon"), reel, camera(),
        members=(1, 2, 3, 4, 5), strangers=(6, 7, 8), presentations=turns,
    )  # fmt: skip
    return FinishedClip(Path(), "gate-x", facts, {}, Sketch(), truth)


TURNS = tuple(
    Presentation(people, 1 + 40 * place, 30 + 40 * place)
    for place, people in enumerate([(1,), (2,), (6,), (3,), (7,), (4,), (1, 4), (8,), (5, 2)])
)


def test_a_gate_where_everybody_shows_themselves_is_right() -> None:
    clip = gate_clip(TURNS)
    assert (check_roles(clip).faults, check_presentations(clip).faults) == ((), ())
    assert check_presentations(clip).figures == "faces 100 to 100 px high"


@pytest.mark.parametrize(
    ("turns", "wanted"),
    [
        (TURNS[:-1], "at least 2 presentations of two people are wanted; there are 1"),
        (TURNS[1:2] + TURNS[3:], "cast 6: without a role or without a presentation"),
        ((*TURNS, Presentation((9,), 1, 30)), "cast 9: without a role or without a presentation"),
    ],
)
def test_a_gate_without_enough_turns_is_refused(turns: tuple[Presentation, ...], wanted: str) -> None:
    assert wanted in map(str, check_roles(gate_clip(turns)).faults)


def test_a_gate_without_enough_people_is_refused() -> None:
    clip = gate_clip(TURNS)
    few = replace(clip.facts, members=(1, 2, 3, 4), strangers=(4, 6, 7))
    text = "\n".join(map(str, check_roles(replace(clip, facts=few)).faults))
    assert "5 different members are wanted" in text
    assert "cast 4: nobody is member and stranger" in text


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda truth: replace(truth, facing=truth.facing * 0.5), "the face is turned away in 30 frames"),
        (
            lambda truth: replace(truth, faces_xyxy=truth.faces_xyxy * (1, 1, 1, 0.75)),
            "the face is not 80 to 150 px high in 30 frames",
        ),
        (
            lambda truth: replace(truth, heads_xyxy=truth.heads_xyxy - (0, 200, 0, 0)),
            "the head leaves the picture in 30 frames",
        ),
        (lambda truth: truth.where(truth.frames > 10), "is there in 20 of 30 frames"),
    ],
)
def test_a_face_that_a_gate_could_not_use_is_named(change: Callable[[Truth], Truth], wanted: str) -> None:
    clip = gate_clip(TURNS)
    faults = check_presentations(replace(clip, truth=change(clip.truth))).faults
    assert any(wanted in str(fault) and fault.people == (1,) for fault in faults)


def test_a_presentation_that_is_too_short_is_named() -> None:
    faults = check_presentations(gate_clip((Presentation((1,), 11, 39), *TURNS[1:]))).faults
    assert [str(fault) for fault in faults] == [
        "frame 11, cast 1: lasts 2.9 s to frame 39; 3 s within the clip at least"
    ]


def test_a_report_names_some_faults_and_counts_the_rest() -> None:
    faults = tuple(Fault("is wrong", frame, (3,)) for frame in range(1, NAMED_AT_MOST + 4))
    report = Check("steps", "some", faults).report().splitlines()
    assert report[0] == "  FAULT steps: some"
    assert report[1] == "          frame 1, cast 3: is wrong"
    assert report[-1] == "          and 3 more"


def test_the_command_reports_and_draws_every_clip(
    yard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["--clips", str(yard), "--draw", str(tmp_path), "--every", "30"]) == 0
    report = capsys.readouterr().out
    assert report.startswith("yard\n  ok    film: 320×240, 60 frames")
    assert sorted(path.name for path in (tmp_path / NAME).iterdir()) == ["00001.jpg", "00031.jpg"]
    sheet = cv2.imread(str(tmp_path / f"{NAME}.jpg"))
    assert sheet is not None
    assert sheet.shape == (4 * 240, 3 * 320, 3)


def test_a_drawn_frame_shows_boxes_feet_zones_and_lines(
    clip: FinishedClip, yard: Path, tmp_path: Path
) -> None:
    draw_clip(clip, tmp_path, 60)
    drawn = cv2.imread(str(tmp_path / NAME / "00001.jpg"))
    assert drawn is not None
    assert drawn.shape == (480, 640, 3)
    foot = clip.truth.feet_xy[clip.truth.frames == 1][0] * 2
    blue, green, red = drawn[round(foot[1]), round(foot[0])].astype(int)
    assert red > 180
    assert max(blue, green) < 120


def test_the_command_fails_and_names_the_person_for_wrong_truth(
    yard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(yard, tmp_path / "clips")
    clip = read_clip(yard, NAME)
    wrong = without(clip, of(clip.truth, 1) & (clip.truth.frames == 25)).truth
    (tmp_path / "clips" / f"{NAME}.truth.csv").write_text(truth_text(wrong))
    assert verify.main(["--clips", str(tmp_path / "clips")]) == 1
    assert "frame 24, cast 1: vanishes in plain sight" in capsys.readouterr().out


def test_a_clip_with_a_damaged_or_missing_file_is_a_fault_that_names_it(
    yard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(yard, tmp_path / "clips")
    (tmp_path / "clips" / f"{NAME}.mot.txt").unlink()
    assert verify.main([NAME, "--clips", str(tmp_path / "clips")]) == 1
    assert "has no yard.mot.txt" in capsys.readouterr().out


def test_the_command_says_which_clips_there_are(
    yard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["square", "--clips", str(yard)]) == 2
    assert "has no square; it has: yard" in capsys.readouterr().err
    assert verify.main(["--clips", str(tmp_path)]) == 2
    assert verify.main(["--clips", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("synthetic", False),
        ("licence", "MIT"),
        ("fps", "10"),
        ("frames", 0),
        ("loops", 1),
        ("site", {"name": "Yard"}),
        ("camera", {"focal_px": 1, "position_m": [0, 0, 0], "rotation": [[1, 0, 0], [0, 1, 0], [0, 0, 2]]}),
        ("camera", {"focal_px": 1, "position_m": [0, 0], "rotation": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}),
        ("roles", {"members": ["Ann"], "strangers": []}),
        ("presentations", [{"people": [1], "from_frame": 1}]),
    ],
)
def test_facts_that_are_not_a_clips_are_refused(yard: Path, tmp_path: Path, key: str, value: object) -> None:
    shutil.copytree(yard, tmp_path / "clips")
    path = tmp_path / "clips" / f"{NAME}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(ClipError, match=r"yard\.json does not hold a clip's facts"):
        read_clip(tmp_path / "clips", NAME)


def test_facts_are_read_as_they_were_written(yard: Path, tmp_path: Path) -> None:
    clip = read_clip(yard, NAME)
    assert clip_names(yard) == [NAME]
    assert clip.facts.site == Site("Yard", "Lisbon", "Europe/Lisbon")
    assert clip.facts.reel == Reel(320, 240, 10, FRAMES, True)
    np.testing.assert_allclose(clip.facts.camera.rotation, camera().rotation)
