"""What streams ask the database while they last: in few threads, and leaving nothing behind."""

import asyncio
import contextvars
import threading

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connection, connections
from django.http import HttpRequest

from passerby.hub.live.visits import Visit, ask_database, in_shared_thread, without_connection
from passerby.hub.sites.models import Site


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


def test_a_viewer_is_let_in_by_the_thread_of_their_request_which_then_keeps_no_connection() -> None:
    """A connection that the request opened would else stay open for as long as the stream lasts."""

    async def come() -> tuple[threading.Thread, threading.Thread]:
        visit = Visit(HttpRequest(), lambda _request: threading.current_thread())
        async with ThreadSensitiveContext():
            return await sync_to_async(threading.current_thread)(), await visit.key()

    of_request, asked = asyncio.run(come())
    assert asked is of_request


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_asked_keeps_no_connection() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the database in memory lives as long as its connection, which is never closed")
    kept: list[object] = []

    def ask() -> None:
        assert without_connection(Site.objects.count)() == 0
        kept.append(connections["default"].connection)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert kept == [None]
