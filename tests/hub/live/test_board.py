"""The live state of every camera."""

import asyncio
import threading

import pytest

from passerby.bus.bus import Entry
from passerby.bus.memory import MemoryBus
from passerby.cameras.health import CameraState
from passerby.events.live import to_bytes
from passerby.hub.live.board import STALE_AFTER_S, Board, People
from tests.hub.live.words import entry, in_loop, live
from tests.support.waiting import eventually


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> Board:
    return Board(clock)


def test_the_newest_word_of_a_camera_is_known(board: Board) -> None:
    board.hear([entry(live("a", people=3)), entry(live("a", people=4))])
    told = board.camera("a")
    assert told is not None
    assert told.people_now == 4
    assert board.camera("b") is None


def test_figures_that_are_too_old_say_nothing_of_now(board: Board, clock: Clock) -> None:
    board.hear([entry(live("a"))])
    clock.now += STALE_AFTER_S + 0.1
    assert board.camera("a") is None
    assert board.people(["a"]) == People(now=0, live=0, stale=1)


def test_what_the_bus_kept_is_as_old_as_it_says(board: Board, clock: Clock) -> None:
    board.hear([entry(live("a", at=clock.now - 60))], is_kept=True)
    assert board.is_stale("a")


def test_news_is_news_whatever_the_clock_of_its_machine_says(board: Board, clock: Clock) -> None:
    board.hear([entry(live("a", at=clock.now - 600))])
    assert not board.is_stale("a")


def test_the_people_of_a_site_are_those_at_cameras_that_see(board: Board) -> None:
    board.hear(
        [
            entry(live("a", people=3)),
            entry(live("b", people=4)),
            entry(live("c", people=5, state=CameraState.STALLED)),
        ]
    )
    assert board.people(["a", "b", "c", "d"]) == People(now=7, live=2, stale=2)


def test_a_deleted_camera_is_forgotten(board: Board) -> None:
    board.hear([entry(live("a"))])
    board.hear([Entry("live/a", None)])
    assert board.camera("a") is None


def test_a_word_that_cannot_be_read_harms_no_other(board: Board, caplog: pytest.LogCaptureFixture) -> None:
    board.hear([Entry("live/x", b"{"), entry(live("a"))])
    assert board.camera("a") is not None
    assert "passed over" in caplog.text


def test_a_watcher_hears_of_its_own_cameras_alone(board: Board) -> None:
    async def watch() -> list[frozenset[str]]:
        with board.watcher(frozenset({"a"})) as watcher:
            first = await watcher.wait(1)
            board.hear([entry(live("b"))])
            nothing = await watcher.wait(0.01)
            board.hear([entry(live("a"))])
            return [first, nothing, await watcher.wait(1)]

    assert in_loop(watch) == [{"a"}, frozenset(), {"a"}]
    assert board.watcher_count() == 0


def test_one_who_is_slow_finds_the_newest_and_nothing_piles_up(board: Board) -> None:
    async def watch() -> list[int]:
        seen = []
        changes = board.changes(["a"])
        await anext(changes)
        for people in range(1000):
            board.hear([entry(live("a", people=people))])
        told = await anext(changes)
        seen.append(told["a"].people_now if told["a"] else -1)
        board.close()
        seen += [len(more) async for more in changes]
        return seen

    assert in_loop(watch) == [999]


def test_a_camera_that_falls_silent_is_told_once(board: Board, clock: Clock) -> None:
    async def watch() -> list[object]:
        board.hear([entry(live("a"))])
        changes = board.changes(["a"])
        await anext(changes)
        clock.now += STALE_AFTER_S + 1
        board.hear([])
        silent = await anext(changes)
        board.hear([])
        with board.watcher(frozenset({"a"})) as watcher:
            await watcher.wait(1)
            board.hear([])
            return [silent["a"], await watcher.wait(0.01)]

    assert in_loop(watch) == [None, frozenset()]


def test_a_board_that_closes_ends_those_who_watch(board: Board) -> None:
    async def watch() -> int:
        changes = board.changes(["a"])
        await anext(changes)
        asyncio.get_running_loop().call_later(0.01, board.close)
        return len([more async for more in changes])

    assert in_loop(watch) == 0


def test_a_board_hears_the_bus_until_it_is_told_to_stop() -> None:
    board, bus, stopping = Board(lambda: 1000.0), MemoryBus(), threading.Event()
    bus.put("live/a", to_bytes(live("a")))
    listening = threading.Thread(target=board.listen, args=(bus, stopping))
    listening.start()
    try:
        eventually(lambda: board.camera("a") is not None)
        bus.put("live/b", to_bytes(live("b")))
        eventually(lambda: board.camera("b") is not None)
    finally:
        stopping.set()
        listening.join()
        bus.close()
