import threading
from contextlib import ExitStack
from functools import partial

import pytest

from passerby.bus.bus import MAX_PAYLOAD_BYTES, Bus
from passerby.bus.socket_server import MAX_AT_ONCE
from passerby.shapes.errors import BusError, CameraError, NoAnswerError
from tests.bus.ends import Ends


def _with(answer: bytes, _question: bytes) -> bytes:
    return answer


def test_a_question_is_answered(ends: Ends) -> None:
    here, there = ends.open(), ends.open()
    with there.serve("preview/local", lambda question: question[::-1]):
        assert here.request("preview/local", b"abc", 30) == b"cba"
        assert here.request("preview/local", b"", 30) == b""


def test_a_picture_travels_whole(ends: Ends) -> None:
    picture = bytes(range(256)) * (MAX_PAYLOAD_BYTES // 256)
    bus = ends.open()
    with bus.serve("preview/local", lambda question: question):
        assert bus.request("preview/local", picture, 30) == picture


def test_nobody_serves_is_told_at_once(bus: Bus) -> None:
    with pytest.raises(NoAnswerError, match="nobody serves preview/local"):
        bus.request("preview/local", b"", 30)
    with bus.serve("preview/other", bytes):
        pass
    with pytest.raises(NoAnswerError, match="nobody serves preview/other"):
        bus.request("preview/other", b"", 30)


def test_who_takes_too_long_is_not_waited_for(bus: Bus) -> None:
    done = threading.Event()

    def slow(_: bytes) -> bytes:
        done.wait(60)
        return b""

    with bus.serve("probe/local", slow):
        with pytest.raises(NoAnswerError, match=r"probe/local did not answer within 0.05 s"):
            bus.request("probe/local", b"", 0.05)
        done.set()


def test_a_refusal_is_told_in_the_words_of_the_other_side(bus: Bus) -> None:
    def refuse(_: bytes) -> bytes:
        raise CameraError("the camera said no – überall")

    with bus.serve("probe/local", refuse):
        with pytest.raises(BusError, match="the camera said no – überall") as caught:
            bus.request("probe/local", b"", 30)
        assert not isinstance(caught.value, NoAnswerError)


def test_a_handler_that_breaks_stops_nothing_else(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: shown.append(hook.exc_type))

    def handler(question: bytes) -> bytes:
        return bytes([question[0]])

    with bus.serve("probe/local", handler):
        with pytest.raises(NoAnswerError, match="broke off without an answer"):
            bus.request("probe/local", b"", 30)
        assert bus.request("probe/local", b"x", 30) == b"x"
    assert shown == [IndexError]


def test_an_answer_over_the_limit_is_refused(bus: Bus) -> None:
    with (
        bus.serve("preview/local", lambda _: bytes(MAX_PAYLOAD_BYTES + 1)),
        pytest.raises(BusError, match="an answer has"),
    ):
        bus.request("preview/local", b"", 30)
    with pytest.raises(BusError, match="a request to preview/local has"):
        bus.request("preview/local", bytes(MAX_PAYLOAD_BYTES + 1), 30)


def test_a_subject_is_served_once(ends: Ends) -> None:
    here, there = ends.open(), ends.open()
    with here.serve("preview/local", lambda _: b"first"):
        with (
            pytest.raises(BusError, match="preview/local is served already"),
            there.serve("preview/local", bytes),
        ):
            pass
        assert there.request("preview/local", b"", 30) == b"first"
    with there.serve("preview/local", lambda _: b"second"):
        assert here.request("preview/local", b"", 30) == b"second"


def test_a_server_goes_on_answering(bus: Bus) -> None:
    with bus.serve("preview/local", lambda question: question):
        for number in range(2 * MAX_AT_ONCE):
            assert bus.request("preview/local", bytes([number]), 30) == bytes([number])


def test_questions_are_answered_at_the_same_time(bus: Bus) -> None:
    both_ask = threading.Barrier(8, timeout=60)

    def handler(question: bytes) -> bytes:
        both_ask.wait()
        return question

    answers: list[bytes] = []
    with bus.serve("preview/local", handler):
        askers = [
            threading.Thread(target=lambda n=n: answers.append(bus.request("preview/local", bytes([n]), 60)))
            for n in range(8)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    assert sorted(answers) == [bytes([n]) for n in range(8)]


def test_subjects_that_look_alike_are_told_apart(bus: Bus) -> None:
    long = "probe/" + "x" * 60
    subjects = [long, long + "y", "probe/x-y", "probe/x/y", "probe/X/y"]
    with ExitStack() as served:
        for subject in subjects:
            served.enter_context(bus.serve(subject, partial(_with, subject.encode())))
        assert [bus.request(subject, b"", 30).decode() for subject in subjects] == subjects
