"""One viewer's stay at a stream: let in by the database, and looked after once a minute."""

import asyncio
import copy
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from importlib import import_module
from typing import Generic, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, HttpRequest

from passerby.hub.access import Action, may, staff_needs_second_factor
from passerby.hub.accounts.models import Staff
from passerby.hub.live.event_stream import HEARTBEAT, HEARTBEAT_EVERY_S, RETRY, gone
from passerby.hub.live.topics import Key, Topics
from passerby.hub.sites import revisions

CHECK_EVERY_S = 60.0

_THREADS = ThreadPoolExecutor(4, thread_name_prefix="streams")

Params = ParamSpec("Params")
Result = TypeVar("Result")


def without_connection(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """The function, after which its thread keeps no connection to the database."""

    @wraps(function)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()

    return run


def in_shared_thread(function: Callable[Params, Result]) -> Callable[Params, Coroutine[None, None, Result]]:
    """The function, run in one of a few threads that all streams share.

    In the thread of each stream, a connection that is opened and closed once a minute would leave the memory
    of the process in ever smaller pieces.
    """
    return sync_to_async(function, thread_sensitive=False, executor=_THREADS)


async def ask_database(
    function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result:
    """What the function says of the database.

    Awaited in a task of its own: `sync_to_async` copies every context variable anew into the context of who
    awaits it, and whatever a stream starts later would take those copies along.
    """
    return await asyncio.create_task(in_shared_thread(without_connection(function))(*args, **kwargs))


class Changes:
    """Counts the changes of sites and cameras that this process knows of."""

    def __init__(self) -> None:
        self.count = 0
        revisions.on_change.append(self._note)

    def _note(self) -> None:
        self.count += 1


CHANGES = Changes()


class Visit(Generic[Key]):
    """A viewer's stay.

    find_key: what of that which was asked for the viewer may see; raises Http404. renewed: the request as it
    would come now; raises PermissionDenied where nobody would be let in with it.
    """

    def __init__(
        self,
        request: HttpRequest,
        find_key: Callable[[HttpRequest], Key],
        renewed: Callable[[HttpRequest], HttpRequest] | None = None,
    ) -> None:
        self._request = request
        self._find_key = find_key
        self._renewed = renewed or as_of_now
        self._check_at = time.monotonic() + CHECK_EVERY_S
        self._changes = CHANGES.count

    async def key(self) -> Key:
        """What the viewer may see, on arrival. Raises Http404.

        Asked in the request's own thread, which opened a connection to let the viewer in, and would keep it
        for as long as the stream lasts.
        """
        return await sync_to_async(without_connection(self._find_key))(self._request)

    async def parts(self, topics: Topics[Key], key: Key) -> AsyncGenerator[bytes, None]:
        """The stream, until the viewer goes, may no longer stay, or should come in anew."""
        yield RETRY
        async with topics.viewed(key) as topic:
            number = 0
            while True:
                issue = await topic.next(number, HEARTBEAT_EVERY_S)
                if issue is None:
                    yield HEARTBEAT
                elif issue.is_last:
                    yield issue.whole
                    return
                else:
                    yield issue.after(number)
                    number = issue.number
                if self._is_due():
                    said, stays = await ask_database(self._check, key)
                    if not stays:
                        yield said
                        return

    def _is_due(self) -> bool:
        if time.monotonic() < self._check_at and self._changes == CHANGES.count:
            return False
        self._check_at, self._changes = time.monotonic() + CHECK_EVERY_S, CHANGES.count
        return True

    def _check(self, key: Key) -> tuple[bytes, bool]:
        """What to say, and whether the viewer stays. Who sees something else by now comes in anew."""
        try:
            return b"", self._find_key(self._renewed(self._request)) == key
        except Http404:
            return gone("this was deleted, or is not one of yours any more", is_final=True), False
        except PermissionDenied:
            return gone("your session has ended; sign in again", is_final=True), False


def as_of_now(request: HttpRequest) -> HttpRequest:
    """The request with its session as it is by now. Raises PermissionDenied."""
    fresh = copy.copy(request)
    fresh.session = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
    staff = get_user(fresh)
    if not isinstance(staff, Staff) or not may(staff, Action.VIEW):
        raise PermissionDenied
    fresh.user = staff
    if staff_needs_second_factor(fresh):
        raise PermissionDenied
    return fresh
