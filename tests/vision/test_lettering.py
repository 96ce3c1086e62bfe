"""Text on pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.shapes.frame import Image
from passerby.vision.lettering import Labels, drawable, lettering

WHITE = (255, 255, 255)


def grey(width: int, height: int) -> Image:
    return np.full((height, width, 3), 120, np.uint8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("door", "door"),
        ("Café Größe", "Cafe Grosse"),
        ("Smørrebrød", "Smorrebrod"),
        ("Łódź 3", "Lodz 3"),
        ("入口", "zone 1"),
        ("入口 2", " 2"),
        ("!?", "zone 1"),
    ],
)
def test_names_are_written_in_letters_that_can_be_drawn(text: str, expected: str) -> None:
    assert drawable(text, "zone 1") == expected


@given(st.text(max_size=30), st.integers(8, 40))
def test_any_text_can_be_lettered(text: str, height: int) -> None:
    assert lettering(drawable(text, "zone 1"), height).shape[0] == height


def test_large_letters_leave_the_edges_of_their_line_free() -> None:
    mask = lettering("(Agjq1|", 200)
    assert not mask[[0, -1]].any()
    assert not mask[:, [0, -1]].any()
    assert np.count_nonzero(mask.max(axis=1)) > 0.8 * 200


@pytest.mark.parametrize("height", [12, 15, 22, 40])
def test_letters_of_every_size_are_bright_and_fill_their_line(height: int) -> None:
    mask = lettering("(Agjq1|", height)
    assert mask.max() > 180
    assert np.count_nonzero(mask.max(axis=1) > 40) > 0.8 * height


@pytest.mark.parametrize(("x", "y"), [(-50, -50), (500, 500), (300, 10), (5, 190)])
def test_a_label_stays_inside_the_picture(x: int, y: int) -> None:
    image = grey(320, 200)
    Labels(image, 14).put("door  in 214  out 187", (x, y), WHITE, (0, 0))
    whole = grey(640, 400)
    Labels(whole, 14).put("door  in 214  out 187", (320, 200), WHITE, (0, 0))
    assert np.count_nonzero(image != 120) == np.count_nonzero(whole != 120)


def test_two_labels_at_one_place_do_not_cover_each_other() -> None:
    one = grey(320, 200)
    Labels(one, 14).put("queue", (50, 50), WHITE, (0, 0))
    both = grey(320, 200)
    labels = Labels(both, 14)
    labels.put("queue", (50, 50), WHITE, (0, 0))
    labels.put("queue", (50, 50), WHITE, (0, 0))
    assert np.count_nonzero(both != 120) == 2 * np.count_nonzero(one != 120)


def test_the_text_is_far_lighter_than_its_plate_on_any_ground() -> None:
    for ground in (0, 120, 255):
        image = np.full((90, 200, 3), ground, np.uint8)
        Labels(image, 15).put("queue  7 people", (10, 10), WHITE, (0, 0))
        changed = image[(image != ground).any(axis=2)]
        assert changed.max() > 230
        assert np.median(changed) < 100


def test_a_long_text_is_wrapped_and_a_plate_too_high_is_left_out() -> None:
    narrow, tiny = grey(160, 300), grey(40, 30)
    text = "The scene with nobody in it. Each mark is a person; none is a picture of one."
    Labels(narrow, 12).put(text, (0, 300), WHITE, (0, 1))
    written = np.flatnonzero((narrow != 120).any(axis=(1, 2)))
    assert 3 * 12 < len(written) < 100
    Labels(tiny, 12).put(text, (0, 30), WHITE, (0, 1))
    assert (tiny == 120).all()
