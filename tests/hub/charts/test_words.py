import pytest

from passerby.hub.charts.words import duration_text, number_text, short_number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1284, "1,284"), (0.4, "0.4"), (0.046, "0.05"), (12.34, "12.3"), (7.0, "7"), (-3.5, "-3.5")],
)
def test_numbers_are_written_as_people_read_them(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(950, "950"), (1200, "1,200"), (12000, "12k"), (3_500_000, "3.5M"), (-20000, "-20k"), (0.5, "0.5")],
)
def test_numbers_beside_an_axis_are_short(value: float, text: str) -> None:
    assert short_number_text(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (0.4, "0.4 s"), (45, "45 s"), (110, "1 min 50 s"), (120, "2 min"), (7500, "2 h 5 min"),
        (3600, "1 h"), (3601, "1 h"), (273600, "3 d 4 h"), (59.7, "1 min"),
    ],
)  # fmt: skip
def test_durations_name_their_two_largest_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number_text(value)
    with pytest.raises(ValueError, match="duration"):
        duration_text(value)


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0 s or more; got -1"):
        duration_text(-1)
