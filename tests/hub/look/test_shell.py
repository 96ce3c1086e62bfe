import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from passerby.hub.console.shell import views


@pytest.fixture(autouse=True)
def pages_alone() -> Iterator[None]:
    """The shell's own addresses, whatever pages are beside them."""
    with override_settings(ROOT_URLCONF="tests.hub.look.urls"):
        yield


def test_the_console_can_be_installed_by_whoever_has_not_signed_in_yet() -> None:
    answer = Client().get("/manifest.webmanifest")
    content = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert content["start_url"] == "/"
    assert {icon["sizes"] for icon in content["icons"]} == {"192x192", "512x512"}


def test_the_worker_keeps_the_shell_and_the_page_without_figures_alone() -> None:
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    offline, *kept = re.findall(r'"(/[^"]*)"', answer.content.decode().replace("\\u002D", "-"))
    assert offline == "/offline/"
    assert kept == [f"/static/passerby/{name}" for name in views.SHELL]


def test_every_style_sheet_and_script_of_the_offline_page_is_kept() -> None:
    named = set(re.findall(r"/static/passerby/([^\"#]+)", Client().get("/offline/").content.decode()))
    assert {name for name in named if not name.endswith(".png")} <= set(views.SHELL)


def test_a_new_worker_is_named_when_what_it_keeps_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Client().get("/sw.js").content
    monkeypatch.setattr(views, "SHELL", views.SHELL[:-1])
    assert Client().get("/sw.js").content.splitlines()[2] != before.splitlines()[2]
