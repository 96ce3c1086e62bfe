import socket
from pathlib import Path

import pytest

from passerby.cameras.address import parse
from passerby.cameras.health import CameraState
from passerby.cameras.live import LiveCamera
from passerby.cameras.options import CameraOptions
from passerby.cameras.probe import probe
from passerby.shapes.errors import CameraError, CameraRefusedError, NotAVideoError
from passerby.shapes.frame import Frame
from tests.support import http_camera
from tests.support.clips import write_clip, write_picture
from tests.support.waiting import eventually


@pytest.fixture
def jpegs(tmp_path: Path) -> list[bytes]:
    paths = [write_picture(tmp_path / f"{level}.jpg", level) for level in range(20, 220, 10)]
    return [path.read_bytes() for path in paths]


def test_motion_jpeg_is_live_and_dated_by_arrival(jpegs: list[bytes], quick: CameraOptions) -> None:
    taken: list[Frame] = []

    def enough() -> bool:
        if (frame := camera.take()) is not None:
            taken.append(frame)
        return len(taken) == 15

    with (
        http_camera.serving({"/mjpg": http_camera.motion_jpeg(jpegs, 0.1, then_stall=True)}) as server,
        LiveCamera(parse(server.address("/mjpg")), quick, name="yard") as camera,
    ):
        eventually(enough)
        health = camera.health()
    assert (health.name, health.state, health.size_wh) == ("yard", CameraState.LIVE, (64, 48))
    assert [frame.sequence for frame in taken] == list(range(15))
    # FFmpeg would date these pictures 0.04 s apart; they came 0.1 s apart.
    assert taken[-1].captured_at - taken[4].captured_at > 0.09 * 10


def test_a_password_is_sent_when_the_camera_asks(jpegs: list[bytes], quick: CameraOptions) -> None:
    answers = {"/mjpg": http_camera.guarded("admin", "p@ss", http_camera.motion_jpeg(jpegs))}
    with http_camera.serving(answers) as server:
        report = probe(parse(server.address("/mjpg", "admin:p%40ss")), quick)
    assert (report.container, report.size_wh) == ("mpjpeg", (64, 48))
    assert report.address == server.address("/mjpg", "admin:***")


def test_a_wrong_password_is_refused_and_not_tried_again_soon(
    jpegs: list[bytes], quick: CameraOptions
) -> None:
    answers = {"/mjpg": http_camera.guarded("admin", "right", http_camera.motion_jpeg(jpegs))}
    with http_camera.serving(answers) as server:
        address = parse(server.address("/mjpg", "admin:wr0ng"))
        with pytest.raises(CameraRefusedError, match="refused the user name or password") as caught:
            probe(address, quick)
        assert "wr0ng" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        with LiveCamera(address, quick) as camera:
            eventually(lambda: camera.health().state is CameraState.FAILED)
            health = camera.health()
    assert "every 120 s" in health.reason
    assert "wr0ng" not in repr(health)
    assert health.next_try_at is not None
    assert health.next_try_at - health.since == pytest.approx(120, abs=5)


def test_an_unknown_path_is_refused(quick: CameraOptions) -> None:
    with http_camera.serving({}) as server, pytest.raises(CameraRefusedError, match="no such stream"):
        probe(parse(server.address("/nothing")), quick)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><body>Please log in</body></html>" * 20, "text/html"),
        (b"", "video/mp4"),
        (b"\xff\xd8\xff\xe0 not quite a picture", "image/jpeg"),
    ],
)
def test_an_answer_that_is_no_video_is_refused(body: bytes, kind: str, quick: CameraOptions) -> None:
    with (
        http_camera.serving({"/": http_camera.content(body, kind)}) as server,
        pytest.raises(CameraError, match=r"not with a video stream|without sending a picture"),
    ):
        probe(parse(server.address("/")), quick)


def test_a_single_picture_is_not_a_stream(jpegs: list[bytes], quick: CameraOptions) -> None:
    with (
        http_camera.serving({"/snap.jpg": http_camera.content(jpegs[0], "image/jpeg")}) as server,
        pytest.raises(NotAVideoError, match="a single picture"),
    ):
        probe(parse(server.address("/snap.jpg")), quick)


def test_a_server_error_may_get_better(quick: CameraOptions) -> None:
    with (
        http_camera.serving({"/": lambda visit: visit.send_error(503)}) as server,
        pytest.raises(CameraError, match="an error of its own") as caught,
    ):
        probe(parse(server.address("/")), quick)
    assert not isinstance(caught.value, CameraRefusedError | NotAVideoError)


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "rtsps"])
def test_a_camera_that_never_answers_is_given_up(scheme: str) -> None:
    options = CameraOptions(open_timeout_s=0.5, stall_timeout_s=0.5, verify_tls=False)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = parse(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/")
        with pytest.raises(CameraError, match=r"did not answer within 0\.5 s"):
            probe(address, options)


def test_a_closed_port_is_named(quick: CameraOptions) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        for scheme in ("http", "https", "rtsp", "rtsps"):
            with pytest.raises(CameraError, match=f"nothing listens on port {port}"):
                probe(parse(f"{scheme}://127.0.0.1:{port}/"), quick)


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "rtsps"])
def test_an_unknown_host_is_named(scheme: str, quick: CameraOptions) -> None:
    with pytest.raises(CameraError, match=r"camera\.invalid was not found"):
        probe(parse(f"{scheme}://camera.invalid/"), quick)


