"""An agent from end to end: configured over a bus, counting a clip, and what it tells a tiny hub."""

import json
import logging
import os
import secrets
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil
import pytest

from passerby.agent.run import run_agent
from passerby.agent.spool import Spool
from passerby.bus.bus import Bus
from passerby.bus.connect import open_bus
from passerby.cameras.health import CameraState
from passerby.events.configuration import CameraConfiguration
from passerby.settings import Settings
from passerby.shapes.errors import BusError, OutputError, SettingError
from passerby.shapes.scene import Scene, Zone
from passerby.shapes.window import Window
from tests.agent.fake_hub import AGENT, EAST, NORTH, SITE, SOUTH, FakeHub, Sealed
from tests.agent.scenes import write_walk
from tests.support.waiting import eventually

PATIENCE_S = 120.0
pytestmark = pytest.mark.timeout(400)  # Processes start again and again, on what may be a busy machine.
HALL = Scene(zones=(Zone("hall", np.array([[0, 0], [1, 0], [1, 1], [0, 1]])),))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_walk(tmp_path_factory.mktemp("clip") / "walk.mp4")


def _settings(workers: int = 1) -> Settings:
    return Settings(models=Path("/nonexistent"), workers=workers)


@contextmanager
def _agent(home: Path, url: str = "memory:", workers: int = 1) -> Iterator[threading.Event]:
    """An agent in a thread of this process; stopped in good order at the end, or when the event is set."""
    stopping = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            run_agent(home, AGENT, _settings(workers), url, stopping)
        except BaseException as error:
            failed.append(error)
            raise

    thread = threading.Thread(target=run, name="agent")
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join()
    assert not failed


def _wait(happened: Callable[[], bool]) -> None:
    eventually(happened, PATIENCE_S)


def _live(hub: FakeHub, camera: str, state: CameraState) -> bool:
    seen = hub.live(camera)
    return seen is not None and seen.state is state


def _check_apart(windows: list[Window]) -> None:
    """The windows of a camera never overlap."""
    ordered = sorted(windows, key=lambda window: window.started_at)
    for earlier, later in pairwise(ordered):
        assert earlier.ended_at <= later.started_at


@pytest.fixture(params=["memory:", "local:"])
def bus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bus]:
    with closing(open_bus(request.param, tmp_path)) as opened:
        yield opened


def _url(bus: Bus) -> str:
    return "memory:" if type(bus).__name__ == "MemoryBus" else "local:"


def test_figures_reach_the_hub_and_the_last_ones_are_told_when_the_agent_ends(
    bus: Bus, tmp_path: Path, walk: Path
) -> None:
    with FakeHub(bus) as hub:
        with _agent(tmp_path, _url(bus)):
            hub.configure([Sealed(hub).camera(NORTH, walk, HALL)])
            _wait(lambda: len(hub.windows(NORTH)) >= 2)
            live = hub.live(NORTH)
            _wait(lambda: hub.status()["detector"] == "Built-in motion detector")
        with closing(Spool(tmp_path / "spool" / f"{AGENT}.sqlite3")) as spool:
            appended = spool.last_number
        _wait(lambda: hub.stored == appended)
        assert hub.live(NORTH) is None
    assert live is not None
    assert live.state is CameraState.LIVE
    assert [zone.name for zone in live.zones] == ["hall"]
    windows = hub.windows(NORTH)
    _check_apart(windows)
    assert all(window.final for window in windows)
    assert windows[-1].ended_at % 1 != 0, "the window in progress ends where the agent stopped"
    assert [h["state"] for h in hub.healths(NORTH)][:2] == ["connecting", "live"]


def test_cameras_come_change_and_go_without_touching_the_others(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path, workers=2):
        sealed = Sealed(hub)
        north = sealed.camera(NORTH, walk)
        hub.configure([north])
        _wait(lambda: _live(hub, NORTH, CameraState.LIVE))
        hub.configure([north, sealed.camera(SOUTH, walk)])
        _wait(lambda: _live(hub, SOUTH, CameraState.LIVE))
        hub.configure([sealed.camera(NORTH, walk, HALL)])
        _wait(lambda: any(window.zones for window in hub.windows(NORTH)))
        assert hub.live(SOUTH) is None
        _wait(lambda: hub.windows(NORTH)[-1].started_at > hub.windows(SOUTH)[-1].ended_at)
        states = [health["state"] for health in hub.healths(NORTH)]
    _check_apart(hub.windows(NORTH))
    _check_apart(hub.windows(SOUTH))
    assert states == ["connecting", "live"], "the camera was not opened again"
    frames = sum(window.frames for window in hub.windows(NORTH))
    spanned = hub.windows(NORTH)[-1].ended_at - hub.windows(NORTH)[0].started_at
    assert frames >= 10 * spanned - 12, "no picture was lost where the scene changed"


