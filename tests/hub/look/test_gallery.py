import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.hub.look.browser import Pages, listen_for_trouble

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_axe_finds_nothing_in_any_part(page: Page) -> None:
    page.locator("#dwell .chart-table summary").click()
    for width, theme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found = Axe().run(page, options=WCAG).response
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
        assert len(found["passes"]) > 30


def test_axe_finds_nothing_in_what_opens_over_the_page(page: Page) -> None:
    page.get_by_text("alice").first.click()
    assert Axe().run(page, options=WCAG).response["violations"] == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dialog").click()
    assert Axe().run(page, options=WCAG).response["violations"] == []


def test_no_page_is_wider_than_its_window(page: Page) -> None:
    for width in (360, 414, 768, 1024, 1280, 1920, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_everything_to_press_is_large_enough(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        small = page.evaluate("""
            [...document.querySelectorAll("main button, main summary, main select, nav a, main .button")]
            .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
            .map(([text]) => text)""")
        assert small == []


def test_letters_of_a_chart_keep_their_size_on_a_phone_and_lie_inside(page: Page) -> None:
    for width in (360, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        heights = page.evaluate("""[...document.querySelectorAll("#day-svg text")]
            .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().height)""")
        assert len(heights) > 5
        assert min(heights) >= 12
        assert max(heights) <= 18


def test_the_content_can_be_reached_past_the_navigation(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_arrow_keys_read_a_chart_and_are_announced(page: Page) -> None:
    figure = page.locator("figure#bars")
    resting = figure.locator("[data-chart-value]").inner_text()
    figure.locator("svg.chart-svg").focus()
    page.keyboard.press("ArrowRight")
    expect(figure.locator("[data-chart-said]")).to_have_text("00: in 0, out 1")
    page.keyboard.press("End")
    expect(figure.locator("[data-chart-value]")).to_have_text("23: in 2, out 5")
    expect(figure.locator(".chart-rule")).to_have_css("visibility", "visible")
    page.keyboard.press("Escape")
    expect(figure.locator("[data-chart-value]")).to_have_text(resting)


def test_the_pointer_reads_the_nearest_value(page: Page) -> None:
    figure = page.locator("figure#day")
    box = figure.locator(".chart-field").bounding_box()
    assert box is not None
    # The clock is set forward at two this day: its middle is 12:30.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(figure.locator("[data-chart-value]")).to_contain_text("Sun 29 Mar, 12:30: today ")
    page.mouse.move(box["x"] + box["width"] * 0.36, box["y"] + 20)
    expect(figure.locator("[data-chart-value]")).to_contain_text("today not observed")


def test_the_pointer_reads_each_row_of_a_week(page: Page) -> None:
    figure = page.locator("figure#week")
    figure.scroll_into_view_if_needed()
    box = figure.locator(".chart-field").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 12.5 / 24, box["y"] + box["height"] * 1.5 / 7)
    expect(figure.locator("[data-chart-value]")).to_have_text("Tuesday 12:00: people on average 91")


def test_figures_follow_the_live_stream(page: Page, gallery: Pages) -> None:
    gallery.live.put({"people": 1290, "harbour": 12345, "harbour_share": 80, "nobody": 3})
    expect(page.locator("[data-live=people]")).to_have_text("1,290")
    expect(page.locator("[data-live=harbour]")).to_have_text("12,345")
    expect(page.locator("[data-live-width=harbour_share]")).to_have_attribute("width", "80")
    expect(page.locator(".pill[data-live-state]")).to_have_text("live", use_inner_text=True)
    gallery.live.put({"people": None})
    expect(page.locator("[data-live=people]")).to_have_text("–")


def test_a_lost_connection_is_said_and_mended(page: Page, gallery: Pages) -> None:
    pill = page.locator(".pill[data-live-state]")
    expect(pill).to_have_text("live", use_inner_text=True)
    gallery.live.put(None)
    expect(pill).to_have_text(re.compile(r"^connection lost since \d"), use_inner_text=True)
    expect(page.locator("[data-live=people]")).to_have_text("1,284")
    expect(pill).to_have_text("live", use_inner_text=True)
    gallery.live.put({"people": 5})
    expect(page.locator("[data-live=people]")).to_have_text("5")


def test_a_page_that_nobody_sees_listens_to_nothing(page: Page, gallery: Pages) -> None:
    hide = """hidden => {
        Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    expect(page.locator("html")).to_have_attribute("data-live-state", "paused")
    page.evaluate(hide, False)
    expect(page.locator("html")).to_have_attribute("data-live-state", "live")


def test_the_theme_is_kept_and_there_before_the_first_paint(page: Page) -> None:
    page.get_by_text("alice").first.click()
    page.get_by_label("Dark").check(force=True)
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 24)"


def test_what_cannot_be_undone_is_asked_first(page: Page, gallery: Pages) -> None:
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delete zone Queue?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert gallery.posted == []
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/gallery")
    expect(page).to_have_title("Posted")
    assert "delete=1" in gallery.posted[0]


def test_a_menu_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    summary = page.locator("figure#day summary").first
    summary.click()
    expect(page.get_by_role("link", name="PNG, a picture")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="PNG, a picture")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_message_can_be_closed(page: Page) -> None:
    toast = page.get_by_text("Zone Queue is saved.")
    page.get_by_role("button", name="Close this message").click()
    expect(toast).to_have_count(0)


def test_a_message_of_htmx_is_shown_as_text(page: Page) -> None:
    page.evaluate("""document.dispatchEvent(
        new CustomEvent("toast", {detail: {text: "<b>Saved</b>", level: "error"}}))""")
    expect(page.get_by_text("<b>Saved</b>")).to_be_visible()


def test_a_table_is_sorted_by_its_headings(page: Page) -> None:
    table = page.locator("table[data-sortable]")
    table.get_by_role("button", name="People").click()
    expect(table.locator("tbody th")).to_have_text(["West entrance", "Atrium", "Quay"])
    table.get_by_role("button", name="People").click()
    expect(table.locator("tbody th")).to_have_text(["Quay", "Atrium", "West entrance"])
    expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")


def test_a_browser_without_a_network_is_told(page: Page) -> None:
    banner = page.get_by_text("This browser is offline.")
    expect(banner).to_be_hidden()
    page.context.set_offline(True)
    expect(banner).to_be_visible()
    page.context.set_offline(False)
    expect(banner).to_be_hidden()


def test_every_figure_is_there_without_scripts(browser: Browser, gallery: Pages) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    trouble = listen_for_trouble(opened)
    opened.goto(f"{gallery.address}/gallery")
    expect(opened.locator("[data-live=people]")).to_have_text("1,284")
    expect(opened.locator("#day-svg .chart-line").first).to_be_visible()
    expect(opened.locator("[data-theme-switch]")).to_be_hidden()
    context.close()
    assert trouble == []
