"""Fixtures for a real RTSP server, run by the system's Python with Debian's GStreamer packages."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.clips import H264, write_clip

SYSTEM_PYTHON = Path("/usr/bin/python3")
HELPER = Path(__file__).with_name("rtsp_server.py")
FPS = 10
FRAMES = 40


class RtspServer:
    """A running server. certificate: a PEM file with its key; once: the stream ends with the clip."""

    def __init__(
        self,
        clip: Path,
        *,
        fps: float = FPS,
        user: str = "",
        password: str = "",
        certificate: Path | None = None,
        once: bool = False,
    ) -> None:
        self._scheme = "rtsps" if certificate else "rtsp"
        self._arguments = [str(SYSTEM_PYTHON), str(HELPER), str(clip), "--fps", str(fps)]
        if user:
            self._arguments += ["--user", user, "--password", password]
        if certificate:
            self._arguments += ["--certificate", str(certificate)]
        if once:
            self._arguments.append("--once")
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        """Start, or start again on the same port."""
        self._process = subprocess.Popen(
            [*self._arguments, "--port", str(self.port)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline().split()
        assert ready[:1] == ["ready"], f"the RTSP server did not start: {ready}"
        self.port = int(ready[1])

    def address(self, userinfo: str = "", path: str = "/stream", host: str = "127.0.0.1") -> str:
        """The address of its stream, with `user:password` in it if given."""
        return f"{self._scheme}://{userinfo + '@' if userinfo else ''}{host}:{self.port}{path}"

    def kill(self) -> None:
        """End it without a goodbye."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None

    def pause(self) -> None:
        """Stop it in its tracks: connections stay open and nothing comes."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)


@pytest.fixture(scope="session")
def gstreamer() -> None:
    """Skips where the RTSP server cannot run, or fails where services are required."""
    check = "import gi; gi.require_version('GstRtspServer', '1.0'); gi.require_version('Gst', '1.0')"
    absent = pytest.fail if os.environ.get("PASSERBY_TEST_SERVICES") == "required" else pytest.skip
    try:
        found = subprocess.run(
            [str(SYSTEM_PYTHON), "-c", check], capture_output=True, check=False, timeout=60
        )
    except OSError:
        absent(f"there is no {SYSTEM_PYTHON} to run the RTSP server")
    if found.returncode != 0:
        absent("the packages python3-gi and gir1.2-gst-rtsp-server-1.0 are not installed")


@pytest.fixture(scope="session")
def h264_stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """FRAMES pictures as an H.264 byte stream, FPS a second, a key picture every second."""
    path = tmp_path_factory.mktemp("rtsp") / "clip.h264"
    return write_clip(
        path, FRAMES, codec="libx264", size_wh=(160, 120), fps=FPS, options=H264, container="h264"
    )


@pytest.fixture
def rtsp_server(gstreamer: None, h264_stream: Path) -> Iterator[Callable[..., RtspServer]]:
    """Starts RTSP servers: `rtsp_server()`, with RtspServer's options, or `clip=` for another byte stream."""
    with ExitStack() as running:

        def start(clip: Path = h264_stream, **options: object) -> RtspServer:
            server = RtspServer(clip, **options)  # type: ignore[arg-type]  # passed on as given
            running.callback(server.kill)
            return server

        yield start
