"""Processes that are kept running, and what ties them to their parent."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from passerby.cli import children
from passerby.cli.children import Child
from passerby.cli.parent import parent_at
from tests.support.waiting import eventually

# Says what it was told, then waits for its end, or for that of its parent.
WELL = """
import threading
from passerby.cli.parent import parent_at
from passerby.cli.stopping import stoppable
import sys
with stoppable() as stopping, parent_at(int(sys.argv[-1]), stopping) as parent:
    parent.tell("well")
    stopping.wait()
"""
DEAF = "import signal, sys, os; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write(int(sys.argv[-1]), b'deaf\\n'); signal.pause()"  # noqa: E501 - one line of Python
DYING = "raise SystemExit(3)"


@pytest.fixture
def started() -> Iterator[list[Child]]:
    those: list[Child] = []
    yield those
    for child in those:
        child.end()


def child(started: list[Child], text: str) -> Child:
    made = Child("child", [], program=(sys.executable, "-c", text))
    started.append(made)
    made.start()
    return made


def heard(child: Child) -> str:
    lines: list[str | None] = []

    def hear() -> bool:
        lines.append(child.line())
        return lines[-1] is not None

    eventually(hear)
    return lines[-1] or ""


def test_a_child_says_that_it_is_ready(started: list[Child]) -> None:
    well = child(started, WELL)
    assert not well.was_ready
    assert heard(well) == "well"
    assert well.was_ready


def test_a_child_that_is_told_to_end_ends(started: list[Child]) -> None:
    well = child(started, WELL)
    heard(well)
    well.end()
    assert well.pid is None
    assert well.mind() is None


def test_a_child_that_does_not_end_is_killed(
    started: list[Child], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "END_WITHIN_S", 0.05)
    deaf = child(started, DEAF)
    heard(deaf)
    deaf.end()
    assert deaf.pid is None
    assert "is killed" in capsys.readouterr().err


def test_a_child_that_dies_is_started_again_after_waits_that_grow(
    started: list[Child], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "FIRST_WAIT_S", 0.01)
    dying = child(started, DYING)
    statuses: list[int] = []

    def dies_thrice() -> bool:
        status = dying.mind()
        if status is not None:
            statuses.append(status)
            dying.tell_death(status)
        return len(statuses) == 3

    eventually(dies_thrice)
    assert statuses == [3, 3, 3]
    assert capsys.readouterr().err.count("ended with status 3") == 3


def test_a_child_that_was_killed_is_told_so(started: list[Child], capsys: pytest.CaptureFixture[str]) -> None:
    well = child(started, WELL)
    heard(well)
    os.kill(well.pid or 0, signal.SIGKILL)
    statuses: list[int | None] = []

    def died() -> bool:
        statuses.append(well.mind())
        return statuses[-1] is not None

    eventually(died)
    well.tell_death(statuses[-1] or 0)
    assert "ended by signal 9" in capsys.readouterr().err


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    text = (
        "import sys, time\nfrom passerby.cli.children import Child\n"
        f"child = Child('child', [], program=(sys.executable, '-c', {WELL!r}))\nchild.start()\n"
        "while child.line() is None: time.sleep(0.01)\n"
        "print(child.pid, flush=True)\ntime.sleep(3600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    eventually(
        lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def test_who_has_no_parent_is_not_tied_to_one() -> None:
    stopping = threading.Event()
    with parent_at(None, stopping) as parent:
        assert parent is None
    assert not stopping.is_set()


def test_telling_a_parent_that_is_gone_harms_nobody() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with parent_at(theirs, threading.Event()) as parent:
        assert parent is not None
        parent.tell("anybody there")
