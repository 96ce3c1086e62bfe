"""A server of pages under the hub's own Content-Security-Policy, and a Chromium that looks at them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from queue import Queue

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, sync_playwright

from passerby.hub.headers import content_security_policy
from tests.footage.chromium import find_chromium

CHROMIUM_OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Pages:
    """Pages by path, and what the live stream tells: a dict per event, None to break the connection."""

    html: dict[str, str]
    address: str = ""
    live: "Queue[dict[str, object] | None]" = field(default_factory=Queue)
    posted: list[str] = field(default_factory=list)


@contextmanager
def served(html: dict[str, str]) -> Iterator[Pages]:
    """The pages at an address on loopback, until the block ends."""
    pages = Pages(html)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.pages = pages
    pages.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        pages.live.put(None)
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def listen_for_trouble(page: Page) -> list[str]:
    """Everything the page complains of from now on: errors of scripts, and what its policy refused."""
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    return trouble


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: Pages


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/live":
            self._stream()
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            self._answer(Path(found).read_bytes() if found else b"", guess_type(path)[0], found is not None)
        else:
            html = self.server.pages.html.get(path)
            self._answer(
                (html or "").encode(), guess_type(path)[0] or "text/html; charset=utf-8", html is not None
            )

    def do_POST(self) -> None:
        self.server.pages.posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer(
            b"<!doctype html><html lang=en><title>Posted</title><link rel=icon href=data:,>", "text/html"
        )

    def _answer(self, body: bytes, kind: str | None, found: bool = True) -> None:
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", content_security_policy(""))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        """Send what the test has to tell, until it says None: then the connection breaks."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"event: heartbeat\ndata: {}\n\n")
        with suppress(ConnectionError):
            while (figures := self.server.pages.live.get()) is not None:
                self.wfile.write(f"event: figures\ndata: {json.dumps(figures)}\n\n".encode())
                self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