def test_a_server_without_tls_is_named(quick: CameraOptions) -> None:
    with http_camera.serving({}) as server, pytest.raises(CameraError, match="does not speak TLS"):
        probe(parse(server.address("/").replace("http:", "https:")), quick)


def test_a_stalled_stream_is_reopened(jpegs: list[bytes], quick: CameraOptions) -> None:
    states: set[CameraState] = set()

    def came_back() -> bool:
        health = camera.health()
        states.add(health.state)
        if health.state is CameraState.STALLED:
            assert "gave no picture for 1 s" in health.reason
        return health.reconnects >= 1 and health.received >= 12

    with (
        http_camera.serving({"/": http_camera.motion_jpeg(jpegs[:6], then_stall=True)}) as server,
        LiveCamera(parse(server.address("/")), quick) as camera,
    ):
        eventually(came_back)
    assert CameraState.STALLED in states


def test_a_stream_that_ends_is_opened_again(jpegs: list[bytes], quick: CameraOptions) -> None:
    taken: list[float] = []

    def came_back_twice() -> bool:
        while (frame := camera.take()) is not None:
            taken.append(frame.captured_at)
        return camera.health().reconnects >= 2 and camera.health().state is CameraState.LIVE

    with (
        http_camera.serving({"/": http_camera.motion_jpeg(jpegs[:5])}) as server,
        LiveCamera(parse(server.address("/")), quick) as camera,
    ):
        eventually(came_back_twice)
    assert taken == sorted(set(taken))


def test_a_healthy_period_makes_the_next_wait_short_again(jpegs: list[bytes]) -> None:
    options = CameraOptions(healthy_after_s=0.01, backoff_first_s=0.05, backoff_limit_s=3600.0)
    with (
        http_camera.serving({"/": http_camera.motion_jpeg(jpegs[:5])}) as server,
        LiveCamera(parse(server.address("/")), options) as camera,
    ):
        # Without that, twelve doubling waits would take a hundred seconds.
        eventually(lambda: camera.health().reconnects >= 12)


def test_a_file_behind_http_is_played_at_its_own_speed_and_ends(tmp_path: Path, quick: CameraOptions) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 10, fps=20)
    with (
        http_camera.serving({"/clip.mp4": http_camera.file(clip)}) as server,
        LiveCamera(parse(server.address("/clip.mp4")), quick) as camera,
    ):
        eventually(lambda: camera.health().state is CameraState.ENDED)
        health = camera.health()
        frames = [*iter(camera.take, None)]
    assert (health.received, health.reconnects) == (10, 0)
    assert frames[-1].captured_at - frames[0].captured_at == pytest.approx(0.45, abs=0.05)


def test_a_file_behind_http_that_declares_no_duration_ends_too(tmp_path: Path, quick: CameraOptions) -> None:
    clip = write_clip(tmp_path / "clip.ts", 10, fps=20)
    with (
        http_camera.serving({"/clip.ts": http_camera.file(clip, "video/mp2t")}) as server,
        LiveCamera(parse(server.address("/clip.ts")), quick) as camera,
    ):
        eventually(lambda: camera.health().state in (CameraState.ENDED, CameraState.FAILED))
        health = camera.health()
    assert (health.state, health.received, health.reconnects) == (CameraState.ENDED, 10, 0)


def test_motion_jpeg_that_announces_a_length_is_live_all_the_same(
    jpegs: list[bytes], quick: CameraOptions
) -> None:
    head = f"--{http_camera.BOUNDARY}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
    body = b"".join(head + jpeg + b"\r\n" for jpeg in jpegs)
    kind = f"multipart/x-mixed-replace; boundary={http_camera.BOUNDARY}"
    with (
        http_camera.serving({"/mjpg": http_camera.content(body, kind)}) as server,
        LiveCamera(parse(server.address("/mjpg")), quick) as camera,
    ):
        eventually(lambda: camera.health().reconnects >= 1 or camera.health().state is CameraState.ENDED)
        assert camera.health().state is not CameraState.ENDED


def test_a_redirect_is_followed_but_the_password_stays(jpegs: list[bytes], quick: CameraOptions) -> None:
    heard: list[str | None] = []

    def listen(visit: http_camera.Visit) -> None:
        heard.append(visit.headers.get("Authorization"))
        http_camera.motion_jpeg(jpegs)(visit)

    with http_camera.serving({"/": listen}) as other:
        answers = {"/": http_camera.guarded("u", "p", http_camera.redirect(other.address("/")))}
        with http_camera.serving(answers) as server:
            probe(parse(server.address("/", "u:p")), quick)
    assert heard == [None]


def test_no_proxy_from_the_environment_learns_the_password(
    jpegs: list[bytes], quick: CameraOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        http_camera.serving({}) as proxy,
        http_camera.serving({"/": http_camera.motion_jpeg(jpegs)}) as server,
    ):
        monkeypatch.setenv("http_proxy", proxy.address(""))
        assert probe(parse(server.address("/", "u:p")), quick).container == "mpjpeg"
        assert proxy.asked == []
