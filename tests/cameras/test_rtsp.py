"""A real RTSP server: GStreamer's, on loopback."""

import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from passerby.cameras.address import Address, parse
from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.live import LiveCamera
from passerby.cameras.options import CameraOptions
from passerby.cameras.probe import probe
from passerby.shapes.errors import CameraError, CameraRefusedError
from tests.support.rtsp import FPS, RtspServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.services

Start = Callable[..., RtspServer]
IN_TROUBLE = (CameraState.FAILED, CameraState.STALLED)


class Watcher:
    """A camera under watch: keeps the time of every frame and each state it was in."""

    def __init__(self, address: str | Address, options: CameraOptions) -> None:
        self.camera = LiveCamera(parse(address) if isinstance(address, str) else address, options)
        self.times: list[float] = []
        self.troubles: list[CameraHealth] = []

    def __enter__(self) -> "Watcher":
        self.camera.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.camera.stop()
        assert self.times == sorted(set(self.times))

    def look(self) -> CameraHealth:
        taken = [frame.captured_at for frame in iter(self.camera.take, None)]
        assert all(captured_at < time.time() + 0.2 for captured_at in taken), "taken before it happened"
        self.times += taken
        health = self.camera.health()
        if health.state in IN_TROUBLE:
            self.troubles.append(health)
        return health

    def until(self, happened: Callable[[CameraHealth], bool]) -> CameraHealth:
        eventually(lambda: happened(self.look()))
        return self.look()

    def until_frames(self, more: int) -> None:
        wanted = len(self.times) + more
        self.until(lambda _: len(self.times) >= wanted)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_frames_come_with_the_cameras_own_spacing(
    rtsp_server: Start, quick: CameraOptions, transport: str
) -> None:
    options = CameraOptions(transport="udp" if transport == "udp" else "tcp")
    with Watcher(rtsp_server().address(), options) as watcher:
        watcher.until_frames(15)
        health = watcher.look()
    assert (health.codec, health.size_wh, health.dropped) == ("h264", (160, 120), 0)
    assert health.fps == pytest.approx(FPS, rel=0.1)
    spacing = sorted(later - earlier for earlier, later in pairwise(watcher.times))
    assert spacing[len(spacing) // 2] == pytest.approx(1 / FPS, abs=0.01)
    assert (health.clock_jumps, health.reconnects) == (0, 0)


def test_a_camera_is_described(rtsp_server: Start, quick: CameraOptions) -> None:
    report = probe(parse(rtsp_server().address()), quick)
    assert (report.container, report.codec, report.size_wh) == ("rtsp", "h264", (160, 120))
    assert report.measured_fps == pytest.approx(FPS, rel=0.1)
    assert not report.has_audio


def test_the_right_password_opens(rtsp_server: Start, quick: CameraOptions) -> None:
    server = rtsp_server(user="admin", password="p@ss/wörd")
    report = probe(parse(server.address("admin:p%40ss%2Fw%C3%B6rd")), quick)
    assert report.address == server.address("admin:***")


def test_a_wrong_password_is_refused_and_shown_nowhere(
    rtsp_server: Start, quick: CameraOptions, capfd: pytest.CaptureFixture[str]
) -> None:
    address = parse(rtsp_server(user="admin", password="right").address("admin:wr0ng"))
    with pytest.raises(CameraRefusedError, match="refused the user name or password") as caught:
        probe(address, quick)
    assert caught.value.__context__ is None
    with Watcher(address, quick) as watcher:
        health = watcher.until(lambda health: health.state is CameraState.FAILED)
    assert "every 120 s" in health.reason
    printed = capfd.readouterr()
    assert "wr0ng" not in str(caught.value) + repr(health) + printed.out + printed.err


def test_an_unknown_path_is_refused(rtsp_server: Start, quick: CameraOptions) -> None:
    with pytest.raises(CameraRefusedError, match="no such stream"):
        probe(parse(rtsp_server().address(path="/nothing")), quick)


def test_a_stream_that_ends_is_opened_again(rtsp_server: Start, quick: CameraOptions) -> None:
    with Watcher(rtsp_server(once=True).address(), quick) as watcher:
        watcher.until(lambda health: health.reconnects >= 1 and health.state is CameraState.LIVE)
    assert watcher.troubles
    assert watcher.troubles[0].reason


def test_a_camera_that_was_switched_off_comes_back_by_itself(
    rtsp_server: Start, quick: CameraOptions
) -> None:
    server = rtsp_server()
    with Watcher(server.address(), quick) as watcher:
        watcher.until_frames(5)
        server.kill()
        trouble = watcher.until(lambda health: health.state in IN_TROUBLE and health.next_try_at is not None)
        assert trouble.reason
        watcher.until(lambda health: "nothing listens on port" in health.reason)
        server.start()
        health = watcher.until(lambda health: health.state is CameraState.LIVE)
        watcher.until_frames(5)
    assert health.reconnects >= 1
    assert health.reason == ""
    assert health.next_try_at is None


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_camera_that_freezes_is_noticed_and_left(
    rtsp_server: Start, quick: CameraOptions, transport: str
) -> None:
    server = rtsp_server()
    options = CameraOptions(
        transport="udp" if transport == "udp" else "tcp",
        stall_timeout_s=1.0,
        open_timeout_s=3.0,
        backoff_first_s=0.05,
        backoff_limit_s=0.2,
    )
    with Watcher(server.address(), options) as watcher:
        watcher.until_frames(5)
        server.pause()
        health = watcher.until(lambda health: health.state is CameraState.STALLED)
        assert "gave no picture for 1 s" in health.reason
        server.kill()
        server.start()
        watcher.until(lambda health: health.state is CameraState.LIVE)
        watcher.until_frames(5)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signed itself, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, signed, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    made = subprocess.run(
        [
            *("/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(signed)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("openssl cannot make a certificate here")
    both.write_bytes(key.read_bytes() + signed.read_bytes())
    return both


def test_an_encrypted_camera_with_a_trusted_certificate_opens(rtsp_server: Start, certificate: Path) -> None:
    server = rtsp_server(certificate=certificate, user="admin", password="right")
    options = CameraOptions(ca_file=certificate.with_name("certificate.pem"))
    assert probe(parse(server.address("admin:right", host="localhost")), options).codec == "h264"


def test_a_certificate_that_signed_itself_is_refused_unless_allowed(
    rtsp_server: Start, certificate: Path, quick: CameraOptions
) -> None:
    server = rtsp_server(certificate=certificate, user="admin", password="right")
    address = parse(server.address("admin:right", host="localhost"))
    with pytest.raises(CameraError, match=r"certificate of localhost is not trusted .* ca_file"):
        probe(address, quick)
    assert probe(address, CameraOptions(verify_tls=False)).codec == "h264"


def test_a_certificate_for_another_host_is_refused(rtsp_server: Start, certificate: Path) -> None:
    server = rtsp_server(certificate=certificate, user="admin", password="right")
    options = CameraOptions(ca_file=certificate.with_name("certificate.pem"))
    with pytest.raises(CameraError, match=r"certificate of 127\.0\.0\.1 is not trusted"):
        probe(parse(server.address("admin:right", host="127.0.0.1")), options)
