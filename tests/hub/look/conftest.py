"""The gallery in a browser."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from tests.footage.chromium import find_chromium
from tests.hub.look.browser import Pages, chromium, listen_for_trouble, served
from tests.hub.look.gallery import gallery_html


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or a skip that says why.

    For one module at a time, and for none that asks Django's client or database: Playwright keeps an event
    loop running in this thread, and Django refuses both beside one.
    """
    if find_chromium() is None:
        pytest.skip("looking at pages needs Chromium; install Debian's package chromium")
    # Long enough for a busy machine; nothing waits longer than it needs.
    expect.set_options(timeout=30_000)
    with chromium() as started:
        yield started


@pytest.fixture
def gallery() -> Iterator[Pages]:
    """The gallery at an address, with live figures."""
    with override_settings(ROOT_URLCONF="tests.hub.look.urls"):
        html = gallery_html("/live")
    with served({"/gallery": html}) as pages:
        yield pages


@pytest.fixture
def page(browser: Browser, gallery: Pages) -> Iterator[Page]:
    """The gallery, opened; it must have complained of nothing in the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    opened = context.new_page()
    trouble = listen_for_trouble(opened)
    opened.goto(f"{gallery.address}/gallery")
    yield opened
    context.close()
    assert trouble == []
