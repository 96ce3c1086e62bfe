"""The overview and a site in a real browser: live figures, map, wall, a floor plan by mouse and keys."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.footage.chromium import find_chromium
from tests.hub.console.camera_page.consoles import Console, console
from tests.hub.look.browser import chromium

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console(tmp_path_factory.mktemp("home"), PASSERBY_TEST_HISTORY_DAYS="1") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip("looking at pages needs Chromium; install Debian's package chromium")
    # Long enough for a busy machine; nothing waits longer than it needs.
    expect.set_options(timeout=30_000)
    with chromium() as started:
        yield started


@pytest.fixture
def page(running: Console, browser: Browser) -> Iterator[Page]:
    """Alice's browser; what its console complains of fails the test."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        running.sign_in(context, "alice")
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield opened
        # A request that a test cuts off is told there too.
        assert [text for text in complaints if "ERR_FAILED" not in text] == []


def plan(running: Console, page: Page) -> Locator:
    """A new floor plan of the site with its camera in the middle of it."""
    out = BytesIO()
    Image.new("RGB", (600, 400), "white").save(out, "PNG")
    page.goto(f"{running.address}/sites/{running.site}/plans/new/")
    page.get_by_label("Picture of the plan").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Upload").click()
    shown = page.locator("article").last
    shown.get_by_role("button", name="Put on the plan").click()
    page.wait_for_load_state()
    return page.locator("article").last


def stored(page: Page) -> tuple[float, float, float, float]:
    """Where the camera stands according to the hub."""
    page.reload()
    form = page.locator("form[data-place]").last
    names = ("x", "y", "heading", "field_of_view")
    x, y, heading, view = (float(form.locator(f"[name={name}]").input_value()) for name in names)
    return x, y, heading, view


def saved(page: Page) -> AbstractContextManager[object]:
    """Waits until the hub has stored a place."""
    return page.expect_response(lambda answer: answer.url.endswith("/place/") and answer.ok)


def test_the_overview_follows_the_live_figures(running: Console, page: Page) -> None:
    page.goto(running.address)
    people = page.locator("[data-live='overview.people']")
    expect(people).to_have_text(re.compile(r"\d+"))
    expect(page.locator(".map-land")).to_have_count(1)
    expect(page.locator(".map-label strong")).to_have_text("Harbour Plaza")
    running.order("failed")
    expect(people).to_have_text("–")
    expect(page.locator(".map-label span")).to_have_text("no camera answers")
    expect(page.locator("[data-live='overview.live']")).to_have_text(["0", "0"])
    expect(page.locator(".page-subtitle")).to_have_text("1 site in 1 city, 0 of 1 camera live")
    expect(page.locator("[data-site-state] .pill")).to_have_text("no camera answers")
    expect(page.locator("[data-site-state] .pill")).to_have_class("pill bad")
    running.order("live")
    expect(page.locator("[data-site-state] .pill")).to_have_text("1 live")
    expect(page.locator(".map-label span")).to_contain_text("people, synthetic")
    expect(people).not_to_have_text("–")


def test_a_circle_of_the_map_leads_to_its_site(running: Console, page: Page) -> None:
    page.goto(running.address)
    page.locator(".map-dot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Plaza")


def test_the_wall_shows_the_scene_and_a_mark_for_each_person(running: Console, page: Page) -> None:
    page.goto(f"{running.address}/sites/{running.site}/")
    tile = page.locator(".tile")
    expect(tile.locator("image")).to_have_attribute("href", re.compile("^data:image/"))
    expect(tile.locator("ellipse").first).to_be_attached()


def test_a_tile_out_of_sight_is_not_streamed(running: Console, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 200})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/view?" in request.url else None)
    page.goto(f"{running.address}/sites/{running.site}/")
    expect(page.locator("[data-live-state=live]").first).to_be_attached()
    assert asked == []
    with page.expect_request(lambda request: "/view?" in request.url):
        page.locator(".tile").scroll_into_view_if_needed()


def test_a_camera_is_dragged_and_turned_on_the_plan_and_stays_there(running: Console, page: Page) -> None:
    shown = plan(running, page)
    box = shown.locator(".plan-layer").bounding_box()
    spot = shown.locator(".spot").bounding_box()
    assert box is not None
    assert spot is not None
    with saved(page):
        page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75, steps=4)
        page.mouse.up()
    with saved(page):
        dot = shown.locator("[data-turn]").bounding_box()
        assert dot is not None
        page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.75, steps=4)
        page.mouse.up()
    x, y, heading, _ = stored(page)
    assert x == pytest.approx(25, abs=1)
    assert y == pytest.approx(75, abs=1)
    assert heading == pytest.approx(90, abs=3)


def test_a_camera_is_placed_by_keyboard_and_its_place_is_read_out(running: Console, page: Page) -> None:
    shown = plan(running, page)
    x, y, heading, view = stored(page)
    marker = shown.locator(".marker")
    marker.focus()
    with saved(page):
        for key in ("Shift+ArrowRight", "ArrowUp", "PageDown", "+"):
            marker.press(key)
    expect(shown.locator("[data-plan-said]")).to_contain_text(f"{x + 5:.0f} % from the left")
    assert stored(page) == (x + 5, y - 0.5, heading + 5, view + 5)


def test_a_place_that_was_not_saved_is_told(running: Console, page: Page) -> None:
    shown = plan(running, page)
    page.route("**/place/", lambda route: route.abort())
    shown.locator(".marker").press("ArrowLeft")
    expect(page.locator(".toast.error")).to_contain_text("was not moved in the hub")
