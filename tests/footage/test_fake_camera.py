"""Clips as files that Chromium takes for a camera."""

import os
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from footage.studio.errors import ClipError, FilmError
from footage.studio.film import fake_camera
from footage.studio.film.encode import Picture, Sheet, make_film
from footage.studio.film.fake_camera import make_fake_camera
from tests.footage.chromium import find_chromium, look_at

WIDTH, HEIGHT, FPS, COUNT = 320, 240, 15, 30
COLOUR_WITHIN = 12
"""Levels of 0..255: a browser may take Motion-JPEG's full range for the limited one, and keeps the hue."""


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    for number in range(1, COUNT + 1):
        drawn = np.full((HEIGHT, WIDTH, 3), (60, 120, 180), np.uint8)
        cv2.rectangle(drawn, (number * 8, 60), (number * 8 + 40, 180), (200, 200, 40), -1)
        cv2.imwrite(str(folder / f"{number:05d}.png"), drawn)
    make_film(folder, folder / "wave.mp4", Sheet("wave", "A wave", FPS, 20))
    return folder / "wave.mp4"


def decoded(path: Path) -> list[Picture]:
    with av.open(path) as clip:
        return [frame.to_ndarray(format="bgr24").astype(np.uint8) for frame in clip.decode(video=0)]


def test_y4m_holds_every_frame_unchanged_with_size_and_rate(film: Path, tmp_path: Path) -> None:
    assert make_fake_camera(film, tmp_path / "wave.y4m") == COUNT
    raw = (tmp_path / "wave.y4m").read_bytes()
    header, _, frames = raw.partition(b"\n")
    assert header == b"YUV4MPEG2 W320 H240 F15:1 Ip A1:1 C420"
    with av.open(film) as clip:
        wanted = b"".join(
            b"FRAME\n" + frame.to_ndarray(format="yuv420p").tobytes() for frame in clip.decode(video=0)
        )
    assert frames == wanted


def test_motion_jpeg_shows_each_frame_for_its_time_at_thirty_a_second(film: Path, tmp_path: Path) -> None:
    assert make_fake_camera(film, tmp_path / "wave.mjpeg") == COUNT * 2
    raw = (tmp_path / "wave.mjpeg").read_bytes()
    pictures = [b"\xff\xd8" + part for part in raw.split(b"\xff\xd8\xff")[1:]]
    assert len(pictures) == COUNT * 2
    shown = [cv2.imdecode(np.frombuffer(b"\xff\xd8\xff" + part[2:], np.uint8), 1) for part in pictures]
    for number, picture in enumerate(decoded(film)):
        for copy in shown[2 * number : 2 * number + 2]:
            assert copy is not None
            assert np.abs(copy.astype(int) - picture).mean() < 2


def test_another_ending_is_refused(film: Path, tmp_path: Path) -> None:
    with pytest.raises(FilmError, match=r"ends in \.mjpeg or \.y4m; got 'wave\.avi'"):
        make_fake_camera(film, tmp_path / "wave.avi")


def test_what_is_no_film_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "wave.mp4").write_bytes(b"nothing" * 100)
    with pytest.raises(ClipError, match=r"wave\.mp4 cannot be made"):
        make_fake_camera(tmp_path / "wave.mp4", tmp_path / "wave.y4m")
    assert [path.name for path in tmp_path.iterdir()] == ["wave.mp4"]


def test_the_command_takes_a_clips_name_or_a_films_path(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fake_camera, "CLIPS", film.parent)
    for clip in ("wave", str(film)):
        out = tmp_path / "camera.mjpeg"
        assert fake_camera.main([clip, str(out)]) == 0
        assert f"60 frames, {out.stat().st_size / 1e6:.1f} MB" in capsys.readouterr().out
    assert fake_camera.main(["nobody", str(tmp_path / "camera.mjpeg")]) == 1
    assert "nobody.mp4" in capsys.readouterr().err


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; skips where there is none, or fails where services are required."""
    found = find_chromium()
    if found is None:
        absent = pytest.fail if os.environ.get("PASSERBY_TEST_SERVICES") == "required" else pytest.skip
        absent("Chromium is not here: script/services installs it")
    return found


@pytest.mark.services
@pytest.mark.parametrize("ending", ["mjpeg", "y4m"])
def test_a_page_in_chromium_sees_the_clip_as_its_camera(
    film: Path, tmp_path: Path, chromium: str, ending: str
) -> None:
    make_fake_camera(film, tmp_path / f"camera.{ending}")
    seen = look_at(chromium, tmp_path / f"camera.{ending}")
    assert (seen.width, seen.height) == (WIDTH, HEIGHT)
    wanted = np.mean([picture.mean(axis=(0, 1))[::-1] for picture in decoded(film)], axis=0)
    found = np.mean(seen.colours, axis=0)
    assert np.abs(found - wanted).max() < COLOUR_WITHIN, (found, wanted)
    assert len(set(seen.colours)) > 1
