"""What streams ask the database while they last: in few threads, and leaving nothing behind."""

import asyncio
import contextvars
import threading

from passerby.hub.live.visits import ask_database, in_shared_thread


def test_many_streams_ask_in_a_few_threads() -> None:
    async def ask() -> set[str]:
        return set(await asyncio.gather(*(in_shared_thread(name)() for _ in range(100))))

    def name() -> str:
        return threading.current_thread().name

    names = asyncio.run(ask())
    assert 1 <= len(names) <= 4
    assert threading.current_thread().name not in names


def test_asking_leaves_nothing_in_the_context_of_a_stream() -> None:
    kept = contextvars.ContextVar("kept", default="nothing")

    def look() -> str:
        kept.set("something")
        return "seen"

    async def stream() -> tuple[str, str]:
        return await ask_database(look), kept.get()

    assert asyncio.run(stream()) == ("seen", "nothing")
