import pytest

from passerby.cli.consent import last_moment
from passerby.shapes.errors import PassError

NOW = 1_777_636_800.0  # 2026-05-01 12:00 UTC


@pytest.mark.parametrize(
    ("until", "ends_after_s"),
    [("2026-05-01", 12 * 3600), ("2026-05-02", 36 * 3600), ("20260502", 36 * 3600)],
)
def test_a_pass_ends_with_its_last_day(until: str, ends_after_s: float) -> None:
    assert last_moment(until, NOW) - NOW == ends_after_s


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("2026-04-30", "must be a day from today"),
        ("2031-01-01", "to 2028-05-01; got 2031-01-01"),
        ("tomorrow", "such as 2027-01-31; got 'tomorrow'"),
        ("2026-02-30", "such as 2027"),
        ("", "such as 2027"),
    ],
)
def test_a_day_that_no_pass_ends_on_is_refused(until: str, says: str) -> None:
    with pytest.raises(PassError, match=says):
        last_moment(until, NOW)
