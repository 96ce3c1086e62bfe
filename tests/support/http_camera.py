"""An HTTP camera on loopback that behaves as badly as asked."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BOUNDARY = "picture"


class HttpCamera(ThreadingHTTPServer):
    """Answers each path with the function given for it; 404 otherwise. asked: the paths asked for so far."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: dict[str, Callable[["Visit"], None]]) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers = answers
        self.asked: list[str] = []
        self.closing = threading.Event()

    def address(self, path: str, userinfo: str = "") -> str:
        """The address of a path, with `user:password` in it if given."""
        return f"http://{userinfo + '@' if userinfo else ''}127.0.0.1:{self.server_port}{path}"


class Visit(BaseHTTPRequestHandler):
    """One request."""

    server: HttpCamera

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.send_error(404)
            return
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *message: object) -> None:
        """Stay quiet."""


@contextmanager
def serving(answers: dict[str, Callable[[Visit], None]]) -> Iterator[HttpCamera]:
    """A camera that runs for the length of a `with`."""
    camera = HttpCamera(answers)
    thread = threading.Thread(target=camera.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield camera
    finally:
        camera.closing.set()
        camera.shutdown()
        thread.join()
        camera.server_close()


def content(body: bytes, kind: str) -> Callable[[Visit], None]:
    """Answers with a whole body."""

    def answer(visit: Visit) -> None:
        visit.send_response(200)
        visit.send_header("Content-Type", kind)
        visit.send_header("Content-Length", str(len(body)))
        visit.end_headers()
        visit.wfile.write(body)

    return answer


def file(path: Path, kind: str = "video/mp4") -> Callable[[Visit], None]:
    """Answers with a file."""
    return content(path.read_bytes(), kind)


def redirect(target: str) -> Callable[[Visit], None]:
    """Points elsewhere."""

    def answer(visit: Visit) -> None:
        visit.send_response(302)
        visit.send_header("Location", target)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    return answer


def guarded(user: str, password: str, behind: Callable[[Visit], None]) -> Callable[[Visit], None]:
    """Asks for a password first (Basic authentication)."""
    expected = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def answer(visit: Visit) -> None:
        if visit.headers.get("Authorization") == expected:
            behind(visit)
            return
        visit.send_response(401)
        visit.send_header("WWW-Authenticate", 'Basic realm="camera"')
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    return answer


def motion_jpeg(
    pictures: list[bytes], pause_s: float = 0.02, *, then_stall: bool = False
) -> Callable[[Visit], None]:
    """Sends pictures one after another as multipart/x-mixed-replace; then hangs, or ends the stream."""

    def answer(visit: Visit) -> None:
        visit.send_response(200)
        visit.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        visit.end_headers()
        for picture in pictures:
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            visit.wfile.write(head.encode() + picture + b"\r\n")
            if visit.server.closing.wait(pause_s):
                return
        if then_stall:
            visit.server.closing.wait()

    return answer


def silence(visit: Visit) -> None:
    """Takes the request and never answers."""
    visit.server.closing.wait()
