"""The streams as a browser gets them."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.utils import timezone

from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.models import Alert
from passerby.hub.live import event_stream, visits
from passerby.hub.live.board import BOARD
from passerby.hub.live.figure_streams import FIGURES
from passerby.hub.live.open_alerts import OPEN_ALERTS
from passerby.hub.sites import revisions, services
from passerby.hub.sites.models import Camera, Site
from tests.hub.live.words import entry, in_loop, live


@pytest.fixture(autouse=True)
def board() -> Iterator[None]:
    """The process's board, empty."""
    BOARD.forget()
    yield
    BOARD.forget()
    assert FIGURES.count() == 0


class Stream:
    """A viewer's stream, part by part."""

    def __init__(self, answer: StreamingHttpResponse) -> None:
        self._answer = answer
        self._parts = aiter(answer)

    async def part(self) -> bytes:
        return await anext(self._parts)

    async def rest(self) -> list[bytes]:
        return [part async for part in self._parts]

    async def close(self) -> None:
        """The viewer goes."""
        await sync_to_async(self._answer.close)()


async def open_stream(staff: Staff, path: str) -> Stream:
    client = AsyncClient()
    await client.aforce_login(staff)
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    assert answer["Cache-Control"] == "no-store"
    return Stream(cast(StreamingHttpResponse, answer))


async def status(staff: Staff, path: str) -> int:
    client = AsyncClient()
    await client.aforce_login(staff)
    return (await client.get(path)).status_code


def read(part: bytes) -> tuple[str, Any]:
    """An event's name and data."""
    name, data = part.decode().strip().split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def first_event(staff: Staff, path: str) -> tuple[str, Any]:
    parts = await open_stream(staff, path)
    assert (await parts.part()).startswith(b"retry: ")
    event = read(await parts.part())
    await parts.close()
    return event


def test_a_site_stream_begins_with_everything_and_goes_on_with_what_changes(
    bob: Staff, harbour: Site, plaza: Camera
) -> None:
    BOARD.hear([entry(live(plaza.pk, people=3))])

    async def watch() -> list[tuple[str, Any]]:
        parts = await open_stream(bob, f"/live/sites/{harbour.pk}")
        await parts.part()
        first = read(await parts.part())
        BOARD.hear([entry(live(plaza.pk, people=4))])
        second = read(await parts.part())
        await parts.close()
        return [first, second]

    (name, whole), (_, change) = in_loop(watch)
    assert name == "figures"
    assert whole["sites"] == {harbour.pk: {"people": 3, "live": 1, "cameras": 2}}
    assert set(whole["cameras"]) == {camera.pk for camera in harbour.cameras.all()}
    assert whole["alerts_open"] == 0
    assert change["sites"][harbour.pk]["people"] == 4
    assert set(change["cameras"]) == {plaza.pk}
    assert "alerts_open" not in change


def test_an_overview_tells_of_ones_own_sites_alone(bob: Staff, harbour: Site, library: Site) -> None:
    _, figures = in_loop(lambda: first_event(bob, "/live/overview"))
    assert set(figures["sites"]) == {harbour.pk}


def test_the_overview_of_an_admin_tells_of_all(alice: Staff, harbour: Site, library: Site) -> None:
    _, figures = in_loop(lambda: first_event(alice, "/live/overview"))
    assert set(figures["sites"]) == {harbour.pk, library.pk}


def test_a_camera_stream_tells_of_that_camera_and_its_site(bob: Staff, harbour: Site, plaza: Camera) -> None:
    BOARD.hear([entry(live(plaza.pk, people=3))])
    _, figures = in_loop(lambda: first_event(bob, f"/live/cameras/{plaza.pk}"))
    assert set(figures["cameras"]) == {plaza.pk}
    assert figures["cameras"][plaza.pk]["lines"] == [{"name": "gate", "entered": 1, "left": 2}]
    assert figures["sites"][harbour.pk]["people"] == 3


def test_open_alerts_are_counted(alice: Staff, harbour: Site) -> None:
    Alert.objects.create(site=harbour, text="full", began_at=timezone.now(), worst=1)
    Alert.objects.create(
        site=harbour, text="was full", began_at=timezone.now(), ended_at=timezone.now(), worst=1
    )
    OPEN_ALERTS.count()
    _, figures = in_loop(lambda: first_event(alice, "/live/overview"))
    assert figures["alerts_open"] == 1
    assert figures["alerts"] == {"waiting": 1, "newest": "full"}


