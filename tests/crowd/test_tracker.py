"""What the tracker promises, on people made of boxes; each is 100 pixels tall and 40 wide."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.tracker import Tracker
from passerby.shapes.detections import Detections
from passerby.shapes.tracks import Tracks

SIZE_WH = (1000, 600)
Person = Callable[[float], tuple[float, float, float] | None]
"""Where a person's middle and foot are at a time in seconds, and the detector's score; None while unseen."""


def seen(people: Sequence[Person], now: float) -> Detections:
    places = [place for place in (person(now) for person in people) if place is not None]
    boxes = [(x - 20, foot - 100, x + 20, foot) for x, foot, _ in places]
    scores = [score for _, _, score in places]
    return Detections(np.array(boxes, np.float32).reshape(-1, 4), np.array(scores, np.float32))


def follow(people: Sequence[Person], seconds: float, fps: float = 10.0) -> list[Tracks]:
    tracker = Tracker()
    times = [number / fps for number in range(round(seconds * fps))]
    return [tracker.update(seen(people, now), 100.0 + now, SIZE_WH) for now in times]


def standing(x: float, foot: float, score: float = 0.9) -> Person:
    return lambda _now: (x, foot, score)


def walking(x: float, foot: float, speed: float, score: float = 0.9) -> Person:
    return lambda now: (x + speed * now, foot, score)


def unseen_while(person: Person, start: float, end: float) -> Person:
    return lambda now: None if start <= now < end else person(now)


def ids_of(history: Sequence[Tracks]) -> set[int]:
    return {int(identity) for tracks in history for identity in tracks.ids}


@pytest.mark.parametrize("fps", [2.0, 5.0, 10.0, 30.0])
def test_a_walker_is_one_track_at_any_frame_rate(fps: float) -> None:
    history = follow([walking(100, 300, speed=90)], seconds=8, fps=fps)
    assert len(ids_of(history)) == 1
    assert len(history[-1]) == 1


def test_two_who_cross_are_still_two_and_go_on_as_who_they_were() -> None:
    history = follow([walking(100, 300, speed=80), walking(740, 330, speed=-80)], seconds=8)
    first, last = history[10], history[-1]
    assert len(ids_of(history)) == 2
    right_going = first.ids[np.argmin(first.boxes_xyxy[:, 0])]
    assert last.ids[np.argmax(last.boxes_xyxy[:, 0])] == right_going


def test_who_is_hidden_behind_somebody_still_counts_and_comes_back_as_the_same() -> None:
    front = walking(500, 320, speed=0)
    passing = unseen_while(walking(300, 300, speed=100), 1.75, 2.25)
    history = follow([front, passing], seconds=4)
    assert {len(tracks) for tracks in history[5:]} == {2}
    assert len(ids_of(history)) == 2
    hidden = [tracks for tracks in history if not tracks.observed.all()]
    assert hidden, "while hidden, a person's box is a prediction and says so"


def test_who_vanishes_in_plain_sight_does_not_count_for_long() -> None:
    history = follow([unseen_while(standing(500, 300), 2.0, 99)], seconds=4)
    assert len(history[19]) == 1
    assert len(history[-1]) == 0


def test_who_was_out_of_sight_for_a_moment_is_the_same_person() -> None:
    history = follow([unseen_while(walking(100, 300, speed=90), 2.0, 3.5)], seconds=6)
    assert len(ids_of(history)) == 1


def test_who_was_away_for_longer_than_a_track_lives_is_somebody_new() -> None:
    history = follow([unseen_while(standing(500, 300), 2.0, 6.0)], seconds=8)
    assert len(ids_of(history)) == 2


def test_an_unsure_detection_continues_a_track_but_begins_none() -> None:
    fading: Person = lambda now: (500 + 60 * now, 300, 0.9 if now < 1 else 0.3)  # noqa: E731
    assert len(follow([fading], seconds=3)[-1]) == 1
    assert ids_of(follow([walking(100, 300, 60, score=0.4)], seconds=3)) == set()


def test_a_flash_of_one_frame_is_nobody() -> None:
    flash: Person = lambda now: (500, 300, 0.95) if abs(now - 1.0) < 0.01 else None  # noqa: E731
    assert ids_of(follow([flash], seconds=3)) == set()


def test_a_thing_that_never_moves_and_is_only_half_believed_is_furniture() -> None:
    lamp_post: Person = lambda now: (500, 300, 0.62 if round(now * 10) % 10 == 0 else 0.5)  # noqa: E731
    assert ids_of(follow([lamp_post], seconds=20)) == set()


def test_a_person_who_stands_still_for_minutes_counts_all_the_time() -> None:
    history = follow([standing(500, 300, score=0.75)], seconds=180, fps=5)
    assert {len(tracks) for tracks in history[5:]} == {1}
    assert len(ids_of(history)) == 1


def test_who_walks_out_of_the_picture_is_gone_at_once() -> None:
    leaving: Person = lambda now: (900 + 100 * now, 300, 0.9) if now < 1.15 else None  # noqa: E731
    assert len(follow([leaving], seconds=1.5)[-1]) == 0


def test_a_group_side_by_side_is_counted_whole() -> None:
    group = [walking(100 + 45 * place, 300, speed=50) for place in range(6)]
    assert len(follow(group, seconds=3)[-1]) == 6


def test_ids_are_random_and_say_nothing_from_one_run_to_the_next() -> None:
    people = [standing(100 + 90 * place, 300) for place in range(8)]
    first, second = ids_of(follow(people, 2)), ids_of(follow(people, 2))
    assert len(first) == len(second) == 8
    assert not first & second
    assert min(first) > 2**20, "an id that counts up would tell the order in which people came"


def test_a_frame_from_the_past_is_refused() -> None:
    tracker = Tracker()
    tracker.update(Detections.empty(), 5.0, SIZE_WH)
    with pytest.raises(ValueError, match="order of time"):
        tracker.update(Detections.empty(), 5.0, SIZE_WH)


def test_a_long_gap_in_the_pictures_begins_afresh() -> None:
    tracker = Tracker()
    people = [standing(500, 300)]
    before = [tracker.update(seen(people, 0), 100 + step / 10, SIZE_WH) for step in range(10)]
    after = [tracker.update(seen(people, 0), 500 + step / 10, SIZE_WH) for step in range(10)]
    assert ids_of(before) != ids_of(after)
    assert len(after[-1]) == 1


@given(
    st.lists(
        st.lists(
            st.tuples(*[st.floats(-50, 1100)] * 2, *[st.floats(0, 400)] * 2, st.floats(0, 1)), max_size=8
        ),
        max_size=12,
    )
)
def test_whatever_is_detected_tracks_are_whole_and_distinct(frames: list[list[tuple[float, ...]]]) -> None:
    tracker = Tracker()
    for number, rows in enumerate(frames):
        table = np.array(rows, np.float32).reshape(-1, 5)
        boxes = np.concatenate([table[:, :2], table[:, :2] + table[:, 2:4]], axis=1)
        tracks = tracker.update(Detections(boxes, table[:, 4]), number / 10, SIZE_WH)
        assert len(set(tracks.ids.tolist())) == len(tracks)
        assert np.isfinite(tracks.boxes_xyxy).all()
        assert (tracks.boxes_xyxy[:, 2:] > tracks.boxes_xyxy[:, :2]).all()
