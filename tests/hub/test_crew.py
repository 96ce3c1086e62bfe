"""The threads of a hub."""

import threading

import pytest
from django.db import OperationalError

from passerby.hub import crew as crews
from passerby.hub.crew import Crew
from passerby.shapes.errors import BusError
from tests.support.waiting import eventually


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "AGAIN_AFTER_S", 0.01)


@pytest.mark.parametrize("trouble", [OperationalError("disk full"), BusError("the bus is away")])
def test_a_thread_in_trouble_begins_again(trouble: Exception, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def work(stopping: threading.Event) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise trouble
        stopping.wait()

    crew = Crew(on_death=lambda: tries.clear())
    crew.start("worker", work)
    eventually(lambda: len(tries) == 3)
    crew.stop()
    assert len(tries) == 3
    assert caplog.text.count("begins again") == 2
    assert caplog.text.count("Traceback") == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_of_a_fault_is_not_passed_over_in_silence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    died = threading.Event()

    def work(stopping: threading.Event) -> None:
        raise ZeroDivisionError

    crew = Crew(on_death=died.set)
    crew.start("worker", work)
    assert died.wait(30)
    crew.stop()
    assert "worker died" in caplog.text


def test_a_crew_that_is_stopped_has_ended() -> None:
    ended: list[str] = []

    def work(stopping: threading.Event) -> None:
        stopping.wait()
        ended.append("worker")

    crew = Crew(on_death=lambda: ended.append("died"))
    crew.start("worker", work)
    crew.stop()
    assert ended == ["worker"]
