import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.frame_queue import FrameQueue
from passerby.shapes.frame import Frame

PICTURE = np.zeros((2, 2, 3), np.uint8)
MANY = 10**9


def frame(sequence: int) -> Frame:
    return Frame(PICTURE, float(sequence), sequence)


def drain(queue: FrameQueue, now: float) -> list[int]:
    taken = []
    while (waiting := queue.take(now)) is not None:
        taken.append(waiting.sequence)
    return taken


def test_frames_come_out_in_the_order_they_came_in() -> None:
    queue = FrameQueue(1.0, 10, MANY)
    for sequence in range(3):
        queue.put(frame(sequence), sequence * 0.1)
    assert drain(queue, 0.3) == [0, 1, 2]
    assert queue.take(0.3) is None


def test_the_oldest_make_room_when_too_many_wait() -> None:
    queue = FrameQueue(1.0, 3, MANY)
    for sequence in range(5):
        queue.put(frame(sequence), 0.0)
    assert (queue.dropped, drain(queue, 0.0)) == (2, [2, 3, 4])


def test_the_oldest_make_room_when_they_wait_too_long() -> None:
    queue = FrameQueue(1.0, 10, MANY)
    for sequence in range(5):
        queue.put(frame(sequence), sequence * 0.4)
    assert (queue.dropped, drain(queue, 1.6)) == (2, [2, 3, 4])


def test_the_oldest_make_room_when_they_take_too_much_memory() -> None:
    queue = FrameQueue(1.0, 10, PICTURE.nbytes * 2)
    for sequence in range(4):
        queue.put(frame(sequence), 0.0)
    assert (queue.dropped, drain(queue, 0.0)) == (2, [2, 3])


def test_a_taker_who_slept_gets_the_newest_frame_and_no_stale_ones() -> None:
    queue = FrameQueue(1.0, 10, MANY)
    for sequence in range(3):
        queue.put(frame(sequence), sequence * 0.1)
    assert (drain(queue, 60.0), queue.dropped) == ([2], 2)


def test_a_single_frame_is_kept_however_large_and_old_it_is() -> None:
    queue = FrameQueue(1.0, 1, 1)
    queue.put(frame(0), 0.0)
    assert drain(queue, 1000.0) == [0]


def test_cleared_frames_are_gone_and_not_counted_as_dropped() -> None:
    queue = FrameQueue(1.0, 10, PICTURE.nbytes * 3)
    for sequence in range(3):
        queue.put(frame(sequence), 0.0)
    queue.clear()
    assert (len(queue), queue.take(0.0), queue.dropped) == (0, None, 0)
    for sequence in range(3):
        queue.put(frame(sequence), 0.0)
    assert len(queue) == 3


@given(
    gaps=st.lists(st.floats(0, 2), max_size=60),
    takes=st.lists(st.booleans(), min_size=60, max_size=60),
    most=st.integers(1, 8),
)
def test_every_frame_is_taken_dropped_or_still_waiting(
    gaps: list[float], takes: list[bool], most: int
) -> None:
    queue, now, taken = FrameQueue(1.0, most, MANY), 0.0, []
    for sequence, (gap, take) in enumerate(zip(gaps, takes, strict=False)):
        now += gap
        queue.put(frame(sequence), now)
        assert len(queue) <= most
        if take and (waiting := queue.take(now)) is not None:
            taken.append(waiting.sequence)
            assert now - sum(gaps[: waiting.sequence + 1]) <= 1.0 + 1e-9
    assert taken == sorted(taken)
    assert len(taken) + queue.dropped + len(queue) == len(gaps)


def test_a_reader_and_a_taker_lose_no_frame_between_them() -> None:
    queue, taken = FrameQueue(1.0, 50, MANY), []

    def read() -> None:
        for sequence in range(2000):
            queue.put(frame(sequence), 0.0)

    reader = threading.Thread(target=read)
    reader.start()
    while reader.is_alive() or len(queue):
        if (waiting := queue.take(0.0)) is not None:
            taken.append(waiting.sequence)
    reader.join()
    assert taken == sorted(set(taken))
    assert len(taken) + queue.dropped == 2000
