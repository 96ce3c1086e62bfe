"""Strips: what goes in comes out, summed up, and they say the same as the roll-ups beside them."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd.ingest import store
from passerby.hub.crowd.models import (
    FiveMinuteStrip,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
    Series,
)
from passerby.hub.crowd.row_keys import ROLL_UPS_PER_SERIES
from passerby.hub.crowd.site_people import people_by_bucket
from passerby.hub.crowd.strip_building import build_strips
from passerby.hub.crowd.strips import People, packed, unpacked
from passerby.hub.sites.models import Camera, Site
from tests.hub.crowd.figures import NOON_S, arrivals, window, windows

DAY_S = 86_400
Row = tuple[int, int, int, float, float]
"""Series, start, peak, person-seconds, seconds observed."""

ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(0, 60).map(lambda quarter: NOON_S + quarter * 900),
        st.integers(0, 2**32 - 1),
        st.integers(0, 10**6).map(float),
        st.integers(0, 3600).map(float),
    ),
    max_size=40,
)
RANGES = st.lists(st.integers(-10, 70), min_size=2, max_size=6, unique=True).map(
    lambda edges: [
        (NOON_S + low * 900, NOON_S + high * 900)
        for low, high in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    ]
)


def people_of(rows: list[Row]) -> People:
    series, starts_s, peak, people_s, observed_s = zip(*rows, strict=True) if rows else ((),) * 5
    return People(
        np.array(series, np.int64),
        np.array(starts_s, np.int64),
        np.array(peak, np.int64),
        np.array(people_s, np.float64),
        np.array(observed_s, np.float64),
    )


def rows_of(people: People) -> list[Row]:
    columns = (people.series, people.starts_s, people.peak, people.people_s, people.observed_s)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def summed(rows: list[Row], step_s: int) -> list[Row]:
    """The naive sums by series and bucket."""
    sums: dict[tuple[int, int], tuple[int, float, float]] = defaultdict(lambda: (0, 0.0, 0.0))
    for series, start_s, peak, people_s, observed_s in rows:
        bucket = series, start_s // step_s * step_s
        most, so_far_s, seen_s = sums[bucket]
        sums[bucket] = max(most, peak), so_far_s + people_s, seen_s + observed_s
    return sorted((*bucket, *figures) for bucket, figures in sums.items())


@given(ROWS, st.sampled_from([1, 300, 3600]))
def test_sums_by_bucket_are_those_that_one_adds_by_hand(rows: list[Row], step_s: int) -> None:
    assert rows_of(people_of(rows).by_bucket(step_s)) == summed(rows, step_s)


@given(ROWS, st.sampled_from([FiveMinuteStrip.length_s, HourStrip.length_s]))
def test_what_is_packed_comes_back(rows: list[Row], length_s: int) -> None:
    people = people_of(rows).by_bucket()
    strips = packed(people, length_s)
    assert rows_of(unpacked(strips)) == rows_of(people)
    assert [key for key, _ in strips] == sorted({key for key, _ in strips})
    assert all(key % ROLL_UPS_PER_SERIES % length_s == 0 for key, _ in strips)


@given(ROWS, RANGES)
def test_only_what_begins_in_a_range_and_was_watched_is_chosen(
    rows: list[Row], ranges: list[tuple[int, int]]
) -> None:
    wanted = [row for row in rows if row[4] > 0 and any(low <= row[1] < high for low, high in ranges)]
    assert rows_of(people_of(rows).within(ranges)) == wanted


def naive(cameras: list[str], hours: bool, ranges: list[tuple[int, int]]) -> dict[int, list[float]]:
    """Mean, peak and number of cameras by bucket, from the roll-ups, one row at a time."""
    table, step_s = (HourRollUp, 1) if hours else (MinuteRollUp, 300)
    views = set(Series.objects.filter(kind="view", camera__in=cameras).values_list("pk", flat=True))
    rows: list[Row] = [
        (key // ROLL_UPS_PER_SERIES, key % ROLL_UPS_PER_SERIES, peak, people_s, observed_s)
        for key, peak, people_s, observed_s in table.objects.values_list(
            "key", "people_peak", "people_s", "observed_s"
        )
        if key // ROLL_UPS_PER_SERIES in views
    ]
    found: dict[int, list[float]] = defaultdict(lambda: [0.0, 0, 0])
    for _, start_s, peak, people_s, observed_s in summed(rows, step_s):
        if any(low <= start_s < high for low, high in ranges):
            mean, peaks, count = found[start_s]
            found[start_s] = [mean + people_s / observed_s, peaks + peak, count + 1]
    return found


def stored_in_pieces(camera: Camera, other: Camera) -> None:
    """Two days of windows of 8 minutes, which lie over the edges of buckets, in batches of 50; with gaps."""
    facts = [
        replace(
            window(each.pk, NOON_S + index * 480 + shift, 480),
            people_mean=index % 11 + shift / 4,
            people_peak=index % 13 + 12,
        )
        for index in range(360)
        for each, shift in ((camera, 0), (other, 37))
        if index % 7 or each is camera
    ]
    for first in range(0, len(facts), 50):
        store("local", arrivals(facts[first : first + 50], first + 1), NOON_S + 3 * DAY_S)


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Asia/Kathmandu"])
def test_strips_say_what_the_roll_ups_say(harbour: Site, plaza: Camera, zone: str) -> None:
    Site.objects.update(time_zone=zone)
    quay = harbour.cameras.get(name="Quay")
    stored_in_pieces(plaza, quay)
    ranges = [
        (NOON_S + 3600, NOON_S + 5400),
        (NOON_S + 7200, NOON_S + 7500),
        (NOON_S + DAY_S, NOON_S + 2 * DAY_S),
    ]
    for cameras in ([plaza.pk], [plaza.pk, quay.pk]):
        for strips in (FiveMinuteStrip, HourStrip):
            wanted = naive(cameras, strips is HourStrip, ranges)
            found = {at_s: figures for at_s, *figures in people_by_bucket(cameras, strips, ranges).rows()}
            assert wanted
            assert found == {at_s: pytest.approx(figures) for at_s, figures in wanted.items()}


def stored_in(table: type[FiveMinuteStrip] | type[HourStrip]) -> list[Row]:
    return rows_of(unpacked(table.objects.order_by("key").values_list("key", "slots")))


def test_strips_built_anew_are_those_that_were_stored(harbour: Site, plaza: Camera) -> None:
    stored_in_pieces(plaza, harbour.cameras.get(name="Quay"))
    before = [stored_in(table) for table in (FiveMinuteStrip, HourStrip)]
    HourStrip.objects.all().delete()
    build_strips()
    build_strips()
    after = [stored_in(table) for table in (FiveMinuteStrip, HourStrip)]
    assert all(before)
    for stored, built in zip(before, after, strict=True):
        assert built == [pytest.approx(row) for row in stored]


def test_zones_and_lines_have_no_strips(plaza: Camera) -> None:
    store("local", arrivals(windows(plaza.pk, 6)), NOON_S + 600)
    view = Series.objects.get(camera=plaza, kind="view").pk
    for table in (FiveMinuteStrip, HourStrip):
        assert [key // ROLL_UPS_PER_SERIES for key in table.objects.values_list("key", flat=True)] == [view]