def test_a_camera_that_cannot_be_opened_harms_no_other_and_says_why(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path):
        sealed = Sealed(hub)
        foreign = CameraConfiguration(EAST, SITE, b"sealed to another key")
        hub.configure([sealed.camera(NORTH, walk), sealed.camera(SOUTH, "ftp://user:secret@host/x"), foreign])
        _wait(lambda: len(hub.windows(NORTH)) >= 2)
        _wait(lambda: bool(hub.healths(EAST) and hub.healths(SOUTH)))
        east, south = hub.live(EAST), hub.live(SOUTH)
    assert east is not None
    assert south is not None
    assert (east.state, south.state) == (CameraState.FAILED, CameraState.FAILED)
    assert "save the address again" in east.reason
    assert "ftp" in south.reason
    assert "secret" not in south.reason
    assert hub.healths(EAST)[-1]["state"] == "failed"
    assert "save the address again" in str(hub.healths(EAST)[-1]["reason"])


def test_a_detector_that_is_not_there_is_told_and_the_one_before_goes_on(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path):
        north = Sealed(hub).camera(NORTH, walk)
        hub.configure([north], "no-such-detector")
        _wait(lambda: _live(hub, NORTH, CameraState.FAILED))
        _wait(lambda: "no-such-detector" in str(hub.healths(NORTH)[-1:]))
        hub.configure([north], "motion")
        _wait(lambda: len(hub.windows(NORTH)) >= 2)
        hub.configure([north], "yolox-nano")
        _wait(lambda: "yolox-nano" in str(hub.status()["detector_note"]))
        told = len(hub.windows(NORTH))
        _wait(lambda: len(hub.windows(NORTH)) >= told + 2)
        assert hub.status()["detector"] == "Built-in motion detector"
    _check_apart(hub.windows(NORTH))


def test_a_configuration_that_cannot_be_read_is_told_and_changes_nothing(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path):
        hub.configure([Sealed(hub).camera(NORTH, walk)])
        _wait(lambda: _live(hub, NORTH, CameraState.LIVE))
        bus.put(f"configuration/{AGENT}", b"{}")
        _wait(lambda: "cannot be read" in str(hub.status()["trouble"]))
        told = len(hub.windows(NORTH))
        _wait(lambda: len(hub.windows(NORTH)) > told)


def test_without_a_hub_an_agent_counts_as_it_was_told_last_and_delivers_later(
    tmp_path: Path, walk: Path
) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path):
        hub.configure([Sealed(hub).camera(NORTH, walk)])
        _wait(lambda: len(hub.windows(NORTH)) >= 1)
    kept = tmp_path / "spool" / f"{AGENT}.configuration.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert str(walk).encode() not in kept.read_bytes()
    events = hub.events
    # Another bus, on which nobody ever configured anything.
    with closing(open_bus("memory:", tmp_path)) as bus, _agent(tmp_path):
        spool = Spool(tmp_path / "spool" / f"{AGENT}.sqlite3")
        _wait(lambda: spool.backlog()[0] >= 4)
        with FakeHub(bus, events) as hub:
            _wait(lambda: hub.stored >= 6)
        spool.close()
    assert sorted(events) == list(range(1, len(events) + 1))
    _check_apart(FakeHub(bus, events).windows(NORTH))


def _preview(bus: Bus, mode: str, revision: int = 0) -> tuple[dict[str, object], bytes]:
    question = {"camera": NORTH, "mode": mode, "scene_revision": revision}
    raw = bus.request(f"preview/{AGENT}", json.dumps(question).encode(), 5.0)
    length = int.from_bytes(raw[:4], "big")
    header: dict[str, object] = json.loads(raw[4 : 4 + length])
    return header, raw[4 + length :]


def test_whoever_looks_is_shown_the_redacted_camera_and_the_scene_once(
    bus: Bus, tmp_path: Path, walk: Path
) -> None:
    with FakeHub(bus) as hub, _agent(tmp_path, _url(bus)):
        hub.configure([Sealed(hub).camera(NORTH, walk, HALL)])
        _wait(lambda: _live(hub, NORTH, CameraState.LIVE))
        seen: list[tuple[dict[str, object], bytes]] = []

        def shown() -> bool:
            seen.append(_preview(bus, "ghost"))
            return bool(seen[-1][1])

        _wait(shown)
        header, scene = seen[-1]
        assert scene.startswith(b"\xff\xd8")
        assert (header["width"], header["height"], header["state"]) == (320, 240, "live")
        assert "32 columns" in str(header["note"])
        again, nothing = _preview(bus, "ghost", int(str(header["scene_revision"])))
        assert nothing == b"" or again["scene_revision"] != header["scene_revision"]
        _, picture = _preview(bus, "pixelated")
        assert picture.startswith(b"\xff\xd8")
        with pytest.raises(BusError, match="no camera"):
            bus.request(
                f"preview/{AGENT}",
                json.dumps({"camera": EAST, "mode": "ghost", "scene_revision": 0}).encode(),
                5.0,
            )
    # Of no picture is there a trace in any file.
    for file in tmp_path.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            assert scene not in raw
            assert picture not in raw
            assert b"\xff\xd8\xff" not in raw


