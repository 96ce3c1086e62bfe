"""A headless Chromium that looks at a fake camera, and tells what a page sees of it."""

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WAIT_S = 90
PAGE = """<!doctype html><title>camera</title><video id=v muted playsinline></video><script>
const say = (what) => fetch("/seen", {method: "POST", body: JSON.stringify(what)});
(async () => {
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  v.srcObject = stream;
  await v.play();
  const canvas = document.createElement("canvas");
  canvas.width = v.videoWidth; canvas.height = v.videoHeight;
  const context = canvas.getContext("2d");
  const colours = [];
  for (let look = 0; look < 12; look++) {
    await new Promise((next) => v.requestVideoFrameCallback(next));
    context.drawImage(v, 0, 0);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    const sum = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) for (let c = 0; c < 3; c++) sum[c] += data[at + c];
    colours.push(sum.map((value) => value / (canvas.width * canvas.height)));
    await new Promise((next) => setTimeout(next, 70));
  }
  await say({width: canvas.width, height: canvas.height, colours});
})().catch((error) => say({error: String(error)}));
</script>"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page saw: the size, and the mean colour (red, green, blue) of some frames."""

    width: int
    height: int
    colours: tuple[tuple[float, ...], ...]


def find_chromium() -> str | None:
    """The path of Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def look_at(chromium: str, camera: Path) -> Seen:
    """Open a page on localhost that asks for the camera, and return what it saw."""
    answers: queue.Queue[dict[str, object]] = queue.Queue()
    with _server(answers) as address, _browser(chromium, camera, address):
        answer = answers.get(timeout=WAIT_S)
    assert "error" not in answer, answer["error"]
    colours = answer["colours"]
    assert isinstance(colours, list)
    return Seen(int(str(answer["width"])), int(str(answer["height"])), tuple(map(tuple, colours)))


@contextmanager
def _server(answers: "queue.Queue[dict[str, object]]") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(PAGE.encode() if self.path == "/" else b"")

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _browser(chromium: str, camera: Path, address: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
                f"--user-data-dir={profile}",
                "--remote-debugging-port=0",
                address,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            # Its helpers live in its own session, and end with it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
