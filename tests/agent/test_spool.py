import os
import secrets
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerby.agent.spool import Entry, Spool
from passerby.shapes.errors import OutputError

ROOT = Path(__file__).resolve().parents[2]


def _numbers(spool: Spool) -> list[int]:
    return [event.number for event in spool.waiting(0, 1_000_000)]


def test_events_wait_in_order_under_growing_numbers_until_they_are_forgotten(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite3")
    assert [spool.append("test", {"n": n}, 5.0 + n) for n in range(4)] == [1, 2, 3, 4]
    assert [(e.number, e.kind, e.body) for e in spool.waiting(1, 2)] == [
        (2, "test", {"n": 1}),
        (3, "test", {"n": 2}),
    ]
    assert spool.backlog() == (4, 5.0)
    spool.forget_up_to(3)
    assert _numbers(spool) == [4]
    assert spool.backlog() == (1, 8.0)
    spool.close()


def test_a_number_is_never_given_again_even_after_everything_was_forgotten(tmp_path: Path) -> None:
    for expected in (1, 2, 3):
        spool = Spool(tmp_path / "spool.sqlite3")
        assert spool.append("test", {}, 0.0) == expected
        spool.forget_up_to(expected)
        assert spool.backlog() == (0, None)
        spool.close()


def test_of_several_events_all_are_kept_or_none(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite3")
    with pytest.raises(ValueError, match="JSON"):
        spool.append_all([Entry("test", 0.0, {}), Entry("test", 0.0, {"n": float("nan")})])
    assert _numbers(spool) == []
    assert spool.append("test", {}, 0.0) == 1
    spool.close()


@given(kept=st.integers(0, 5), forgotten=st.integers(0, 5), known=st.integers(0, 12), more=st.integers(0, 3))
@settings(max_examples=40)
def test_a_younger_spool_renumbers_what_the_hub_would_take_for_known(
    tmp_path_factory: pytest.TempPathFactory, kept: int, forgotten: int, known: int, more: int
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool") / "spool.sqlite3")
    for n in range(kept):
        spool.append("test", {"n": n}, 0.0)
    spool.forget_up_to(min(forgotten, kept))
    waiting = [event.body for event in spool.waiting(0, 100)]
    last = spool.last_number
    spool.number_above(known)
    for _ in range(more):
        spool.append("test", {"n": "more"}, 0.0)
    numbers = _numbers(spool)
    assert [event.body for event in spool.waiting(0, 100)][: len(waiting)] == waiting
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    if last < known:
        assert all(number > known for number in numbers)
        assert spool.last_number == known + len(numbers)
    spool.close()


def test_a_draft_becomes_an_event_once_unless_the_finished_one_took_its_place(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    spool = Spool(path)
    spool.keep_drafts([Entry("test", 1.0, {"n": n}, subject) for n, subject in enumerate(("a", "b", "c"))])
    spool.keep_drafts([Entry("test", 2.0, {"n": 10 + n}, subject) for n, subject in enumerate(("a", "b"))])
    spool.append_all([Entry("test", 3.0, {"n": 20}, "a")])
    spool.close()
    for _ in range(2):
        spool = Spool(path)
        spool.adopt_drafts()
        assert [event.body["n"] for event in spool.waiting(0, 10)] == [20, 11]
        spool.close()


def test_nobody_else_may_read_the_files(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool" / "spool.sqlite3")
    spool.append("test", {}, 0.0)
    files = list((tmp_path / "spool").iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    spool.close()


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "spool.sqlite3").write_bytes(b"no database at all, but long enough to be looked at " * 200)
    with pytest.raises(OutputError, match=r"damaged.*move it"):
        Spool(tmp_path / "spool.sqlite3")


def test_a_spool_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    Spool(path).close()
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 9")
    file.close()
    with pytest.raises(OutputError, match="version 9"):
        Spool(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="cannot be made"):
        Spool(tmp_path / "taken" / "spool.sqlite3")


def test_each_returned_number_is_on_the_disk(tmp_path: Path) -> None:
    # What synchronous = FULL promises cannot be tested without cutting the power; that it is set can.
    spool = Spool(tmp_path / "spool.sqlite3")
    assert spool._file.execute("PRAGMA synchronous").fetchone() == (2,)
    assert spool._file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    spool.close()


KILLS = 8
APPENDER = """
    import sys
    from pathlib import Path
    from passerby.agent.spool import Entry, Spool
    spool = Spool(Path(sys.argv[1]))
    print("begun", flush=True)
    while True:
        for number in spool.append_all([Entry("test", 0.0, {"text": "x" * 3000})] * 3):
            print(number, flush=True)
"""
FORGETTER = """
    import sys
    from pathlib import Path
    from passerby.agent.spool import Spool
    spool = Spool(Path(sys.argv[1]))
    print("begun", flush=True)
    while True:
        events = spool.waiting(0, 2)
        if events:
            spool.forget_up_to(events[-1].number)
            print(events[-1].number, flush=True)
        else:
            print(spool.append("test", {}, 0.0), flush=True)
"""


def _killed_at_random(script: str, path: Path) -> list[int]:
    """Run a script on a spool and kill it at some moment; the numbers that it had told."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(secrets.randbelow(50) / 1000)
    process.send_signal(signal.SIGKILL)
    told, _ = process.communicate()
    # A last line without its end was not told whole.
    return [int(line) for line in told.splitlines(keepends=True) if line.endswith("\n")]


def test_a_process_that_is_killed_while_it_appends_loses_and_repeats_no_number(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    told: list[int] = []
    for _ in range(KILLS):
        told += _killed_at_random(APPENDER, path)
    spool = Spool(path)
    kept = _numbers(spool)
    spool.close()
    assert told
    assert kept == list(range(1, len(kept) + 1))
    assert told == sorted(set(told))
    assert set(told) <= set(kept)
    assert len(kept) - len(told) <= 3 * KILLS + 3 * KILLS


def test_a_process_that_is_killed_while_it_forgets_forgets_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    for _ in range(KILLS):
        spool = Spool(path)
        for _ in range(30):
            spool.append("test", {}, 0.0)
        before, last = _numbers(spool), spool.last_number
        spool.close()
        _killed_at_random(FORGETTER, path)
        spool = Spool(path)
        after = _numbers(spool)
        # What is left is the end of what there was, and what was appended since.
        assert after == list(range(spool.last_number - len(after) + 1, spool.last_number + 1))
        assert spool.last_number >= last
        assert not after or after[0] >= before[0]
        spool.close()
