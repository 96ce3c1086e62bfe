"""Zones, lines and calibration drawn in a browser: by mouse, by finger and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.hub.console.camera_page.conftest import CameraPage, OpenPage
from tests.hub.console.camera_page.consoles import HAS_TOUCH

pytestmark = pytest.mark.services

CORNERS = ((0.1, 0.5), (0.3, 0.5), (0.3, 0.9), (0.1, 0.9))
CLOSE = pytest.approx


def drawn(page: CameraPage, zone: str = "zone 1") -> list[tuple[float, float]]:
    return [page.place(f"zone {zone}", number) for number in (1, 2, 3, 4)]


def expect_corners(page: CameraPage) -> None:
    for place, corner in zip(drawn(page), CORNERS, strict=True):
        assert place == CLOSE(corner, abs=0.006)


def reopened(page: CameraPage) -> None:
    page.open()
    page.edit()


def test_a_zone_drawn_by_mouse_is_there_after_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.button("add-zone").click()
    for corner in (*CORNERS, CORNERS[0]):
        page.page.mouse.click(*page.at(*corner))
    page.page.get_by_label("Name").last.fill("bench")
    page.save()
    reopened(page)
    assert "bench" in page.names()
    page.page.locator("[data-name]", has_text="bench").click()
    for number, corner in enumerate(CORNERS, 1):
        assert page.place("zone bench", number) == CLOSE(corner, abs=0.006)


def test_a_zone_drawn_by_finger_is_there_after_a_reload(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, **HAS_TOUCH)
    page.page.locator("[data-edit=start]").tap()
    page.button("add-zone").tap()
    for corner in CORNERS:
        page.page.touchscreen.tap(*page.at(*corner))
    page.button("finish").tap()
    page.button("save").tap()
    expect(page.part("told")).to_contain_text("Saved.")
    page.open()
    page.page.locator("[data-edit=start]").tap()
    for place, corner in zip(drawn(page), CORNERS, strict=True):
        assert place == CLOSE(corner, abs=0.01)


def test_a_zone_drawn_by_keyboard_is_there_after_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    keys = page.page.keyboard
    page.page.locator("[data-edit=start]").press("Enter")
    page.button("add-zone").press("Enter")
    for direction, steps in (("Left", 8), ("Right", 4), ("Down", 8), ("Left", 4)):
        for _ in range(steps):
            keys.press(f"Shift+Arrow{direction}")
        keys.press("Enter")
    keys.press("Enter")
    page.button("save").press("Enter")
    expect(page.part("told")).to_contain_text("Saved.")
    reopened(page)
    expect_corners(page)


def test_a_line_ends_with_its_second_point_and_its_direction_can_be_swapped(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.button("add-line").click()
    for end in ((0.2, 0.8), (0.6, 0.8)):
        page.page.mouse.click(*page.at(*end))
    assert page.place("line line 1", 1) == CLOSE((0.2, 0.8), abs=0.006)
    page.page.get_by_role("button", name="Swap in and out").last.click()
    assert page.place("line line 1", 1) == CLOSE((0.6, 0.8), abs=0.006)


def test_escape_gives_up_a_drawing(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    before = page.names()
    page.button("add-zone").click()
    page.page.mouse.click(*page.at(0.5, 0.5))
    page.page.keyboard.press("Escape")
    assert page.names() == before
    expect(page.button("add-zone")).to_be_visible()


def test_a_point_is_dragged_and_undo_and_redo_walk_over_it(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    before = page.place("zone square", 1)
    page.page.mouse.move(*page.at(*before))
    page.page.mouse.down()
    page.page.mouse.move(*page.at(0.2, 0.95), steps=4)
    page.page.mouse.up()
    assert page.place("zone square", 1) == CLOSE((0.2, 0.95), abs=0.01)
    page.button("undo").click()
    assert page.place("zone square", 1) == CLOSE(before, abs=0.003)
    page.page.keyboard.press("Control+Shift+Z")
    assert page.place("zone square", 1) == CLOSE((0.2, 0.95), abs=0.01)


def test_a_whole_shape_is_dragged_and_stops_at_the_edge(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.page.mouse.move(*page.at(0.4, 0.75))
    page.page.mouse.down()
    page.page.mouse.move(*page.at(0.4, 0.99), steps=4)
    page.page.mouse.up()
    ys = [page.place("zone square", number)[1] for number in (1, 2, 3, 4)]
    assert max(ys) == CLOSE(1, abs=0.003)
    assert ys[0] - ys[2] == CLOSE(0.8913 - 0.4069, abs=0.006)


def test_a_new_point_is_pulled_out_of_an_edge(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.point("zone square", 1).click()
    edge = page.page.locator(".selected .grip-edge").first.bounding_box()
    assert edge is not None
    page.page.mouse.move(edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(*page.at(0.4, 0.97), steps=4)
    page.page.mouse.up()
    expect(page.page.locator('.grip-point[aria-label^="zone square"]')).to_have_count(5)
    assert page.place("zone square", 2) == CLOSE((0.4, 0.97), abs=0.01)


def test_a_point_is_moved_added_and_removed_by_keys(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    x, y = page.place("zone square", 1)
    keys = page.page.keyboard
    page.point("zone square", 1).focus()
    keys.press("ArrowRight")
    assert page.place("zone square", 1) == CLOSE((x + 0.005, y), abs=0.0015)
    keys.press("Shift+ArrowUp")
    assert page.place("zone square", 1) == CLOSE((x + 0.005, y - 0.05), abs=0.0015)
    keys.press("Enter")
    expect(page.point("zone square", 2)).to_be_focused()
    expect(page.page.locator('.grip-point[aria-label^="zone square"]')).to_have_count(5)
    keys.press("Delete")
    expect(page.page.locator('.grip-point[aria-label^="zone square"]')).to_have_count(4)
    expect(page.point("zone square", 1)).to_be_focused()
    keys.press("Delete")
    keys.press("Delete")
    expect(page.page.locator('.grip-point[aria-label^="zone square"]')).to_have_count(3)
    expect(page.part("said")).to_contain_text("A zone needs 3 points")


def test_a_shape_is_removed_by_keys_and_brought_back(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    before = page.names()
    page.page.locator('.grip-body[aria-label^="zone square"]').focus()
    page.page.keyboard.press("Delete")
    assert "square" not in page.names()
    page.page.keyboard.press("Control+z")
    assert sorted(page.names()) == sorted(before)


def test_who_renames_or_removes_what_has_history_is_told_before_saving(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    note = page.part("history")
    expect(note).to_be_hidden()
    page.page.locator("[data-name]", has_text="queue").click()
    name = page.page.locator(".zone-row[open]").get_by_label("Name")
    name.fill("forum")
    expect(note).to_have_text('History stays under the old name "queue"; "forum" begins a new one.')
    page.button("undo").click()
    expect(note).to_be_hidden()
    page.page.locator('.grip-body[aria-label^="zone queue"]').focus()
    page.page.keyboard.press("Delete")
    expect(note).to_contain_text('History of "queue" stays under that name')
    page.save()
    expect(note).to_be_hidden()


def test_a_finger_drags_a_point_and_a_second_one_lets_go_of_it(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, **HAS_TOUCH)
    page.page.locator("[data-edit=start]").tap()
    before = page.place("zone square", 2)
    x, y = page.at(*before)
    fingers = page.page.context.new_cdp_session(page.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers.send(
            "Input.dispatchTouchEvent",
            {
                "type": kind,
                "touchPoints": [{"x": at_x, "y": at_y, "id": n} for n, (at_x, at_y) in enumerate(points)],
            },
        )

    touch("touchStart", (x, y))
    for step in (10, 25, 40):
        touch("touchMove", (x - step, y + step / 4))
    touch("touchEnd")
    assert page.place("zone square", 2)[0] < before[0] - 0.05
    page.button("undo").tap()

    touch("touchStart", (x, y))
    touch("touchMove", (x - 40, y + 10))
    touch("touchStart", (x - 40, y + 10), (x - 90, y - 60))
    touch("touchMove", (x - 30, y + 15), (x - 110, y - 80))
    touch("touchEnd")
    expect(page.part("unsaved")).to_be_hidden()


def test_the_list_does_all_that_the_picture_does(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    row = page.page.locator("details.zone-row").nth(1)
    row.locator("summary").first.click()
    row.get_by_label("Name").fill("forecourt")
    row.get_by_label("People here").select_option("queue")
    row.get_by_label("Capacity").fill("40")
    row.locator("details.points summary").click()
    row.get_by_label("Point 1 from the left, in percent").fill("10")
    page.save()
    page.open()
    config = page.page.evaluate("JSON.parse(document.getElementById('camera-config').textContent)")
    zone = next(zone for zone in config["scene"]["zones"] if zone["name"] == "forecourt")
    assert (zone["kind"], zone["capacity"], zone["points"][0][0]) == ("queue", 40, 0.1)


def test_a_crossed_zone_is_told_in_the_hubs_words_and_cannot_be_saved(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    row = page.page.locator("details.zone-row").nth(1)
    row.locator("summary").first.click()
    row.locator("details.points summary").click()
    row.get_by_label("Point 1 from the left, in percent").fill("90")
    row.get_by_label("Point 1 from the top, in percent").fill("50")
    expect(row.locator("[data-problem]")).to_contain_text("crosses, touches or folds back on itself")
    expect(page.button("save")).to_be_disabled()
    expect(page.page.locator(".layer-zones .wrong")).to_have_count(1)
    page.button("undo").click()
    expect(page.page.locator(".layer-zones .wrong")).to_have_count(0)


def test_a_new_zone_counts_the_marks_inside_it_at_once(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.button("add-zone").click()
    for corner in ((0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.01)):
        page.page.mouse.click(*page.at(*corner))
    people = page.page.locator(".layer-marks ellipse").count()
    figures = page.page.locator("details.zone-row [data-figures]").last
    expect(figures).to_contain_text(f"{people} people, marks inside, not saved yet")
    saved = page.page.locator("details.zone-row [data-figures]").first
    expect(saved).to_have_text("3 people, 1 min 11 s")


def test_of_two_who_edit_at_once_one_keeps_theirs_or_takes_the_others(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.console.order("rename waiting")
    page.point("zone square", 1).focus()
    page.page.keyboard.press("Shift+ArrowRight")
    moved = page.place("zone square", 1)
    page.button("save").click()
    dialog = page.page.locator("#conflict")
    expect(dialog).to_contain_text("Carol saved this scene meanwhile")
    expect(dialog).to_contain_text("zone waiting: only in theirs")
    expect(dialog).to_contain_text("zone square: drawn differently")
    dialog.get_by_role("button", name="Take theirs").click()
    assert "waiting" in page.names()
    assert page.place("zone square", 1) != CLOSE(moved, abs=0.01)
    page.button("undo").click()
    assert page.place("zone square", 1) == CLOSE(moved, abs=0.002)
    page.save()
    page.open()
    page.edit()
    assert "queue" in page.names()
    assert page.place("zone square", 1) == CLOSE(moved, abs=0.003)


def test_keeping_ones_own_saves_it_over_the_others(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.console.order("rename waiting")
    page.point("zone square", 1).focus()
    page.page.keyboard.press("Shift+ArrowRight")
    page.button("save").click()
    page.page.locator("#conflict").get_by_role("button", name="Keep mine").click()
    expect(page.part("told")).to_contain_text("Saved.")
    page.open()
    page.edit()
    assert "queue" in page.names()


def test_leaving_with_unsaved_changes_asks(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.point("zone square", 1).click()
    page.page.keyboard.press("ArrowRight")
    expect(page.part("unsaved")).to_be_visible()
    with page.page.expect_event("dialog") as asked:
        page.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_what_cannot_be_sent_stays_on_the_page_and_says_so(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.point("zone square", 1).click()
    page.page.keyboard.press("Shift+ArrowRight")
    page.page.context.set_offline(True)
    page.button("save").click()
    expect(page.part("told")).to_contain_text("The hub did not answer. Nothing was saved")
    page.page.context.set_offline(False)
    page.save()


def test_four_points_and_two_sides_make_a_calibration(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.button("calibration").click()
    page.page.get_by_role("button", name="Remove calibration").click()
    page.page.get_by_role("button", name="Place four points").click()
    expect(page.page.locator(".layer-grid polyline").first).to_be_attached()
    page.page.get_by_label("Point 1 to 2 (m)").fill("7")
    page.page.get_by_label("Point 2 to 3 (m)").fill("3.5")
    page.point("ground", 1).focus()
    page.page.keyboard.press("Shift+ArrowLeft")
    page.save()
    page.open()
    config = page.page.evaluate("JSON.parse(document.getElementById('camera-config').textContent)")
    assert config["scene"]["calibration"]["ground_m"] == [[0, 0], [7, 0], [7, 3.5], [0, 3.5]]
    assert config["scene"]["calibration"]["picture"][0] == [0.2, 0.85]


def test_a_twisted_calibration_is_told_in_the_hubs_words(open_page: OpenPage) -> None:
    page = open_page()
    page.edit()
    page.button("calibration").click()
    page.page.get_by_label("Point 1, metres to the right").fill("4")
    page.page.get_by_label("Point 2, metres to the right").fill("-3")
    expect(page.part("calibration-problem")).to_contain_text("different order on the picture and in metres")
    expect(page.button("save")).to_be_disabled()
