"""The live view in a browser: what it shows, what it says, and when it rests."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.hub.console.camera_page.conftest import CameraPage, OpenPage
from tests.hub.console.camera_page.consoles import Console
from tests.hub.look.browser import listen_for_trouble

pytestmark = pytest.mark.services

PAGES = ("", "history/", "health/", "edit/", "delete/")
COUNT_STREAMS = """
window.streams = 0;
window.EventSource = class extends EventSource {
  constructor(url) { super(url); if (url.includes("/view")) window.streams += 1; }
  close() { if (this.url.includes("/view") && this.readyState !== 2) window.streams -= 1; super.close(); }
};
"""


def expect_state(page: CameraPage, state: str) -> None:
    expect(page.page.locator("#view")).to_have_attribute("data-state", state)


def test_each_person_is_a_mark_with_a_trail_over_the_scene(open_page: OpenPage) -> None:
    page = open_page("olga")
    expect(page.page.locator(".layer-marks ellipse")).to_have_count(10)
    assert page.page.locator(".layer-trails line").count() > 10
    picture = page.page.locator("[data-part=picture] image")
    expect(picture).to_have_attribute("href", re.compile("^data:image/jpeg;base64,"))
    expect(page.part("legend")).to_have_text(
        "The scene with nobody in it. Each mark is a person; none is a picture of one."
    )
    labels = page.page.locator(".layer-labels text")
    expect(labels.first).to_have_text("queue  3 people, 1 min 11 s")
    expect(page.page.locator(".layer-labels .line-label").first).to_have_text("entrance  in 1  out 0")
    expect(page.page.locator("[data-line=entrance]")).to_have_text("in 1, out 0")


def test_layers_are_switched_and_heat_and_flow_are_drawn(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.page.get_by_label("Trails").uncheck()
    expect(page.page.locator(".layer-trails")).to_be_hidden()
    page.page.get_by_label("Heat", exact=True).check()
    page.page.get_by_label("Flow", exact=True).check()
    expect(page.page.locator(".layer-heat rect")).to_have_count(9)
    expect(page.page.locator(".layer-flow g")).to_have_count(9)
    expect(page.part("grids-note")).to_contain_text("people on average where it is strongest")
    page.page.get_by_label("Heat and flow of").select_option("week")
    expect(page.part("grids-note")).to_contain_text("Last 7 days")


def test_people_pixelated_is_another_picture_with_its_own_words(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.page.get_by_label("People pixelated").check()
    expect(page.part("legend")).to_contain_text("Nothing of this is stored.")
    picture = page.page.locator("[data-part=picture] image")
    expect(picture).to_have_attribute("href", re.compile("^data:image/jpeg;base64,"))
    expect_state(page, "live")


def test_a_browser_that_is_offline_says_so_and_goes_on_by_itself(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.page.context.set_offline(True)
    expect_state(page, "offline")
    expect(page.part("state")).to_contain_text("This browser is offline")
    expect(page.part("state")).to_contain_text("What you see is of")
    page.page.context.set_offline(False)
    expect_state(page, "live")
    expect(page.part("state")).to_be_hidden()


def test_an_agent_that_is_away_is_told_and_its_return_is_seen(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.console.order("away")
    expect_state(page, "away")
    expect(page.part("state")).to_contain_text("The agent of this camera does not answer")
    page.console.order("back")
    expect_state(page, "live")


def test_a_camera_that_failed_says_why(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.console.order("failed")
    expect_state(page, "failed")
    expect(page.part("state")).to_contain_text("The camera cannot be opened")
    expect(page.part("state")).to_contain_text("The camera refused the password.")
    page.console.order("live")
    expect_state(page, "live")


def test_a_camera_that_is_switched_off_says_so_and_asks_for_no_pictures(
    own_console: Console, open_page: OpenPage
) -> None:
    page = open_page("alice", own_console)
    page.page.goto(own_console.camera_url + "edit/")
    page.page.get_by_label("Switched on").uncheck()
    page.page.get_by_role("button", name="Save").click()
    expect_state(page, "stopped")
    expect(page.part("state")).to_contain_text("It is switched off in its settings.")
    expect(page.page.locator(".layer-zones polygon")).to_have_count(2)


def test_a_camera_that_is_deleted_while_watched_is_told(own_console: Console, open_page: OpenPage) -> None:
    page = open_page("olga", own_console)
    own_console.order("delete")
    own_console.order("away")
    expect_state(page, "deleted")
    expect(page.part("state")).to_contain_text("This camera was deleted")


def test_a_page_that_nobody_sees_asks_for_no_pictures(open_page: OpenPage) -> None:
    page = open_page("olga")
    page.page.add_init_script(COUNT_STREAMS)
    page.open()
    assert page.page.evaluate("window.streams") == 1
    hide = "value => { Object.defineProperty(document, 'hidden', {value, configurable: true});"
    page.page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')); }}", True)
    assert page.page.evaluate("window.streams") == 0
    page.page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')); }}", False)
    assert page.page.evaluate("window.streams") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_a_camera(theme: str, open_page: OpenPage) -> None:
    page = open_page("alice", color_scheme=theme)
    trouble = listen_for_trouble(page.page)
    found = {}
    for name in PAGES:
        page.page.goto(page.console.camera_url + name)
        found[name] = [each["id"] for each in Axe().run(page.page).response["violations"]]
    page.open()
    page.edit()
    page.page.locator("details.shape summary").first.click()
    found["editing"] = [each["id"] for each in Axe().run(page.page).response["violations"]]
    page.button("calibration").click()
    found["calibrating"] = [each["id"] for each in Axe().run(page.page).response["violations"]]
    assert {name: ids for name, ids in found.items() if ids} == {}
    assert trouble == []


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_no_page_of_a_camera_is_wider_than_the_window(width: int, open_page: OpenPage) -> None:
    page = open_page("alice", viewport={"width": width, "height": 900})
    for name in PAGES:
        page.page.goto(page.console.camera_url + name)
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.open()
    page.edit()
    page.page.locator("details.shape summary").first.click()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.page.evaluate(
        """() => [...document.querySelectorAll(".grip-point .target")]
             .map((grip) => grip.getBoundingClientRect().width).filter((width) => width < 23.5).length"""
    )
    assert small == 0
