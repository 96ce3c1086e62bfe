from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from footage.studio.casting import choose_cast
from footage.studio.casting.choice import Candidate
from footage.studio.casting.choose_cast import main, measure, read_candidates
from footage.studio.casting.likeness import Floats, LikenessReader
from footage.studio.casting.picture import Picture
from footage.studio.errors import CastingError

HEADER = "number,sex,skin,age\n"
ROWS = ("3,f,a,young", "4,m,a,young", "5,f,b,old", "6,m,b,old", "7,m,b,old")
REDS = {3: 10, 4: 110, 5: 120, 6: 210, 7: 0}


def detect(blob: NDArray[np.float32]) -> tuple[Floats, Floats, Floats, Floats]:
    """One face in the middle of a picture that has any red in it, its landmarks along a diagonal."""
    heat, size, offset = (np.zeros((channels, 160, 160)) for channels in (1, 2, 2))
    heat[0, 12, 12] = 0.9 * bool(blob[0, 0].any())
    size[:, 12, 12] = np.log(15)
    landmarks = np.zeros((10, 160, 160))
    landmarks[:, 12, 12] = np.repeat(np.linspace(0.2, 0.8, 5), 2)
    return heat, size, offset, landmarks


def encode(chip: Picture) -> Floats:
    """A template as far along its first axis as the chip's middle is red."""
    template: Floats = np.eye(128)[0] * (chip[75, 75, 0] / 100)
    return template


READER = LikenessReader(detect, encode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five candidates, as far from one another as their reds differ; the last picture shows no face."""
    (tmp_path / "candidates.csv").write_text(HEADER + "\n".join(ROWS) + "\n")
    for number, red in REDS.items():
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((100, 100, 3), (0, 0, red), np.uint8))
    return tmp_path


def test_candidates_are_measured_and_who_shows_no_face_is_left_out(folder: Path) -> None:
    measured = measure(folder, read_candidates(folder / "candidates.csv"), READER)
    assert [each.number for each in measured.candidates] == [3, 4, 5, 6]
    np.testing.assert_allclose(measured.distances[0], [0, 1, 1.1, 2])
    assert len(measured.left_out) == 1
    assert measured.left_out[0].startswith("candidate 7 left out: wanted a picture of one face, found 0")


def test_the_command_prints_the_cast_with_its_distances(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choose_cast, "open_reader", lambda: READER)
    assert main([str(folder), "--size", "3", "--above", "0.5"]) == 0
    _, _, cast = capsys.readouterr().out.partition("The cast:\n")
    assert cast.splitlines()[:4] == [
        "    3  f, a, young",
        "    4  m, a, young",
        "    6  m, b, old",
        "3 people, 3 pairs: smallest distance 1.000 (3 and 4), median 1.000",
    ]


def test_the_command_says_why_there_is_no_cast(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choose_cast, "open_reader", lambda: READER)
    assert main([str(folder), "--size", "4", "--above", "0.5"]) == 1
    assert "the largest such group has 3, and the best 4 come as near as 0.100" in capsys.readouterr().err


def test_the_list_of_candidates_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "candidates.csv"
    path.write_text(HEADER + "9,f,a,old\n2,m,b,young\n")
    assert read_candidates(path) == [Candidate(9, "f", "a", "old"), Candidate(2, "m", "b", "young")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "wanted the columns number,sex,skin,age, found nothing"),
        ("number,sex\n", "wanted the columns number,sex,skin,age, found number,sex"),
        (HEADER + "1,f,a,old\n2,f,a\n", "line 3: wanted number,sex,skin,age, found 2,f,a"),
        (HEADER + "one,f,a,old\n", "line 2: .*found one,f,a,old"),
    ],
    ids=["empty", "other columns", "short row", "no number"],
)
def test_a_damaged_list_of_candidates_is_refused(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "candidates.csv"
    path.write_text(text)
    with pytest.raises(CastingError, match=found):
        read_candidates(path)


def test_a_missing_list_or_picture_is_named(folder: Path) -> None:
    with pytest.raises(CastingError, match=r"nowhere\.csv, found none"):
        read_candidates(folder / "nowhere.csv")
    (folder / "5.png").write_bytes(b"no picture")
    with pytest.raises(CastingError, match=r"5\.png, found none that opens"):
        measure(folder, read_candidates(folder / "candidates.csv"), READER)
