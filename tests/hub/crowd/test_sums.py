"""Sums: whatever the windows, minutes add up to hours and hours to days, and nothing is lost or doubled."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd.sums import ADDED, COLUMNS, Sums, Tally, split
from passerby.shapes.window import Window
from tests.events.windows import windows
from tests.hub.crowd.figures import NOON_S, window
from tests.hub.crowd.test_buckets import ZONES

LONGEST_S = 3600


@st.composite
def batches(draw: st.DrawFn) -> list[Window]:
    """Windows of any figures, at edges of minutes, hours, days and years as well as between them."""
    batch = []
    for made in draw(st.lists(windows(), min_size=1, max_size=6)):
        edge_s = draw(
            st.sampled_from([NOON_S, NOON_S - 12 * 3600, 1_774_746_000, 1_792_890_000, 1_767_225_600])
        )
        started_at = edge_s + draw(st.integers(-4000_000, 4000_000)) / 1000
        length_s = draw(st.integers(1, LONGEST_S * 1000)) / 1000
        names = {each.name: each for each in made.zones}
        lines = {each.name: each for each in made.lines}
        batch.append(
            replace(
                made,
                started_at=started_at,
                ended_at=started_at + length_s,
                zones=tuple(names.values()),
                lines=tuple(lines.values()),
            )
        )
    return batch


def tally_of(batch: list[Window], zone: ZoneInfo) -> Tally:
    tally = Tally()
    for each in batch:
        tally.add(each, 1, list(range(2, 2 + len(each.zones) + len(each.lines))), zone)
    return tally


def total(sums: Sums) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.asarray(sums.values[:, : len(ADDED)].sum(axis=0))


@given(batches(), ZONES)
def test_minutes_add_up_to_hours_and_hours_to_days(batch: list[Window], name: str) -> None:
    tally = tally_of(batch, ZoneInfo(name))
    minutes = tally.minutes()
    hours = tally.hours(minutes)
    days = tally.days(hours)
    for sums in (minutes, hours, days):
        assert total(sums) == pytest.approx(total(minutes), rel=1e-9)
        buckets = list(zip(sums.series.tolist(), sums.starts_s.tolist(), strict=True))
        assert len(set(buckets)) == len(buckets)


@given(batches())
def test_every_crossing_and_stay_is_counted_once_and_in_whole(batch: list[Window]) -> None:
    minutes = tally_of(batch, ZoneInfo("UTC")).minutes()
    entered = minutes.values[:, COLUMNS.index("entered")]
    assert entered.sum() == sum(line.entered for each in batch for line in each.lines)
    assert (entered == np.round(entered)).all()
    stays = minutes.values[:, COLUMNS.index("dwell_0") : COLUMNS.index("dwell_9") + 1]
    assert stays.sum() == sum(sum(zone.dwell.ended) for each in batch for zone in each.zones)


@given(st.integers(0, 4 * 10**12), st.integers(1, LONGEST_S * 1000))
def test_a_window_is_split_without_loss(started_ms: int, length_ms: int) -> None:
    pieces = split(started_ms, started_ms + length_ms)
    assert sum(share for _, share in pieces) == pytest.approx(1)
    assert all(share > 0 and minute_s % 60 == 0 for minute_s, share in pieces)
    assert pieces[-1][0] * 1000 < started_ms + length_ms <= pieces[-1][0] * 1000 + 60_000


def test_a_window_over_an_edge_is_split_by_time_and_its_counts_go_to_its_end() -> None:
    tally = tally_of([window("a", NOON_S - 3, 10)], ZoneInfo("UTC"))
    hours = tally.hours(tally.minutes())
    told = {
        (series, start_s): dict(zip(COLUMNS, values, strict=True))
        for series, start_s, values in zip(
            hours.series.tolist(), hours.starts_s.tolist(), hours.values.tolist(), strict=True
        )
    }
    assert told[1, NOON_S - 3600]["people_s"] == pytest.approx(6)
    assert told[1, NOON_S]["people_s"] == pytest.approx(14)
    assert told[1, NOON_S - 3600]["people_peak"] == told[1, NOON_S]["people_peak"] == 3
    assert (told[3, NOON_S - 3600]["entered"], told[3, NOON_S]["entered"]) == (0, 3)
    assert (told[2, NOON_S - 3600]["dwell_1"], told[2, NOON_S]["dwell_1"]) == (0, 1)


def test_grids_are_split_like_other_durations() -> None:
    grids = tally_of([window("a", NOON_S - 3, 10)], ZoneInfo("UTC")).grids()
    before, after = grids[1, NOON_S - 3600], grids[1, NOON_S]
    assert (before.observed_s, after.observed_s) == pytest.approx((3, 7))
    assert before.density_s == pytest.approx(1.5)
    assert after.flow_s == pytest.approx(0.5 * 7 * 0.25)


def test_a_batch_without_windows_makes_no_sums() -> None:
    tally = Tally()
    minutes = tally.minutes()
    assert len(tally.days(tally.hours(minutes)).series) == 0
    assert tally.grids() == {}
