"""Redacted live views, passed on from the agent."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from passerby.bus.memory import MemoryBus
from passerby.hub.accounts.models import Staff
from passerby.hub.bus_link import LINK
from passerby.hub.live import relay
from passerby.hub.live.board import BOARD
from passerby.hub.live.relay import VIEWS, read_preview
from passerby.hub.sites import services
from passerby.hub.sites.models import Camera
from passerby.shapes.errors import RecordError
from tests.hub.live.test_streams import Stream, open_stream, status
from tests.hub.live.words import in_loop

JPEG = b"\xff\xd8\xff\xe0 a picture of nobody"


def preview(header: dict[str, Any], picture: bytes = b"") -> bytes:
    raw = json.dumps(header).encode()
    return len(raw).to_bytes(4, "big") + raw + picture


class Agent:
    """Serves previews whose scene is revision 7, and counts the questions."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def answer(self, question: bytes) -> bytes:
        asked = json.loads(question)
        with self._lock:
            self.asked.append(asked)
        header = {"scene_revision": 7, "number": len(self.asked), "marks": []}
        return preview(header, b"" if asked["scene_revision"] == 7 else JPEG)


@pytest.fixture(autouse=True)
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryBus]:
    monkeypatch.setattr(relay, "ASK_AGAIN_S", 0.02)
    monkeypatch.setattr(relay, "EVERY_S", 0.02)
    BOARD.forget()
    memory = MemoryBus()
    with LINK.using(memory):
        yield memory
    memory.close()
    assert VIEWS.count() == 0


class Told:
    """The events of a stream, those that come together one by one."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._waiting: list[tuple[str, str]] = []

    async def next(self) -> tuple[str, str]:
        while not self._waiting:
            self._waiting = parted(await self.stream.part())
        return self._waiting.pop(0)


def parted(part: bytes) -> list[tuple[str, str]]:
    blocks = [block.split("\n") for block in part.decode().strip().split("\n\n")]
    return [
        (block[0].removeprefix("event: "), block[1].removeprefix("data: ")) for block in blocks if block[1:]
    ]


async def watch_view(staff: Staff, camera: Camera, mode: str = "ghost") -> Told:
    return Told(await open_stream(staff, f"/live/cameras/{camera.pk}/view?mode={mode}"))


def test_a_scene_is_sent_once_and_marks_again_and_again(bus: MemoryBus, bob: Staff, plaza: Camera) -> None:
    agent = Agent()

    async def watch() -> list[tuple[str, str]]:
        told = await watch_view(bob, plaza)
        seen = [await told.next() for _ in range(4)]
        await told.stream.close()
        return seen

    with bus.serve("preview/local", agent.answer):
        seen = in_loop(watch)
    assert [name for name, _ in seen] == ["scene", "view", "view", "view"]
    assert seen[0][1].startswith("data:image/jpeg;base64,/9j/")
    assert json.loads(seen[1][1])["marks"] == []
    assert agent.asked[0] == {"camera": plaza.pk, "mode": "ghost", "scene_revision": 0}
    assert agent.asked[1]["scene_revision"] == 7


def test_one_who_comes_later_gets_the_scene_too_and_the_agent_is_asked_no_oftener(
    bus: MemoryBus, bob: Staff, plaza: Camera
) -> None:
    agent = Agent()

    async def watch() -> tuple[str, int]:
        first = await watch_view(bob, plaza, "pixelated")
        for _ in range(3):
            await first.next()
        second = await watch_view(bob, plaza, "pixelated")
        name, _ = await second.next()
        topics = VIEWS.count()
        await first.stream.close()
        await second.stream.close()
        return name, topics

    with bus.serve("preview/local", agent.answer):
        assert in_loop(watch) == ("scene", 1)
    assert {asked["mode"] for asked in agent.asked} == {"pixelated"}
    assert [asked["scene_revision"] for asked in agent.asked].count(0) == 1


def test_the_agent_is_not_asked_when_nobody_looks(bus: MemoryBus, bob: Staff, plaza: Camera) -> None:
    agent = Agent()

    async def watch() -> int:
        told = await watch_view(bob, plaza)
        await told.next()
        await told.stream.close()
        await asyncio.sleep(0.1)
        before = len(agent.asked)
        await asyncio.sleep(0.1)
        return len(agent.asked) - before

    with bus.serve("preview/local", agent.answer):
        assert in_loop(watch) == 0


def test_an_agent_that_is_away_is_told_once_and_its_view_comes_back(
    bus: MemoryBus, bob: Staff, plaza: Camera
) -> None:
    async def watch() -> list[tuple[str, str]]:
        told = await watch_view(bob, plaza)
        seen = [await told.next()]
        with bus.serve("preview/local", Agent().answer):
            seen += [await told.next(), await told.next()]
        await told.stream.close()
        return seen

    seen = in_loop(watch)
    assert [name for name, _ in seen] == ["gone", "scene", "view"]
    assert json.loads(seen[0][1]) == {"reason": "the agent of this camera does not answer", "final": False}


def test_a_camera_that_is_deleted_while_watched_ends_its_view(
    bus: MemoryBus, bob: Staff, plaza: Camera
) -> None:
    async def watch() -> list[tuple[str, str]]:
        told = await watch_view(bob, plaza)
        await told.next()
        await sync_to_async(services.remove_camera)(plaza)
        return parted((await told.stream.rest())[-1])

    name, data = in_loop(watch)[-1]
    assert name == "gone"
    assert json.loads(data)["final"] is True


def test_a_mode_that_would_show_people_does_not_exist(bob: Staff, plaza: Camera) -> None:
    assert in_loop(lambda: status(bob, f"/live/cameras/{plaza.pk}/view?mode=clear")) == 404


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x00\x00\x02{",
        b"\xff\xff\xff\xff{}",
        preview({}),
        preview({"scene_revision": "x"}),
        b"\x00\x00\x00\x02[]",
        preview({"scene_revision": 1}, b"<svg onload=alert(1)>"),
        preview({"scene_revision": 1}, b"RIFF....WAVE"),
    ],
)
def test_an_answer_that_is_no_preview_is_refused(answer: bytes) -> None:
    with pytest.raises(RecordError):
        read_preview(answer)


def test_a_preview_does_not_show_its_picture_in_its_repr() -> None:
    assert "picture" not in repr(read_preview(preview({"scene_revision": 1}, JPEG)))
