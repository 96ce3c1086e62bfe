"""Tables of pairs: what is read, and how a wrong line is told."""

from pathlib import Path

import pytest

from passerby.bench.pair_files import Pair, read_pairs
from passerby.shapes.errors import GroundTruthError

HEADER = "file_x,file_y,Decision\n"


def table(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "pairs.csv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (HEADER + "a.jpg,b.jpg,Yes\na.jpg,c.jpg,No\n", "utf-8"),
        (HEADER + "a.jpg,b.jpg,Yes\na.jpg,c.jpg,No\n", "utf-8-sig"),
        (HEADER + '"a.jpg", b.jpg ,yes\r\na.jpg,c.jpg,NO', "utf-8"),
        (",file_y,file_x,note,Decision\n0,b.jpg,a.jpg,x,Yes\n1,c.jpg,a.jpg,,No\n", "utf-8"),
    ],
    ids=["plain", "byte order mark", "quotes, spaces and case", "other columns, other order"],
)
def test_a_table_is_read(tmp_path: Path, content: str, encoding: str) -> None:
    assert read_pairs(table(tmp_path, content, encoding)) == [
        Pair(2, "a.jpg", "b.jpg", True),
        Pair(3, "a.jpg", "c.jpg", False),
    ]


def test_empty_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    (pair,) = read_pairs(table(tmp_path, HEADER + "\n,,\na.jpg,b.jpg,No\n"))
    assert pair.line == 4


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1: wanted the column names file_x, file_y, Decision, found nothing"),
        ("a.jpg,b.jpg,Yes\n", "line 1: wanted the column names .* found a.jpg, b.jpg, Yes"),
        ("file_x,file_y\n", "add the line with Decision"),
        (HEADER, "has no pairs"),
        (
            HEADER + "a.jpg,b.jpg,Yes\na.jpg,b.jpg,maybe\n",
            "line 3: Decision must be Yes or No; found 'maybe'",
        ),
        (HEADER + "a.jpg,b.jpg\n", "line 2: wanted a value for each"),
        (HEADER + "a.jpg,,No\n", "line 2: wanted the names of two pictures"),
        (HEADER + '"a.jpg,b.jpg,No\n', "cannot be read as a table of pairs"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(GroundTruthError, match=told):
        read_pairs(table(tmp_path, content))


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GroundTruthError, match=r"pairs\.csv cannot be read"):
        read_pairs(table(tmp_path, HEADER, "utf-16"))
    with pytest.raises(GroundTruthError, match=r"nowhere\.csv cannot be read"):
        read_pairs(tmp_path / "nowhere.csv")
