"""An operator's first day, in a real browser with a real camera: from nothing to an alert looked after."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from passerby.footage.catalogue import SHIPPED
from tests.footage.chromium import find_chromium
from tests.hub.look.browser import chromium
from tests.support.clips import H264
from tests.support.ports import free_port
from tests.support.rtsp import RtspServer

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

WAIT_MS = 60_000
PASSWORD = "harbour lights in rain"


@pytest.fixture
def page() -> Iterator[Page]:
    if find_chromium() is None:
        pytest.skip("Chromium is not installed: `script/test --with-services` installs it")
    with chromium() as browser:
        context = browser.new_context(accept_downloads=True)
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()
        context.close()


@pytest.fixture
def set_up_link(tmp_path: Path) -> Iterator[str]:
    """What `passerby up` prints on its first start."""
    command = [sys.executable, "-u", "-m", "passerby.cli.main", "up", "--no-open"]
    process = subprocess.Popen(
        [*command, "--home", str(tmp_path / "home"), "--port", str(free_port())],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = None
        for line in process.stdout or ():
            if found := re.search(r"http\S+/set-up/\S+", line):
                break
        assert found is not None, "no set-up link was printed"
        yield found.group()
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def test_from_the_first_start_to_an_alert_that_somebody_looks_after(
    page: Page, set_up_link: str, rtsp_server: Callable[..., RtspServer], tmp_path: Path
) -> None:
    expect.set_options(timeout=WAIT_MS)
    clip = as_byte_stream(SHIPPED.find("plaza").video, tmp_path / "plaza.h264")
    camera = rtsp_server(clip, user="camera", password="s3cret")
    make_account(page, set_up_link)
    with_camera(page, camera.address("camera:s3cret"))
    draw_zone(page)
    set_rule(page)
    look_after_the_alert(page)
    export(page, tmp_path)


def make_account(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("User name").fill("alice")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="Use an authenticator app").click()
    secret = page.locator("#totp-secret").inner_text()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_load_state()
    page.goto(re.sub(r"/set-up/.*", "/welcome/", link))


def as_byte_stream(clip: Path, path: Path) -> Path:
    """The clip as a camera sends it: no picture waits for a later one, and many can be begun with."""
    with av.open(clip) as source, av.open(path, "w", format="h264") as output:
        seen = source.streams.video[0]
        stream = output.add_stream("libx264", rate=10, options=H264)
        stream.width, stream.height, stream.pix_fmt = seen.width, seen.height, "yuv420p"
        for picture in source.decode(seen):
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return path


def with_camera(page: Page, address: str) -> None:
    page.get_by_label("Name of the place").fill("Central Station")
    page.get_by_label("Time zone").fill("Europe/Lisbon")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of the camera").fill("North stairs")
    page.get_by_label("Address").fill(address)
    page.get_by_role("button", name="Continue").click()
    # A number, and not the dash of nothing known.
    expect(page.locator(".figure.people span")).to_have_text(re.compile(r"^[1-9]"))
    assert "s3cret" not in page.content()
    page.get_by_role("link", name="Open the camera").click()


def draw_zone(page: Page) -> None:
    expect(page.locator("#view")).to_have_attribute("data-state", "live")
    page.locator("[data-edit=start]").click()
    page.locator("#workbench [data-edit=add-zone]").click()
    box = page.locator("[data-part=overlay]").first.bounding_box()
    assert box is not None
    for x, y in ((0.05, 0.2), (0.95, 0.2), (0.95, 0.95), (0.05, 0.95), (0.05, 0.2)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.get_by_label("Name").last.fill("stairs")
    page.locator("#workbench [data-edit=save]").click()
    expect(page.locator("[data-part=told]").first).to_contain_text("Saved.")
    page.reload()
    # The agent heard of the zone, and counts in it.
    expect(page.locator("[data-part=overlay]").first).to_contain_text(
        re.compile(r"stairs\s+[1-9]\d* (people|person)")
    )


def set_rule(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Alerts").click()
    page.get_by_role("link", name="Add a rule").click()
    page.get_by_label("Name").fill("Stairs crowded")
    page.get_by_label("Where").select_option(label="Central Station – North stairs, zone stairs")
    page.get_by_label("Limit").fill("0")
    page.get_by_label("For at least").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The rule Stairs crowded is in force.")).to_be_visible()


def look_after_the_alert(page: Page) -> None:
    expect(page.locator("#open-alerts")).to_contain_text("North stairs, stairs: more than 0 people")
    page.get_by_role("button", name="I look after it").click()
    expect(page.locator("#open-alerts")).to_contain_text("alice looks after it")


def export(page: Page, folder: Path) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sites").click()
    page.get_by_role("link", name="Central Station").first.click()
    page.get_by_text("Export").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    download.value.save_as(folder / "people.csv")
    rows = (folder / "people.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 1
