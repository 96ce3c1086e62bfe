"""Live counts through the API."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from passerby.hub.accounts.models import Staff, Token
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.tokens import make_token, revoke_token
from passerby.hub.live import visits
from passerby.hub.live.board import BOARD
from passerby.hub.live.figure_streams import FIGURES
from passerby.hub.sites.models import Camera, Site
from tests.hub.live.test_streams import Stream, read
from tests.hub.live.words import entry, in_loop, live

LIVE = "/api/v1/live"


@pytest.fixture(autouse=True)
def board() -> Iterator[None]:
    """The process's board, empty."""
    BOARD.forget()
    yield
    BOARD.forget()
    assert FIGURES.count() == 0


@pytest.fixture
def token(alice: Staff, harbour: Site) -> tuple[Token, str]:
    """A token for what is live at the harbour."""
    return make_token("screen", [Scope.READ_LIVE], by=alice, sites=[harbour])


async def _open(secret: str, path: str = LIVE) -> Stream:
    answer = await AsyncClient().get(path, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
    return Stream(cast(StreamingHttpResponse, answer))


def test_a_program_hears_what_is_live_at_its_sites(
    token: tuple[Token, str], plaza: Camera, library: Site
) -> None:
    BOARD.hear([entry(live(plaza.pk, people=3))])

    async def watch(path: str) -> Any:
        stream = await _open(token[1], path)
        assert (await stream.part()).startswith(b"retry: ")
        name, figures = read(await stream.part())
        await stream.close()
        assert name == "figures"
        return figures

    overview = in_loop(lambda: watch(LIVE))
    assert overview["sites"] == {plaza.site_id: {"people": 3, "live": 1, "cameras": 2}}
    assert "zones" not in overview["cameras"][plaza.pk]
    in_detail = in_loop(lambda: watch(f"{LIVE}?site={plaza.site_id}"))
    assert in_detail["cameras"][plaza.pk]["zones"][0]["name"] == "square"


def test_a_program_hears_nothing_of_other_sites(token: tuple[Token, str], library: Site) -> None:
    async def ask() -> int:
        headers = {"Authorization": f"Bearer {token[1]}"}
        return (await AsyncClient().get(f"{LIVE}?site={library.pk}", headers=headers)).status_code

    assert in_loop(ask) == 404


def test_a_stream_ends_when_its_token_is_revoked(
    token: tuple[Token, str], alice: Staff, plaza: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "CHECK_EVERY_S", 0.0)
    BOARD.hear([entry(live(plaza.pk, people=3))])

    async def watch() -> list[bytes]:
        stream = await _open(token[1])
        await stream.part()
        await stream.part()
        await sync_to_async(revoke_token)(token[0], by=alice)
        return await stream.rest()

    assert b"event: gone" in in_loop(watch)[-1]
