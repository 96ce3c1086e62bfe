from django.test import RequestFactory, override_settings
from playwright.sync_api import Browser, expect

from passerby.hub.console.shell import views
from tests.hub.look.browser import served


def test_without_the_hub_the_browser_shows_the_page_without_figures(browser: Browser) -> None:
    asked = RequestFactory().get("/")
    with override_settings(ROOT_URLCONF="tests.hub.look.urls"):
        html = {
            "/offline/": views.offline(asked).content.decode(),
            "/sw.js": views.service_worker(asked).content.decode(),
            "/figures": '<!doctype html><title>742 people</title><link rel="icon" href="data:,">',
        }
    context = browser.new_context()
    page = context.new_page()
    with served(html) as pages:
        page.goto(f"{pages.address}/offline/")
        page.evaluate("navigator.serviceWorker.ready")
        page.goto(f"{pages.address}/figures")
        expect(page).to_have_title("742 people")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("The hub cannot be reached")
    assert "742" not in page.content()
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "14px"
    context.close()
