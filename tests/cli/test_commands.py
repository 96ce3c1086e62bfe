"""The commands as a person types them."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.agent.scenes import write_walk

RUN = [sys.executable, "-m", "passerby.cli.main"]


def passerby(*words: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, *map(str, words)], env=os.environ | environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    return write_walk(tmp_path / "walk.mp4", frames=60)


def test_a_file_is_counted_into_windows_tracks_and_a_redacted_video(walk: Path, tmp_path: Path) -> None:
    drawn: list[str | Path] = [
        "--zone",
        "hall: 0,0 1,0 1,1 0,1",
        "--line",
        "door: 0.5,0 0.5,1",
        "--window",
        "2",
    ]
    files: list[str | Path] = [
        "--out",
        tmp_path / "w.jsonl",
        "--tracks",
        tmp_path / "t.txt",
        "--annotate",
        tmp_path / "a.mp4",
    ]
    began: list[str | Path] = ["--started-at", "2026-01-31T09:00:00+01:00"]
    ran = passerby("crowd", walk, "--detector", "motion", *drawn, *files, *began)
    assert ran.returncode == 0, ran.stderr
    records = [json.loads(line) for line in (tmp_path / "w.jsonl").read_text().splitlines()]
    assert records[0]["started_at"] == "2026-01-31T08:00:00.000Z"
    assert sum(record["frames"] for record in records) == 60
    assert records[0]["zones"][0]["name"] == "hall"
    assert (tmp_path / "t.txt").exists()
    assert (tmp_path / "a.mp4").stat().st_size > 1000
    assert "Built-in motion detector" in ran.stderr
    assert "weaker" in ran.stderr


def test_windows_on_standard_output_are_json_lines_and_nothing_else(walk: Path) -> None:
    ran = passerby("crowd", walk, "--detector", "motion", "--out", "-")
    assert [json.loads(line)["kind"] for line in ran.stdout.splitlines()] == ["crowd.window"]


def test_a_scene_file_draws_zones_lines_and_calibration(walk: Path, tmp_path: Path) -> None:
    scene = tmp_path / "scene.toml"
    scene.write_text('[[zone]]\nname = "hall"\npoints = [[0, 0], [1, 0], [1, 1], [0, 1]]\n')
    ran = passerby("crowd", walk, "--detector", "motion", "--scene", scene, "--out", "-")
    assert json.loads(ran.stdout)["zones"][0]["name"] == "hall"


def test_two_sources_are_watched_together_for_a_while(walk: Path) -> None:
    ran = passerby(
        "crowd", walk, walk, "--live", "--loop", "--detector", "motion", "--seconds", "4", "--window", "1",
        "--out", "-",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    cameras = {json.loads(line)["camera"] for line in ran.stdout.splitlines()}
    assert cameras == {"walk.mp4 1", "walk.mp4 2"}


def test_a_watch_that_never_saw_a_picture_fails_and_says_why() -> None:
    ran = passerby("crowd", "rtsp://user:hunter2@127.0.0.1:9/x", "--detector", "motion", "--seconds", "2")
    assert ran.returncode == 1
    assert "nothing listens on port 9" in ran.stderr
    assert "hunter2" not in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_told_to_end_gives_its_last_window_first(walk: Path, number: signal.Signals) -> None:
    # As a terminal and a service manager do it: the signal reaches every process of the group.
    words = ["crowd", str(walk), "--live", "--loop", "--detector", "motion", "--window", "3600", "--out", "-"]
    watching = subprocess.Popen(
        [*RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert watching.stderr is not None
    while "walk.mp4 live" not in watching.stderr.readline():
        pass
    time.sleep(1)
    os.killpg(watching.pid, number)
    out, told = watching.communicate(timeout=60)
    assert watching.returncode == 0, told
    assert len(out.splitlines()) == 1


def test_an_analysis_that_is_told_to_end_keeps_what_it_has(tmp_path: Path) -> None:
    long = write_walk(tmp_path / "long.mp4", frames=3000)
    files = ["--annotate", str(tmp_path / "a.mp4"), "--out", str(tmp_path / "w.parquet")]
    analysing = subprocess.Popen(
        [*RUN, "crowd", str(long), "--detector", "motion", *files], stderr=subprocess.PIPE, text=True
    )
    video = tmp_path / "a.mp4"
    limit = time.monotonic() + 60
    while not (video.exists() and video.stat().st_size > 5000):
        assert time.monotonic() < limit
        time.sleep(0.05)
    analysing.send_signal(signal.SIGTERM)
    _, told = analysing.communicate(timeout=60)
    assert analysing.returncode == 130, told
    assert pyarrow.parquet.read_table(tmp_path / "w.parquet").num_rows > 0
    assert json.loads(passerby("camera", "probe", video, "--json").stdout)["codec"] == "h264"


def test_one_file_that_cannot_be_read_stops_no_other(walk: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.mp4"
    torn.write_text("no video")
    ran = passerby("crowd", torn, tmp_path / "gone.mp4", walk, "--detector", "motion", "--out", "-")
    assert ran.returncode == 1
    assert sum(json.loads(line)["frames"] for line in ran.stdout.splitlines()) == 60
    assert "torn.mp4" in ran.stderr
    assert "gone.mp4" in ran.stderr


@pytest.mark.parametrize("option", ["--annotate", "--tracks", "--out"])
def test_no_result_is_written_over_what_is_read(walk: Path, option: str) -> None:
    before = walk.read_bytes()
    ran = passerby("crowd", walk, option, walk.parent / ".." / walk.parent.name / walk.name)
    assert ran.returncode == 1
    assert "would be overwritten" in ran.stderr
    assert walk.read_bytes() == before


def test_a_source_too_long_for_a_path_is_refused_without_showing_its_password(tmp_path: Path) -> None:
    (tmp_path / "w.jsonl").touch()
    ran = passerby("crowd", "x" * 300 + "?password=hunter2", "--out", tmp_path / "w.jsonl")
    assert ran.returncode == 1
    assert ran.stderr.startswith("passerby: ")
    assert "hunter2" not in ran.stdout + ran.stderr


def test_two_results_in_one_file_are_refused(walk: Path, tmp_path: Path) -> None:
    ran = passerby("crowd", walk, "--tracks", tmp_path / "x.mp4", "--annotate", tmp_path / "x.mp4")
    assert "named for two outputs" in ran.stderr


def test_names_are_shown_as_they_are_and_never_taken_for_markup(walk: Path) -> None:
    square = "0,0 1,0 1,1 0,1"
    zones = ["--zone", f"[/a]: {square}", "--zone", f"[red]b: {square}"]
    ran = passerby("crowd", walk, "--detector", "motion", *zones)
    assert ran.returncode == 0, ran.stderr
    assert "[/a]" in ran.stderr
    assert "[red]b" in ran.stderr


def test_windows_go_to_standard_output_also_while_a_progress_bar_is_drawn(walk: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    out = tmp_path / "out.jsonl"
    words = ["crowd", str(walk), "--detector", "motion", "--out", "-"]
    with out.open("wb") as file:
        ran = subprocess.run([*RUN, *words], stdout=file, stderr=theirs, check=False)
    os.close(theirs)
    os.close(ours)
    assert ran.returncode == 0
    assert json.loads(out.read_text())["frames"] == 60


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--seconds", "3"], "--live"),
        (["--live", "--started-at", "2026-01-01"], "present time"),
        (["--live", "--out", "x.parquet"], "--seconds"),
        (["--started-at", "9999-12-31"], "2200"),
    ],
)
def test_an_option_that_does_not_apply_is_refused(walk: Path, words: list[str], told: str) -> None:
    ran = passerby("crowd", walk, "--detector", "motion", *words)
    assert ran.returncode == 1
    assert told in ran.stderr


def test_a_model_is_run_without_a_word_to_anyone(walk: Path, tmp_path: Path, shared: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environ = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    ran = passerby(
        "crowd", walk, "--detector", "yolox-nano", PASSERBY_MODELS=str(shared / "models"), **environ
    )
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in home.rglob("*")] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["crowd", "gopher://camera"], "gopher"),
        (["crowd", "concat:a.mp4|b.mp4"], "concat"),
        (["crowd", "nowhere.mp4"], "nowhere.mp4"),
        (
            ["crowd", "rtsp://user:hunter2@127.0.0.1:1/x", "--detector", "yolox-nano"],
            "models pull yolox-nano",
        ),
        (["crowd", "CLIP", "--zone", "hall: 0,0 1,1"], "at least 3"),
        (["crowd", "CLIP", "--zone", "hall: 0,0 1,1 1,0 0,1"], "folds back on itself"),
        (["crowd", "CLIP", "--zone", "hall: 0,0 640,0 640,480"], "divide pixels"),
        (["crowd", "CLIP", "--line", "door: 0.5,0.5 0.5,0.5"], "no length"),
        (["crowd", "CLIP", "--scene", "nowhere.toml"], "nowhere.toml"),
        (["crowd", "CLIP", "--detector", "magic"], "magic"),
        (["crowd", "CLIP", "--out", "windows.xlsx"], ".parquet"),
        (["crowd", "CLIP", "--started-at", "noon"], "noon"),
        (["camera", "probe", "rtsp://user:hunter2@127.0.0.1:9/x"], "nothing listens on port 9"),
        (["models", "pull", "magic"], "yolox-nano"),
        (["bench", "crowd", "CLIP", "nowhere.txt"], "nowhere.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_clear_line_and_exit_status_one(
    walk: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    ran = passerby(*(str(walk) if word == "CLIP" else word for word in words), PASSERBY_MODELS=str(tmp_path))
    assert ran.returncode == 1, ran.stderr
    errors = [line for line in ran.stderr.splitlines() if line.startswith("passerby: ")]
    assert len(errors) == 1, ran.stderr
    assert told in errors[0]
    assert "Traceback" not in ran.stderr
    assert "hunter2" not in ran.stdout + ran.stderr


def test_a_setting_that_cannot_be_used_is_named(walk: Path) -> None:
    ran = passerby("crowd", walk, PASSERBY_THREADS="many")
    assert ran.returncode == 1
    assert "PASSERBY_THREADS" in ran.stderr


def test_probe_says_what_a_file_is(walk: Path) -> None:
    report = json.loads(passerby("camera", "probe", walk, "--json").stdout)
    assert (report["codec"], report["size_wh"]) == ("mpeg4", [320, 240])
    assert report["first_frame_s"] > 0


def test_an_address_with_a_password_can_stand_in_a_file(walk: Path, tmp_path: Path) -> None:
    file = tmp_path / "door.txt"
    file.write_text(f"{walk}\n")
    assert json.loads(passerby("camera", "probe", f"@{file}", "--json").stdout)["codec"] == "mpeg4"
    file.write_text("\n")
    assert f"the first line of {file} must be an address" in passerby("camera", "probe", f"@{file}").stderr
    assert "cannot be read for an address" in passerby("camera", "probe", f"@{tmp_path}/none").stderr


def test_models_are_listed_with_licence_and_whether_they_are_here(tmp_path: Path) -> None:
    ran = passerby("models", "list", PASSERBY_MODELS=str(tmp_path), COLUMNS="160")
    assert "yolox-nano" in ran.stdout
    assert "Apache-2.0" in ran.stdout
    assert "missing" in ran.stdout


def test_a_damaged_model_is_found_by_verify_and_refused_when_used(walk: Path, tmp_path: Path) -> None:
    (tmp_path / "yolox_nano.onnx").write_bytes(b"x" * 3_659_407)
    verified = passerby("models", "verify", PASSERBY_MODELS=str(tmp_path))
    assert verified.returncode == 1
    assert "yolox-nano: wrong hash" in verified.stdout
    used = passerby("crowd", walk, PASSERBY_MODELS=str(tmp_path))
    assert used.returncode == 1
    assert "c789161ed43c8269" in used.stderr


def test_the_version_is_told() -> None:
    assert passerby("--version").stdout.startswith("passerby 0.")


def test_help_loads_no_heavy_library() -> None:
    script = "import sys; import passerby.cli.main; print([m for m in HEAVY if m in sys.modules])"
    heavy = "HEAVY = ['numpy', 'cv2', 'av', 'onnxruntime', 'scipy', 'pyarrow', 'pandas']; "
    ran = subprocess.run([sys.executable, "-c", heavy + script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
