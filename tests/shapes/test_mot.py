import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.shapes.boxes import from_ltwh
from passerby.shapes.errors import GroundTruthError
from passerby.shapes.mot import mot_lines, parse_mot
from passerby.shapes.tracks import Tracks

person = st.tuples(
    st.integers(1, 2**48), st.floats(-100, 2000), st.floats(-100, 2000), st.floats(1, 500), st.floats(1, 500)
)


@given(st.lists(st.lists(person, max_size=4, unique_by=lambda row: row[0]), min_size=1, max_size=5))
def test_tracks_written_as_text_are_read_as_they_were(frames: list[list[tuple[float, ...]]]) -> None:
    text = ""
    for number, rows in enumerate(frames, 1):
        boxes = from_ltwh(np.array([row[1:] for row in rows], np.float32).reshape(-1, 4))
        ids = np.array([row[0] for row in rows], np.int64)
        text += mot_lines(number, Tracks(float(number), ids, boxes, np.ones(len(ids), np.bool_)))
    people = [(number, row) for number, rows in enumerate(frames, 1) for row in rows]
    if not people:
        with pytest.raises(GroundTruthError):
            parse_mot(text.splitlines(), "a file")
        return
    table = parse_mot(text.splitlines(), "a file")
    assert table.frames.tolist() == [number for number, _ in people]
    assert table.ids.tolist() == [row[0] for _, row in people]
    assert np.allclose(table.boxes_xyxy[:, 0], [row[1] for _, row in people], atol=0.01)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names nobody"),
        ("1,2,3", r"gt.txt, line 1: wanted frame,id,left,top,width,height"),
        ("1,1,0,0,10,10\n1 2 0 0 10 10", "line 2"),
        ("1,1,zero,0,10,10", "zero"),
        ("0,1,0,0,10,10", "frames count from 1"),
        ("1,1,0,0,0,10", "wider and higher than 0"),
        ("1,1,nan,0,10,10", "frames count from 1"),
    ],
)
def test_a_file_of_labels_that_is_wrong_names_its_line(text: str, told: str) -> None:
    with pytest.raises(GroundTruthError, match=told):
        parse_mot(text.splitlines(), "gt.txt")
