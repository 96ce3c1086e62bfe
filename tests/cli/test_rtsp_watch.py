"""A real RTSP server, watched by the command a person types, and killed on the way."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.rtsp import RtspServer


@pytest.mark.services
def test_figures_go_on_after_the_camera_was_killed_and_came_back(
    rtsp_server: Callable[..., RtspServer], tmp_path: Path
) -> None:
    server = rtsp_server(user="guard", password="hunter2")
    address, windows = tmp_path / "door.txt", tmp_path / "windows.jsonl"
    address.write_text(server.address("guard:hunter2"))
    words = ["crowd", f"@{address}", "--detector", "motion", "--window", "1", "--out", str(windows)]
    watching = subprocess.Popen(
        [sys.executable, "-m", "passerby.cli.main", *words], stderr=subprocess.PIPE, text=True
    )
    try:
        _await_windows(windows, 2)
        server.kill()
        assert watching.stderr is not None
        while " failed since " not in watching.stderr.readline():
            pass
        before = len(_records(windows))
        server.start()
        _await_windows(windows, before + 2)
        command_line = Path(f"/proc/{watching.pid}/cmdline").read_text()
    finally:
        watching.send_signal(signal.SIGTERM)
        _, told = watching.communicate(timeout=60)
    assert watching.returncode == 0, told
    records = _records(windows)
    assert all(first["ended_at"] <= then["started_at"] for first, then in pairwise(records))
    assert {record["camera"] for record in records} == {"127.0.0.1:" + str(server.port) + "/stream"}
    assert "hunter2" not in told + windows.read_text() + command_line


def _records(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _await_windows(path: Path, count: int) -> None:
    limit = time.monotonic() + 60
    while len(_records(path)) < count:
        assert time.monotonic() < limit, f"only {len(_records(path))} of {count} windows came"
        time.sleep(0.2)
