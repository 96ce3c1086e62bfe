"""Being told to end, at whatever moment."""

import os
import signal
import threading

import pytest

from passerby.cli.stopping import interruptible, stoppable
from tests.support.waiting import eventually


def test_a_signal_that_comes_while_the_event_is_held_is_not_waited_for_for_ever() -> None:
    with stoppable() as stopping:
        # What `wait` does for a moment each time that it is called.
        with stopping._cond:  # type: ignore[attr-defined] # the lock of a threading.Event
            os.kill(os.getpid(), signal.SIGTERM)
        eventually(stopping.is_set)


def test_the_handlers_of_before_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stoppable() as stopping:
        assert isinstance(stopping, threading.Event)
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_being_told_to_end_closes_what_is_open_like_control_c() -> None:
    before = signal.getsignal(signal.SIGTERM)
    closed = []

    @interruptible()
    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(10)
        finally:
            closed.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert closed
    assert signal.getsignal(signal.SIGTERM) is before
