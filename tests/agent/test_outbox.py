import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from passerby.agent.outbox import DRAFTS_EVERY_S, Outbox
from passerby.agent.spool import Entry, Spool
from passerby.shapes.errors import OutputError
from tests.events.windows import full_window


class FullDisk(Spool):
    """A spool whose disk is full while told to be."""

    is_full = False

    def append_all(self, entries: list[Entry]) -> list[int]:  # type: ignore[override]
        if self.is_full:
            raise OutputError("the disk is full; make room")
        return super().append_all(entries)


@pytest.fixture
def spool(tmp_path: Path) -> FullDisk:
    return FullDisk(tmp_path / "spool.sqlite3")


def _bodies(spool: Spool) -> list[object]:
    return [event.body["n"] for event in spool.waiting(0, 100) if "n" in event.body]


def test_while_the_disk_is_full_events_wait_and_arrive_in_order_afterwards(
    spool: FullDisk, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(spool), caplog.at_level(logging.WARNING):
        outbox = Outbox(spool)
        spool.is_full = True
        for n in range(5):
            outbox.add("test", {"n": n})
            outbox.flush()
        assert outbox.in_memory == 5
        assert "make room" in outbox.trouble
        assert len(caplog.records) == 1, "told once, not with every event"
        spool.is_full = False
        outbox.add("test", {"n": 5})
        outbox.flush()
        assert _bodies(spool) == [0, 1, 2, 3, 4, 5]
        assert (outbox.in_memory, outbox.trouble, outbox.lost) == (0, "", 0)


def test_beyond_the_bound_the_oldest_make_room_and_are_counted(spool: FullDisk) -> None:
    with closing(spool):
        outbox = Outbox(spool, most=3)
        spool.is_full = True
        for n in range(5):
            outbox.add("test", {"n": n})
        outbox.flush()
        assert (outbox.in_memory, outbox.lost) == (3, 2)
        spool.is_full = False
        outbox.flush()
        assert _bodies(spool) == [2, 3, 4]


def test_a_window_that_closes_takes_the_place_of_its_draft(spool: FullDisk) -> None:
    clock = [0.0]
    with closing(spool):
        outbox = Outbox(spool, monotonic=lambda: clock[0])
        window = replace(full_window(), camera="north0000000")
        outbox.keep_drafts([replace(window, frames=1)])
        clock[0] += DRAFTS_EVERY_S / 2
        outbox.keep_drafts([replace(window, frames=2)])
        outbox.add_windows([window])
        outbox.flush()
        assert spool.adopt_drafts() == []
        assert [event.body["frames"] for event in spool.waiting(0, 10)] == [window.frames]


def test_no_draft_is_kept_while_its_finished_window_still_waits(spool: FullDisk) -> None:
    with closing(spool):
        outbox = Outbox(spool)
        window = replace(full_window(), camera="north0000000")
        spool.is_full = True
        outbox.add_windows([window])
        outbox.flush()
        outbox.keep_drafts([window])
        assert spool.adopt_drafts() == []
