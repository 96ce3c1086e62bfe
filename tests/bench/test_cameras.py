import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.clips import write_clip


@pytest.mark.timeout(180)
def test_a_live_load_tells_what_was_analysed_dropped_and_held_in_memory(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 20, size_wh=(160, 120))
    command = [sys.executable, "-m", "passerby.cli.main", "bench", "cameras", "3", str(clip)]
    ran = subprocess.run(
        [*command, "--fps", "5", "--seconds", "3", "--detector", "motion", "--json"],
        env=os.environ | {"PASSERBY_WORKERS": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["cameras"] == 3
    assert report["analysed"] > 0
    assert report["dropped_ratio"] == pytest.approx(
        report["dropped"] / (report["analysed"] + report["dropped"]), abs=1e-3
    )
    assert report["rss_mb"] > 50
    assert report["lag_p95_s"] >= 0
