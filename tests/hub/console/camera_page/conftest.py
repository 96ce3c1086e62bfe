"""A browser, a console, and what one does to a camera's page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.footage.chromium import find_chromium
from tests.hub.console.camera_page.consoles import Console, console
from tests.hub.look.browser import chromium

WAIT_MS = 30_000
"""A busy machine is slow; what is waited for comes in far less."""

OpenPage = Callable[..., "CameraPage"]


class CameraPage:
    """A camera's page in a browser."""

    def __init__(self, page: Page, console: Console) -> None:
        self.page, self.console = page, console
        page.set_default_timeout(WAIT_MS)

    def open(self) -> None:
        """Load it, and wait until its picture is live."""
        self.page.goto(self.console.camera_url)
        expect(self.page.locator("#view")).to_have_attribute("data-state", "live")

    def edit(self) -> None:
        """Begin to edit."""
        self.page.locator("[data-edit=start]").click()
        expect(self.part("list")).to_be_visible()

    def part(self, name: str) -> Any:
        """A part of the page that scripts know by name."""
        return self.page.locator(f"[data-part={name}]").first

    def button(self, name: str) -> Any:
        """A button of edit mode."""
        return self.page.locator(f"#workbench [data-edit={name}]")

    def names(self) -> list[str]:
        """What the list of shapes tells."""
        return self.page.locator("[data-part=list] [data-name]").all_text_contents()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a normalised point of the picture is in the window."""
        box = self.part("overlay").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def point(self, shape: str, number: int) -> Any:
        """The grip of one point of a shape."""
        return self.page.locator(f'.grip-point[aria-label^="{shape}, point {number} of"]')

    def place(self, shape: str, number: int) -> tuple[float, float]:
        """Where that point is, normalised."""
        grip = self.point(shape, number).locator(".target").bounding_box()
        overlay = self.part("overlay").bounding_box()
        return (
            (grip["x"] + grip["width"] / 2 - overlay["x"]) / overlay["width"],
            (grip["y"] + grip["height"] / 2 - overlay["y"]) / overlay["height"],
        )

    def save(self) -> None:
        """Save, and wait until it is."""
        self.button("save").click()
        expect(self.part("told")).to_contain_text("Saved.")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip("Chromium is not installed: `script/test --with-services` installs it")
    expect.set_options(timeout=WAIT_MS)
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def shared_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def plaza_console(shared_console: Console) -> Console:
    """A console whose camera is live and has the scene that it had at first."""
    for order in ("back", "live", "reset"):
        shared_console.order(order)
    return shared_console


@pytest.fixture
def own_console(tmp_path: Path) -> Iterator[Console]:
    """A console that a test may spoil."""
    with console(tmp_path / "home") as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, plaza_console: Console) -> Iterator[OpenPage]:
    """Opens the camera's page for somebody, in a browser of their own."""
    with ExitStack() as contexts:

        def opened(who: str = "bob", at: Console = plaza_console, **options: Any) -> CameraPage:
            context = browser.new_context(**options)
            contexts.callback(context.close)
            at.sign_in(context, who)
            page = CameraPage(context.new_page(), at)
            page.open()
            return page

        yield opened
