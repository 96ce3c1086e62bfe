"""What surrounds people, laid into a picture of the empty place."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footage.studio.errors import FilmError
from footage.studio.shooting.camera import Camera
from footage.studio.shooting.inlay import Region, lay_in, region_of

CAMERA = Camera((0.0, -5.0, 1.0), (0.0, 0.0, 1.0), 36.0, 640, 480).pinhole
SIZE = (160, 120)
GREY, WHITE = 60, 240
SHADOWS_PX = 40


def someone(x: float, y: float) -> NDArray[np.float64]:
    return np.array([(x - 0.2, y, 0.0), (x + 0.2, y, 0.0), (x - 0.2, y, 1.7), (x + 0.2, y, 1.7)])


@given(st.lists(st.tuples(st.floats(-4, 4), st.floats(-2, 10)), min_size=1, max_size=4))
def test_a_region_holds_everybody_with_room_for_shadows_and_stays_in_the_picture(
    places: list[tuple[float, float]],
) -> None:
    people = [someone(*place) for place in places]
    region = region_of(people, CAMERA)
    pixels, _ = CAMERA.project(np.concatenate(people))
    low = np.clip(pixels.min(axis=0) - SHADOWS_PX, 0, (640, 480))
    high = np.clip(pixels.max(axis=0) + SHADOWS_PX, 0, (640, 480))
    if region is None:
        assert (high - low).min() < 2
        return
    assert 0 <= region.left <= low[0]
    assert 0 <= region.top <= low[1]
    assert high[0] <= region.right <= 640
    assert high[1] <= region.bottom <= 480


@pytest.mark.parametrize(
    "people",
    [[], [someone(0.0, -8.0)], [someone(30.0, 0.0)]],
    ids=["nobody is on", "they are behind the camera", "they are beside the picture"],
)
def test_there_is_no_region_when_nobody_is_in_the_picture(people: list[NDArray[np.float64]]) -> None:
    assert region_of(people, CAMERA) is None


def test_somebody_behind_the_camera_changes_nothing() -> None:
    assert region_of([someone(0.0, 0.0), someone(0.0, -8.0)], CAMERA) == region_of(
        [someone(0.0, 0.0)], CAMERA
    )


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.png"
    cv2.imwrite(str(path), np.full((SIZE[1], SIZE[0], 3), GREY, np.uint8))
    return path


def cutting_of(empty: Path, width: int, height: int) -> Path:
    path = empty.with_name("cutting.png")
    cv2.imwrite(str(path), np.full((height, width, 3), WHITE, np.uint8))
    return path


def picture_in(path: Path) -> NDArray[np.int64]:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.int64)


def laid_in(empty: Path, region: Region) -> NDArray[np.int64]:
    cutting = cutting_of(empty, region.right - region.left, region.bottom - region.top)
    result = empty.with_name("result.png")
    lay_in(empty, cutting, region, result)
    return picture_in(result)


def test_what_is_outside_the_region_is_left_as_it_was(empty: Path) -> None:
    picture = laid_in(empty, Region(30, 20, 110, 100))
    outside = np.ones(picture.shape, bool)
    outside[20:100, 30:110] = False
    assert (picture[outside] == GREY).all()
    assert picture[60, 70] == WHITE


def test_inner_edges_are_blended_step_by_step(empty: Path) -> None:
    picture = laid_in(empty, Region(30, 20, 110, 100))
    across, down = picture[60, 30:110], picture[20:100, 70]
    for line in (across, across[::-1], down, down[::-1]):
        assert line[0] < GREY + 12
        assert (np.diff(line[:40]) >= 0).all()
        assert np.abs(np.diff(line)).max() < 12
        assert line[40] == WHITE


def test_edges_at_the_pictures_own_edge_are_not_blended(empty: Path) -> None:
    whole = laid_in(empty, Region(0, 0, *SIZE))
    assert (whole == WHITE).all()
    corner = laid_in(empty, Region(100, 0, SIZE[0], 60))
    assert corner[0, -1] == WHITE
    assert corner[59, -1] < GREY + 12
    assert corner[0, 100] < GREY + 12


def test_without_a_region_the_picture_is_the_empty_place(empty: Path) -> None:
    result = empty.with_name("result.png")
    lay_in(empty, empty.with_name("never-rendered.png"), None, result)
    np.testing.assert_array_equal(picture_in(result), GREY)


def test_a_cutting_of_another_size_is_refused_and_nothing_is_left(empty: Path) -> None:
    cutting, result = cutting_of(empty, 79, 80), empty.with_name("result.png")
    with pytest.raises(FilmError, match=r"cutting\.png is \(79, 80\) pixels, and its region .* is not"):
        lay_in(empty, cutting, Region(30, 20, 110, 100), result)
    assert sorted(path.name for path in empty.parent.iterdir()) == ["cutting.png", "empty.png"]


@pytest.mark.parametrize("damaged", ["empty.png", "cutting.png"])
def test_a_picture_that_cannot_be_read_is_named(empty: Path, damaged: str) -> None:
    cutting = cutting_of(empty, 80, 80)
    empty.with_name(damaged).write_bytes(b"not a picture")
    with pytest.raises(FilmError, match=f"{damaged} cannot be read as a picture; remove it"):
        lay_in(empty, cutting, Region(30, 20, 110, 100), empty.with_name("result.png"))


def test_a_frame_has_its_name_only_when_it_is_whole(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = empty.with_name("result.png")
    write = Path.write_bytes

    def stopped_half_way(path: Path, data: bytes) -> int:
        write(path, data[: len(data) // 2])
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", stopped_half_way)
    with pytest.raises(OSError, match="no space left"):
        lay_in(empty, empty, None, result)
    assert not result.exists()
    monkeypatch.undo()
    lay_in(empty, empty, None, result)
    assert sorted(path.name for path in empty.parent.iterdir()) == ["empty.png", "result.png"]