def test_every_page_counts_the_alerts_of_all_sites_that_its_viewer_looks_after(
    alice: Staff, bob: Staff, harbour: Site, library: Site, plaza: Camera
) -> None:
    for site in (harbour, library):
        Alert.objects.create(site=site, text=f"{site} is full", began_at=timezone.now(), worst=1)
    OPEN_ALERTS.count()
    for page in (f"/live/sites/{harbour.pk}", f"/live/cameras/{plaza.pk}"):
        for viewer, waiting, newest in ((alice, 2, "Library is full"), (bob, 1, "Harbour is full")):
            _, figures = in_loop(partial(first_event, viewer, page))
            assert figures["alerts_open"] == 1
            assert figures["alerts"] == {"waiting": waiting, "newest": newest}


def test_an_alert_that_somebody_looks_after_is_open_and_waits_no_more(alice: Staff, harbour: Site) -> None:
    Alert.objects.create(
        site=harbour, text="full", began_at=timezone.now(), worst=1, acknowledged_at=timezone.now()
    )
    OPEN_ALERTS.count()
    _, figures = in_loop(lambda: first_event(alice, "/live/overview"))
    assert figures["alerts_open"] == 1
    assert figures["alerts"] == {"waiting": 0, "newest": "nothing just now"}


@pytest.mark.parametrize(
    "path", ["/live/sites/{site}", "/live/cameras/{camera}", "/live/cameras/{camera}/view"]
)
def test_outsiders_are_told_nothing(charlie: Staff, harbour: Site, plaza: Camera, path: str) -> None:
    assert in_loop(lambda: status(charlie, path.format(site=harbour.pk, camera=plaza.pk))) == 404


def test_a_stream_changes_nothing_so_it_is_only_read(bob: Staff) -> None:
    async def ask() -> int:
        client = AsyncClient()
        await client.aforce_login(bob)
        return (await client.post("/live/overview")).status_code

    assert in_loop(ask) == 405


def test_a_silent_stream_beats(bob: Staff, harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "HEARTBEAT_EVERY_S", 0.01)

    async def watch() -> bytes:
        parts = await open_stream(bob, f"/live/sites/{harbour.pk}")
        seen = [await parts.part() for _ in range(3)]
        await parts.close()
        return seen[-1]

    assert in_loop(watch) == event_stream.HEARTBEAT


@pytest.fixture
def checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "HEARTBEAT_EVERY_S", 0.01)
    monkeypatch.setattr(visits, "CHECK_EVERY_S", 0.0)


async def last_part(staff: Staff, path: str, meanwhile: Any) -> bytes:
    """The last part of a stream that ends because of what happens after its first event."""
    parts = await open_stream(staff, path)
    await parts.part()
    await parts.part()
    await sync_to_async(meanwhile)()
    return (await parts.rest() or [b""])[-1]


@pytest.mark.usefixtures("checked_at_once")
def test_a_session_that_ended_ends_its_streams(bob: Staff, harbour: Site) -> None:
    def deactivate() -> None:
        Staff.objects.filter(pk=bob.pk).update(is_active=False)

    last = in_loop(lambda: last_part(bob, "/live/overview", deactivate))
    assert read(last) == ("gone", {"reason": "your session has ended; sign in again", "final": True})


@pytest.mark.usefixtures("checked_at_once")
def test_one_who_loses_a_site_is_let_in_anew(bob: Staff, harbour: Site) -> None:
    last = in_loop(lambda: last_part(bob, f"/live/sites/{harbour.pk}", bob.sites.clear))
    assert read(last)[1]["final"] is True


@pytest.mark.usefixtures("checked_at_once")
def test_a_camera_that_is_deleted_while_watched_is_told_to_be_gone(bob: Staff, plaza: Camera) -> None:
    last = in_loop(lambda: last_part(bob, f"/live/cameras/{plaza.pk}", lambda: services.remove_camera(plaza)))
    name, told = read(last)
    assert (name, told["final"]) == ("gone", True)
    assert "deleted" in told["reason"]


def test_a_change_of_cameras_is_looked_at_without_waiting_for_the_minute(
    bob: Staff, harbour: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "HEARTBEAT_EVERY_S", 0.01)

    def add() -> None:
        services.add_camera(harbour, "usb:0", name="Door")
        revisions.tell()

    # It ends without a word: the browser comes back, and gets the new camera too.
    last = in_loop(lambda: last_part(bob, f"/live/sites/{harbour.pk}", add))
    assert not last.startswith(b"event: gone")


def test_a_hub_that_ends_ends_its_streams(bob: Staff, harbour: Site) -> None:
    assert in_loop(lambda: last_part(bob, "/live/overview", BOARD.close)) == b""


def test_viewers_of_the_same_share_one_topic(bob: Staff, alice: Staff, harbour: Site) -> None:
    async def watch() -> int:
        path = f"/live/sites/{harbour.pk}"
        streams = [await open_stream(staff, path) for staff in (bob, alice, bob)]
        for parts in streams:
            await parts.part()
            await parts.part()
        shared = FIGURES.count()
        for parts in streams:
            await parts.close()
        return shared

    assert in_loop(watch) == 1
