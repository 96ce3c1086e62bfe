import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from passerby.agent.forward_clock import ForwardClock
from passerby.agent.gate_runner import Decision, GateJob, GateRunner
from passerby.cameras.address import parse
from passerby.cameras.health import CameraState
from passerby.cameras.options import CameraOptions
from passerby.gate.lane import GateLook
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import FaceError, OutputError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Frame
from passerby.shapes.presentation import GateMode, Outcome, Presentation
from tests.support.clips import write_clip

FRAMES = 5
Decide = Callable[[Frame], tuple[Presentation, ...]]


def accepted(number: int, at: float) -> Presentation:
    return Presentation(number, GateMode.VERIFY, Outcome.ACCEPTED, at, at, "passpasspass")


def stranger(number: int, at: float) -> Presentation:
    return Presentation(number, GateMode.VERIFY, Outcome.STRANGER, at, at)


class Lane:
    """Decides as it is told to, and remembers that it was closed."""

    def __init__(self, decide: Decide) -> None:
        self.decide, self.closed = decide, False
        self.last: tuple[Presentation, ...] = ()

    def look(self, frame: Frame) -> GateLook:
        presentations = self.decide(frame)
        return GateLook(Faces.empty(), presentations, ("Come closer.",))

    def close(self) -> tuple[Presentation, ...]:
        self.closed = True
        return self.last


class Passes:
    """Says what is wrong with them, once."""

    def __init__(self, *troubles: str) -> None:
        self._troubles = list(troubles)

    def look(self, now: float) -> list[str]:
        told, self._troubles = self._troubles, []
        return told


class Gate:
    """A runner over a clip of five grey pictures, and what it told."""

    def __init__(self, clip: Path, decide: Decide, passes: Passes, fails: Sequence[bool] = ()) -> None:
        self.lanes: list[Lane] = []
        self.check_ins: list[CheckIn] = []
        self.decisions: list[Decision] = []
        self.troubles: list[str] = []
        self.on_card_fault: Callable[[str], None] = print
        self._fails = list(fails)
        job = GateJob("sitesitesite", "door", parse(str(clip)), CameraOptions(fps=50))

        def open_lane(on_card_fault: Callable[[str], None]) -> Lane:
            self.on_card_fault = on_card_fault
            self.lanes.append(Lane(decide))
            return self.lanes[-1]

        self.runner = GateRunner(job, open_lane, passes, self._write, ForwardClock())

    def _write(self, check_ins: Sequence[CheckIn]) -> None:
        self.check_ins += check_ins
        if self._fails and self._fails.pop(0):
            raise OutputError("no room for check-ins")

    def run(self) -> "Gate":
        self._take(self.runner.start())
        try:
            while not self.runner.is_over:
                self._take(self.runner.step())
        finally:
            self._take(self.runner.finish())
        return self

    def _take(self, news: object) -> None:
        self.decisions += news.decisions  # type: ignore[attr-defined]
        self.troubles += news.troubles  # type: ignore[attr-defined]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "gate.mp4", FRAMES)


def test_a_file_is_watched_to_its_end_and_the_lane_is_closed(clip: Path) -> None:
    gate = Gate(clip, lambda frame: (), Passes()).run()
    report = gate.runner.report()
    assert report.frames + report.health.dropped == FRAMES
    assert report.frames >= 1
    assert [lane.closed for lane in gate.lanes] == [True]
    assert report.health.state is CameraState.STOPPED


def test_who_is_let_in_is_written_and_a_stranger_is_only_counted(clip: Path) -> None:
    def decide(frame: Frame) -> tuple[Presentation, ...]:
        at = frame.captured_at
        return () if frame.sequence else (accepted(1, at), stranger(2, at), stranger(3, at))

    gate = Gate(clip, decide, Passes()).run()
    report = gate.runner.report()
    assert (report.accepted, report.ambiguous, report.strangers) == (1, 0, 2)
    assert [(one.pass_id, one.site, one.camera) for one in gate.check_ins] == [
        ("passpasspass", "sitesitesite", "door")
    ]
    assert len(gate.decisions) == 3
    assert all(decision.after_s >= 0 for decision in gate.decisions)


def test_who_still_stands_there_at_the_end_is_decided(clip: Path) -> None:
    gate = Gate(clip, lambda frame: (), Passes())
    gate.lanes[0].last = (accepted(1, 5.0),)
    gate.run()
    assert len(gate.check_ins) == 1


def test_a_full_disk_is_told_once_and_closes_no_gate(clip: Path) -> None:
    numbers = iter(range(1, 99))
    gate = Gate(
        clip, lambda frame: (accepted(next(numbers), frame.captured_at),), Passes(), fails=[True] * 99
    ).run()
    assert gate.troubles == ["no room for check-ins"]
    assert gate.runner.report().accepted == len(gate.decisions) >= 1


def test_what_is_wrong_with_the_passes_is_told(clip: Path) -> None:
    gate = Gate(clip, lambda frame: (), Passes("abc.pass: is cut short")).run()
    assert gate.troubles == ["abc.pass: is cut short"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (FaceError("no such face"), "door: no such face"),
        (ZeroDivisionError("a defect"), "the analysis of a frame broke (ZeroDivisionError)"),
    ],
)
def test_a_fault_over_one_frame_begins_anew_and_closes_no_gate(
    clip: Path, fault: Exception, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("passerby.agent.gate_runner.REST_AFTER_FAULT_S", 0.0)
    caplog.set_level(logging.CRITICAL)
    faults = [fault]

    def decide(frame: Frame) -> tuple[Presentation, ...]:
        if faults:
            raise faults.pop()
        return ()

    gate = Gate(write_clip(clip, 20), decide, Passes()).run()
    assert told in gate.troubles[0]
    assert len(gate.troubles) == 1
    assert [lane.closed for lane in gate.lanes] == [True, True]
    assert gate.runner.report().frames >= 1


def test_a_card_that_cannot_be_read_is_told_once_while_it_is_held_up(clip: Path) -> None:
    gate = Gate(clip, lambda frame: gate.on_card_fault("a card is damaged") or (), Passes())
    gate.run()
    assert gate.troubles == ["door: a card is damaged"]


def test_what_to_do_is_shown_and_ends_with_the_watch(clip: Path) -> None:
    gate = Gate(write_clip(clip, 500), lambda frame: (), Passes())
    gate.runner.start()
    while not gate.runner.report().frames:
        gate.runner.step()
    assert gate.runner.report().hints == ("Come closer.",)
    gate.runner.finish()
    assert gate.runner.report().hints == ()


def test_a_file_that_is_no_video_ends_the_watch_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "gate.mp4"
    path.write_bytes(b"nothing" * 100)
    gate = Gate(path, lambda frame: (), Passes()).run()
    report = gate.runner.report()
    assert report.frames == 0
    assert gate.lanes[0].closed
