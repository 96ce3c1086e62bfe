"""Streams that viewers share."""

import asyncio

import pytest

from passerby.hub.live.topics import Topic, Topics
from tests.hub.live.words import in_loop


def test_one_who_missed_an_issue_gets_the_whole() -> None:
    topic = Topic()
    topic.say(b"whole 1", b"change 1")
    topic.say(b"whole 2", b"change 2")
    assert topic.latest is not None
    assert topic.latest.after(1) == b"change 2"
    assert topic.latest.after(0) == b"whole 2"


def test_waiting_for_what_does_not_come_ends() -> None:
    async def wait() -> object:
        return await Topic().next(0, 0.01)

    assert in_loop(wait) is None


def test_a_hundred_viewers_cost_one_work_that_ends_with_the_last_of_them() -> None:
    started, cancelled = [], []

    async def work(key: str, topic: Topic) -> None:
        started.append(key)
        try:
            topic.say(b"whole", b"change")
            await asyncio.sleep(3600)
        finally:
            cancelled.append(key)

    async def view(topics: Topics[str], leave: asyncio.Event) -> bytes:
        async with topics.viewed("a") as topic:
            issue = await topic.next(0, 10)
            await leave.wait()
            return issue.whole if issue else b""

    async def run() -> list[bytes]:
        topics, leave = Topics(work), asyncio.Event()
        viewers = [asyncio.create_task(view(topics, leave)) for _ in range(100)]
        await asyncio.sleep(0.01)
        assert topics.count() == 1
        leave.set()
        seen = await asyncio.gather(*viewers)
        await asyncio.sleep(0.01)
        assert topics.count() == 0
        return seen

    assert in_loop(run) == [b"whole"] * 100
    assert (started, cancelled) == (["a"], ["a"])


def test_a_work_that_fails_ends_the_streams_of_its_viewers_and_begins_anew() -> None:
    tries = []

    async def work(key: str, topic: Topic) -> None:
        tries.append(key)
        await asyncio.sleep(0)
        if len(tries) == 1:
            raise RuntimeError("a fault in the work")
        topic.say(b"well again", b"")
        await asyncio.sleep(3600)

    async def run() -> list[object]:
        topics = Topics(work)
        seen: list[object] = []
        for _ in range(2):
            async with topics.viewed("a") as topic:
                issue = await topic.next(0, 10)
                assert issue is not None
                seen.append((issue.is_last, issue.whole))
        return seen

    assert in_loop(run) == [(True, b""), (False, b"well again")]


def test_a_work_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def work(key: str, topic: Topic) -> None:
        raise RuntimeError("a fault in the work")

    async def run() -> None:
        topics = Topics(work)
        async with topics.viewed("a") as topic:
            await topic.next(0, 10)
        await asyncio.sleep(0)

    in_loop(run)
    assert "a fault in the work" in caplog.text
