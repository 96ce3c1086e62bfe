"""Rendered frames into a clip."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from footage.studio.errors import FilmError
from footage.studio.film.encode import (
    COMMENT,
    KEY_EVERY_S,
    NOISE,
    Picture,
    Sheet,
    as_camera,
    labelled,
    make_film,
)

WIDTH, HEIGHT, FPS, COUNT = 160, 96, 10, 45
SHEET = Sheet("square", "A square", FPS, 20)


def picture(number: int, size_wh: tuple[int, int] = (WIDTH, HEIGHT)) -> Picture:
    drawn = np.full((size_wh[1], size_wh[0], 3), (90, 120, 150), np.uint8)
    cv2.rectangle(drawn, (number * 2, 20), (number * 2 + 20, 60), (40, 40, 200), -1)
    return drawn


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    folder = tmp_path / "frames"
    folder.mkdir()
    for number in range(1, COUNT + 1):
        cv2.imwrite(str(folder / f"{number:05d}.png"), picture(number))
    return folder


def decoded(path: Path) -> list[Picture]:
    with av.open(path) as clip:
        return [frame.to_ndarray(format="bgr24").astype(np.uint8) for frame in clip.decode(video=0)]


def test_a_film_has_every_frame_at_its_time_and_place(frames: Path, tmp_path: Path) -> None:
    make_film(frames, tmp_path / "square.mp4", SHEET)
    with av.open(tmp_path / "square.mp4") as clip:
        shown = [*clip.decode(video=0)]
    assert [frame.time for frame in shown] == [index / FPS for index in range(COUNT)]
    planes = as_camera(np.full((48, 48, 3), (40, 40, 200), np.uint8), "red", 0)
    red = cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420)[:20].mean(axis=(0, 1))
    for number, frame in enumerate(shown, 1):
        at = frame.to_ndarray(format="bgr24")[24:56, number * 2 + 4 : number * 2 + 17].mean(axis=(0, 1))
        assert np.abs(at - red).max() < 8, number


def test_a_film_is_plain_h264_that_starts_fast_and_seeks_every_four_seconds(
    frames: Path, tmp_path: Path
) -> None:
    make_film(frames, tmp_path / "square.mp4", SHEET)
    with av.open(tmp_path / "square.mp4") as clip:
        stream = clip.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (stream.width, stream.height) == (WIDTH, HEIGHT)
        assert (float(stream.average_rate or 0), stream.frames) == (FPS, COUNT)
        assert not clip.streams.audio
        keys = [frame.time for frame in clip.decode(video=0) if frame.key_frame]
    assert max(np.diff(keys)) <= KEY_EVERY_S
    raw = (tmp_path / "square.mp4").read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat")


def test_a_film_says_in_its_data_and_in_its_picture_that_it_is_synthetic(
    frames: Path, tmp_path: Path
) -> None:
    make_film(frames, tmp_path / "square.mp4", SHEET)
    with av.open(tmp_path / "square.mp4") as clip:
        assert clip.metadata["title"] == "A square (synthetic)"
        assert clip.metadata["comment"] == COMMENT
    corner = decoded(tmp_path / "square.mp4")[0][-12:, :80].astype(int)
    assert corner.max() > 180
    assert corner.min() < 70


def test_the_same_frames_make_a_film_that_looks_the_same(frames: Path, tmp_path: Path) -> None:
    films = []
    for name in ("one.mp4", "two.mp4"):
        make_film(frames, tmp_path / name, SHEET)
        with av.open(tmp_path / name) as film:
            films.append(np.stack([frame.to_ndarray(format="gray") for frame in film.decode(video=0)]))
    assert np.abs(films[0].astype(int) - films[1]).mean() < 2.0


def test_noise_is_mild_and_differs_from_frame_to_frame() -> None:
    even = np.full((200, 200, 3), 120, np.uint8)
    one, two = (as_camera(even, "even", seed)[:150].astype(int) for seed in (1, 2))
    assert one.std() == pytest.approx(NOISE, rel=0.1)
    assert (one - two).std() == pytest.approx(NOISE * 2**0.5, rel=0.1)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_the_label_reads_on_any_ground_and_leaves_the_rest_alone(level: int) -> None:
    even = np.full((432, 768, 3), level, np.uint8)
    drawn = labelled(even, "gate-lisbon").astype(int)
    rows, columns = np.nonzero((drawn != level).any(axis=2))
    assert rows.min() >= 400
    assert columns.max() < 300
    assert drawn[rows, columns].max() - drawn[rows, columns].min() > 150


def test_longer_names_get_longer_labels() -> None:
    even = np.full((432, 768, 3), 128, np.uint8)
    assert (labelled(even, "gate-lisbon") != 128).sum() > (labelled(even, "gate") != 128).sum()


def test_a_missing_frame_is_named(frames: Path, tmp_path: Path) -> None:
    (frames / "00007.png").unlink()
    with pytest.raises(FilmError, match=r"wanted 00007\.png .* found 00008\.png"):
        make_film(frames, tmp_path / "square.mp4", SHEET)


def test_a_folder_without_frames_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FilmError, match="holds no frames"):
        make_film(tmp_path, tmp_path / "square.mp4", SHEET)


@pytest.mark.parametrize(
    ("number", "content", "wanted"),
    [
        (3, b"not a picture", "00003.png is no picture"),
        (3, cv2.imencode(".png", picture(3, (80, 96)))[1].tobytes(), "00003.png is 80×96"),
        (1, cv2.imencode(".png", picture(1, (161, 96)))[1].tobytes(), "161×96"),
    ],
    ids=["damaged", "of another size", "of an odd width"],
)
def test_a_frame_that_does_not_fit_is_named_and_no_film_is_left(
    frames: Path, tmp_path: Path, number: int, content: bytes, wanted: str
) -> None:
    (frames / f"{number:05d}.png").write_bytes(content)
    with pytest.raises(FilmError, match=wanted):
        make_film(frames, tmp_path / "square.mp4", SHEET)
    assert [path.name for path in tmp_path.iterdir()] == ["frames"]