def test_an_address_is_tried_for_the_hub(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("memory:", tmp_path)) as bus, FakeHub(bus) as hub, _agent(tmp_path):
        answers = {}
        for what, address in (("well", str(walk)), ("bad", "rtsp://u:secret@127.0.0.1:9/x")):
            question = Sealed(hub).question(address)
            answers[what] = json.loads(bus.request(f"probe/{AGENT}", question, PATIENCE_S))
        foreign = json.dumps({"site": SITE, "sealed_address": "AAAA"}).encode()
        answers["foreign"] = json.loads(bus.request(f"probe/{AGENT}", foreign, PATIENCE_S))
        with pytest.raises(BusError, match="12 of a-z"):
            bus.request(f"site-keys/{AGENT}", b'{"site": "../../etc/x"}', PATIENCE_S)
    assert answers["well"] == {"ok": True, "width": 320, "height": 240, "fps": 10.0, "codec": "mpeg4"}
    assert not answers["bad"]["ok"]
    assert "secret" not in answers["bad"]["reason"]
    assert "not sealed" in answers["foreign"]["reason"]


def test_two_agents_of_one_name_are_refused(tmp_path: Path) -> None:
    with _agent(tmp_path):
        _wait(lambda: (tmp_path / "spool" / f"{AGENT}.sqlite3").exists())
        with pytest.raises(OutputError, match="runs already"):
            run_agent(tmp_path, AGENT, _settings(), "memory:", threading.Event())


def test_a_name_that_no_agent_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="agent's name"):
        run_agent(tmp_path, "../x", _settings(), "memory:", threading.Event())


KILLS = 3
SCRIPT = """
    import logging, signal, sys, threading
    from pathlib import Path
    from passerby.agent.run import run_agent
    from passerby.settings import Settings

    if __name__ == "__main__":
        stopping = threading.Event()
        signal.signal(signal.SIGTERM, lambda number, frame: stopping.set())
        settings = Settings(models=Path("/nonexistent"), workers=1)
        run_agent(Path(sys.argv[1]), "local", settings, "local:", stopping)
"""


def _start(home: Path) -> subprocess.Popen[bytes]:
    script = home / "agent.py"
    script.write_text(textwrap.dedent(SCRIPT))
    here = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, str(script), str(home)], env=os.environ | {"PYTHONPATH": str(here / "src")}
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill an agent, and wait until its workers have noticed that it is gone."""
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE_S)
    assert not alive


def _spooled(home: Path) -> tuple[dict[int, object], int]:
    """What waits in the spool of an agent that does not run, and the largest number that it ever gave."""
    with closing(Spool(home / "spool" / f"{AGENT}.sqlite3")) as spool:
        return {event.number: event.body for event in spool.waiting(0, 10_000)}, spool.last_number


def test_an_agent_that_is_killed_again_and_again_loses_and_doubles_nothing_that_it_spooled(
    tmp_path: Path, walk: Path
) -> None:
    with closing(open_bus("local:", tmp_path)) as bus:
        hub = FakeHub(bus)
        seen: dict[int, object] = {}
        for kill in range(KILLS + 1):
            with FakeHub(bus, hub.events) as hub:
                process = _start(tmp_path)
                if kill == 0:
                    hub.configure([Sealed(hub).camera(NORTH, walk, fps=40.0)])
                told = len(hub.windows(NORTH))
                _wait(lambda: len(hub.windows(NORTH)) > told)  # noqa: B023
                time.sleep(secrets.randbelow(1200) / 1000)
                if kill < KILLS:
                    _kill(process)
                else:
                    process.send_signal(signal.SIGTERM)
                    assert process.wait(PATIENCE_S) == 0
            waiting, last = _spooled(tmp_path)
            # Whatever is not in the spool any more is with the hub.
            assert set(range(1, last + 1)) <= set(hub.events) | set(waiting)
            seen |= waiting
        process = _start(tmp_path)
        with FakeHub(bus, hub.events) as hub:
            _wait(lambda: hub.stored >= last and hub.status()["pid"] == process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert sorted(hub.events) == list(range(1, len(hub.events) + 1))
    assert all(hub.events[number].body == body for number, body in seen.items() if number in hub.events)
    _check_apart(hub.windows(NORTH))
    assert all(
        window.frames <= 41 * (window.ended_at - window.started_at) + 1 for window in hub.windows(NORTH)
    )


def test_a_killed_agents_unfinished_window_is_told_by_the_next(tmp_path: Path, walk: Path) -> None:
    with closing(open_bus("local:", tmp_path)) as bus, FakeHub(bus) as hub:
        process = _start(tmp_path)
        hub.configure([Sealed(hub).camera(NORTH, walk, window_s=600.0)])
        spool = Spool(tmp_path / "spool" / f"{AGENT}.sqlite3")
        _wait(lambda: bool(spool._file.execute("SELECT count(*) FROM draft").fetchone()[0]))
        spool.close()
        _kill(process)
        assert hub.windows(NORTH) == []
        bus.put(f"live/{NORTH}", None)
        with _agent(tmp_path, "local:"):
            _wait(lambda: _live(hub, NORTH, CameraState.LIVE))
        _wait(lambda: len(hub.windows(NORTH)) == 2)
    first, second = hub.windows(NORTH)
    assert first.frames > 0
    assert first.final
    assert first.ended_at <= second.started_at


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "passerby.agent")
