import json
import threading
import time

import pytest

from passerby.agent.preview import Mark, Preview, PreviewMode
from passerby.agent.preview_desk import PreviewDesk, read_question
from passerby.cameras.health import CameraState
from passerby.shapes.errors import RecordError
from tests.agent.reports import report
from tests.support.waiting import eventually

NORTH = "north0000000"
GHOST, PIXELATED = PreviewMode.GHOST, PreviewMode.PIXELATED


def _question(camera: str = NORTH, mode: str = "ghost", revision: int = 0) -> bytes:
    return json.dumps({"camera": camera, "mode": mode, "scene_revision": revision}).encode()


def _preview(mode: PreviewMode = GHOST, revision: int = 5, picture: bytes | None = b"jpeg!") -> Preview:
    mark = Mark((0.1, 0.2, 0.3, 0.4), ((0.2, 0.4),))
    return Preview(NORTH, mode, 1000.0, (960, 540), (mark,), None, 0.5, "a note", revision, picture)


def _read(answer: bytes) -> tuple[dict[str, object], bytes]:
    length = int.from_bytes(answer[:4], "big")
    header: dict[str, object] = json.loads(answer[4 : 4 + length])
    return header, answer[4 + length :]


def test_the_answer_is_what_the_worker_sent_with_the_cameras_state() -> None:
    desk = PreviewDesk()
    desk.show([_preview()], [report(NORTH)])
    header, picture = _read(desk.answer(_question()))
    assert picture == b"jpeg!"
    assert header == {
        "captured_at": 1000.0,
        "width": 960,
        "height": 540,
        "state": "live",
        "note": "a note",
        "scene_revision": 5,
        "known_share": 0.5,
        "marks": [{"box": [0.1, 0.2, 0.3, 0.4], "trail": [[0.2, 0.4]]}],
        "zones": [],
        "lines": [],
    }


def test_a_scene_that_somebody_has_is_not_sent_again_and_one_that_came_before_is_to_who_lacks_it() -> None:
    desk = PreviewDesk()
    desk.show([_preview(), _preview(picture=None)], [report(NORTH)])
    assert _read(desk.answer(_question(revision=5)))[1] == b""
    assert _read(desk.answer(_question(revision=4)))[1] == b"jpeg!"
    desk.show([_preview(PIXELATED, 0, b"people")], [report(NORTH)])
    assert _read(desk.answer(_question(mode="pixelated", revision=0)))[1] == b"people"


def test_a_question_waits_for_the_first_preview() -> None:
    desk = PreviewDesk()
    desk.show([], [report(NORTH)])
    answers: list[bytes] = []
    asking = threading.Thread(target=lambda: answers.append(desk.answer(_question())))
    asking.start()
    eventually(lambda: desk.to_watch() != [])
    desk.show([_preview()], [report(NORTH)])
    asking.join()
    assert _read(answers[0])[1] == b"jpeg!"


def test_of_a_camera_that_gives_no_picture_its_state_is_told() -> None:
    desk = PreviewDesk()
    desk.show([], [report(NORTH, CameraState.FAILED, reason="the camera said no")])
    header, picture = _read(desk.answer(_question()))
    assert (header["state"], header["note"], header["marks"], picture) == (
        "failed",
        "the camera said no",
        [],
        b"",
    )


def test_a_camera_is_watched_from_the_question_on_and_told_so_about_once_a_second() -> None:
    desk = PreviewDesk()
    desk.show([_preview()], [report(NORTH)])
    assert desk.to_watch() == []
    desk.answer(_question())
    ((camera, mode, until),) = desk.to_watch()
    assert (camera, mode) == (NORTH, GHOST)
    assert until > time.monotonic()
    desk.answer(_question())
    assert desk.to_watch() == []


def test_pictures_are_let_go_of_when_nobody_watches_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = PreviewDesk()
    desk.show([_preview()], [report(NORTH)])
    desk.answer(_question())
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    desk.show([], [report(NORTH)])
    monkeypatch.undo()
    assert b"jpeg!" not in repr(vars(desk)).encode()
    assert desk._scenes == {}
    assert desk._shown == {}


@pytest.mark.parametrize(
    "question",
    [
        b"",
        b"{}",
        _question(mode="clear"),
        _question(revision=-1),
        json.dumps({"camera": NORTH, "mode": "ghost", "scene_revision": 0, "save_to": "x"}).encode(),
        b" " * 5000,
    ],
)
def test_a_question_that_is_none_is_refused(question: bytes) -> None:
    with pytest.raises(RecordError):
        read_question(question)


def test_a_camera_that_is_not_here_is_refused_and_not_watched() -> None:
    desk = PreviewDesk()
    with pytest.raises(RecordError, match="no camera"):
        desk.answer(_question())
    assert desk.to_watch() == []


def test_a_preview_that_is_printed_shows_no_picture() -> None:
    assert b"jpeg!" not in repr(_preview()).encode()
