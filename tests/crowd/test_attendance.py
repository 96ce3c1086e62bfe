import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from passerby.crowd.attendance import Attendance

FORGET_AFTER_S = 3.0


def _ids(*ids: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(ids, np.int64)


def test_a_track_keeps_its_state_wherever_its_row_moves() -> None:
    attendance = Attendance(FORGET_AFTER_S)
    state = np.zeros(0)
    for now, present in enumerate([(7, 8, 9), (9, 5, 7), (5, 9), (9,), (9, 4)]):
        turnout = attendance.update(_ids(*present), float(now))
        state = turnout.carry(state, np.nan)
        known = state[turnout.rows]
        assert all(np.isnan(old) or old == track for old, track in zip(known, present, strict=True))
        state[turnout.rows] = present
    assert sorted(state) == [4, 5, 7, 9]


def test_a_track_that_comes_back_in_time_is_the_same() -> None:
    attendance = Attendance(FORGET_AFTER_S)
    state = attendance.update(_ids(1, 2), 0.0).carry(np.zeros(0), 5.0)
    for now in (1.0, 2.0):
        state = attendance.update(_ids(2), now).carry(state, 0.0)
    back = attendance.update(_ids(1), 3.0)
    assert back.carry(state, 0.0)[back.rows].tolist() == [5.0]
    assert len(back.forgotten) == 0


def test_a_track_that_stays_away_is_forgotten_once() -> None:
    attendance = Attendance(FORGET_AFTER_S)
    attendance.update(_ids(1, 2), 0.0)
    assert attendance.update(_ids(2), 3.0).forgotten.tolist() == []
    assert attendance.update(_ids(2), 3.1).forgotten.tolist() == [0]
    assert attendance.update(_ids(2), 3.2).forgotten.tolist() == []
    assert len(attendance) == 1


def test_whoever_is_here_is_remembered_however_slow_the_camera() -> None:
    attendance = Attendance(FORGET_AFTER_S)
    attendance.update(_ids(1), 0.0)
    assert attendance.update(_ids(1), 60.0).origin.tolist() == [0]


def test_nothing_is_left_of_those_who_went() -> None:
    attendance = Attendance(FORGET_AFTER_S)
    for now in range(50):
        attendance.update(_ids(now + 1), float(now))
    attendance.update(_ids(), 100.0)
    assert len(attendance) == 0


@given(st.lists(st.tuples(st.sets(st.integers(1, 6)), st.floats(0.1, 4)), max_size=30))
def test_every_row_belongs_to_one_track(frames: list[tuple[set[int], float]]) -> None:
    attendance, last_present, now = Attendance(FORGET_AFTER_S), dict[int, float](), 0.0
    owner = np.zeros(0, np.int64)
    for present, later_s in frames:
        now += later_s
        turnout = attendance.update(_ids(*present), now)
        owner = turnout.carry(owner, 0)
        assert all(old in (0, track) for old, track in zip(owner[turnout.rows], present, strict=True))
        owner[turnout.rows] = list(present)
        last_present.update(dict.fromkeys(present, now))
        last_present = {track: at for track, at in last_present.items() if now - at <= FORGET_AFTER_S}
        assert sorted(owner) == sorted(last_present)
