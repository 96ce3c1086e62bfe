"""From an agent's spool to the hub's database, while the hub is killed again and again."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from passerby.agent.spool import Entry, Spool
from passerby.agent.uplink import Uplink
from passerby.bus.local import LocalBus
from passerby.events.window_record import KIND, to_record
from tests.hub.crowd.figures import windows
from tests.hub.crowd.installations import Installation
from tests.support.waiting import eventually

KILLS = int(os.environ.get("PASSERBY_TEST_KILLS", "3"))
PER_CAMERA = 200
PATIENCE_S = 100.0


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "home")


@pytest.fixture
def bus(installation: Installation) -> Iterator[LocalBus]:
    made = LocalBus(installation.home)
    yield made
    made.close()


@pytest.fixture
def spool(installation: Installation) -> Iterator[Spool]:
    made = Spool(installation.home / "spool" / "local.sqlite3")
    yield made
    made.close()


def expected(cameras: int, per_camera: int) -> dict[str, list[int]]:
    """Each window has 2 people for 10 s, 1 of them in a zone, 3 in, 1 out, and 1 stay that ended."""
    count = cameras * per_camera
    each = [30 * count, 3 * count, count, count]
    return {
        "agent": [count, 0],
        "windows": [count],
        "MinuteRollUp": each,
        "HourRollUp": each,
        "DayRollUp": each,
        "grids": [10 * count],
    }


def append(spool: Spool, cameras: list[str], per_camera: int, started_s: int) -> None:
    """Windows of all cameras in turn, as an agent's spool holds them."""
    rows = [windows(camera, per_camera, started_s) for camera in cameras]
    each = (window for moment in zip(*rows, strict=True) for window in moment)
    spool.append_all([Entry(KIND, window.ended_at, to_record(window, packs=True)) for window in each])


@pytest.mark.timeout(900)
def test_a_hub_that_is_killed_again_and_again_stores_everything_once(
    installation: Installation, bus: LocalBus, spool: Spool
) -> None:
    cameras = installation.ask("prepare")
    started_s = int(time.time()) - PER_CAMERA * 10 - 60
    per_round = PER_CAMERA // (KILLS + 1)
    uplink = Uplink(bus, spool, "local")
    uplink.start()
    chance = np.random.default_rng(4)
    try:
        for number in range(KILLS):
            with installation.process("store", until_killed=True) as process:
                append(spool, cameras, per_round, started_s + number * per_round * 10)
                waiting = spool.backlog()[0]
                # Some rounds die while they start, some in the midst of it, some when all is done.
                limit = time.monotonic() + chance.uniform(0.0, 3.0)
                while spool.backlog()[0] >= waiting and time.monotonic() < limit:
                    time.sleep(chance.uniform(0.0, 0.02))
                time.sleep(chance.uniform(0.0, 0.05))
                process.kill()
        with installation.process("store"):
            append(spool, cameras, per_round, started_s + KILLS * per_round * 10)
            eventually(lambda: spool.backlog()[0] == 0, PATIENCE_S)
    finally:
        uplink.stop(0)
    assert installation.ask("sums") == expected(len(cameras), per_round * (KILLS + 1))


@pytest.mark.timeout(300)
def test_writers_readers_and_pruning_in_several_processes_never_find_the_database_locked(
    installation: Installation, bus: LocalBus, spool: Spool
) -> None:
    cameras = installation.ask("prepare")
    uplink = Uplink(bus, spool, "local")
    uplink.start()
    try:
        with ExitStack() as running:
            # Leaving these checks that none of them failed.
            for work in ("store", "prune", "prune"):
                running.enter_context(installation.process(work))
            for number in range(10):
                append(spool, cameras, 10, int(time.time()) - 2000 + number * 100)
            eventually(lambda: spool.backlog()[0] == 0, PATIENCE_S)
    finally:
        uplink.stop(0)
    assert installation.ask("sums") == expected(len(cameras), 100)
