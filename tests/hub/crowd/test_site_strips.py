"""Sums of a site's days: they say what its cameras' strips say, and are dropped when those change."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd import site_strips
from passerby.hub.crowd.ingest import store
from passerby.hub.crowd.models import HourStrip, Retention, SiteHourStrip
from passerby.hub.crowd.retention import prune
from passerby.hub.crowd.site_people import people_by_bucket
from passerby.hub.crowd.site_strips import keep_sums
from passerby.hub.crowd.summed_people import SummedPeople, unpacked_sums
from passerby.hub.sites.models import Camera, Site
from tests.hub.crowd.figures import NOON_S, arrivals, window, windows

DAY_S = 86_400
MIDNIGHT_S = NOON_S - DAY_S // 2
DAYS = 5
LATER_S = NOON_S + 10 * DAY_S
Row = tuple[int, float, int, int]
"""Start, mean, peak, cameras."""

BUCKETS = st.lists(
    st.tuples(
        st.integers(0, 60).map(lambda quarter: MIDNIGHT_S + quarter * 900),
        st.integers(0, 10**6).map(lambda eighths: eighths / 8),
        st.integers(0, 2**40),
        st.integers(1, 1000),
    ),
    max_size=30,
)


def summed(rows: list[Row]) -> SummedPeople:
    starts_s, mean, peak, cameras = zip(*rows, strict=True) if rows else ((),) * 4
    return SummedPeople(
        np.array(starts_s, np.int64),
        np.array(mean, np.float64),
        np.array(peak, np.int64),
        np.array(cameras, np.int64),
    )


def by_hand(rows: list[Row]) -> list[Row]:
    sums: dict[int, tuple[float, int, int]] = {}
    for start_s, mean, peak, cameras in rows:
        so_far = sums.get(start_s, (0.0, 0, 0))
        sums[start_s] = (so_far[0] + mean, so_far[1] + peak, so_far[2] + cameras)
    return [(start_s, *figures) for start_s, figures in sorted(sums.items())]


@given(BUCKETS, BUCKETS)
def test_sums_of_sums_are_those_that_one_adds_by_hand(some: list[Row], others: list[Row]) -> None:
    assert SummedPeople.joined([summed(some), summed(others)]).rows() == by_hand([*some, *others])


@given(BUCKETS)
def test_a_day_that_is_packed_comes_back(rows: list[Row]) -> None:
    day = summed(by_hand(rows))
    assert unpacked_sums([(MIDNIGHT_S, day.packed(MIDNIGHT_S))]).rows() == day.rows()


@pytest.fixture
def cameras(harbour: Site, plaza: Camera) -> list[str]:
    """Two cameras of one site with five days of hours, the second with gaps, and nothing kept of them yet."""
    quay = harbour.cameras.get(name="Quay")
    facts = [
        replace(window(each.pk, MIDNIGHT_S + index * 1800 + 10, 1200), people_mean=index % 11 + share)
        for index in range(DAYS * 48)
        for each, share in ((plaza, 0.25), (quay, 0.5))
        if index % 7 or each is plaza
    ]
    store("local", arrivals(facts), LATER_S)
    return [plaza.pk, quay.pk]


def people(cameras: list[str], first: float = 0, last: float = DAYS) -> list[Row]:
    ranges = [(int(MIDNIGHT_S + first * DAY_S), int(MIDNIGHT_S + last * DAY_S))]
    return people_by_bucket(cameras, HourStrip, ranges).rows()


def starts_kept() -> list[int]:
    return sorted(SiteHourStrip.objects.values_list("start_s", flat=True))


@pytest.mark.parametrize("range_days", [(0, DAYS), (0.6, 3.2), (-3, 9), (2, 2.5)])
def test_what_is_kept_says_what_the_cameras_say(cameras: list[str], range_days: tuple[float, float]) -> None:
    before = people(cameras, *range_days)
    assert keep_sums(LATER_S) == DAYS
    assert before
    assert people(cameras, *range_days) == [pytest.approx(row) for row in before]
    # What is read are the sums: without the strips of the cameras the answer is the same.
    HourStrip.objects.all().delete()
    assert people(cameras, *range_days) == [pytest.approx(row) for row in before]


def test_days_that_are_lacking_are_read_from_the_cameras(cameras: list[str]) -> None:
    before = people(cameras)
    keep_sums(LATER_S)
    SiteHourStrip.objects.filter(start_s=MIDNIGHT_S + 2 * DAY_S).delete()
    assert people(cameras) == [pytest.approx(row) for row in before]


def test_a_day_that_is_not_over_is_not_kept(cameras: list[str]) -> None:
    keep_sums(MIDNIGHT_S + 3 * DAY_S + 60)
    assert starts_kept() == [MIDNIGHT_S, MIDNIGHT_S + DAY_S]
    keep_sums(MIDNIGHT_S + 3 * DAY_S + site_strips.SETTLED_AFTER_S)
    assert starts_kept() == [MIDNIGHT_S + day * DAY_S for day in range(3)]


def test_keeping_again_finds_nothing_to_do(cameras: list[str]) -> None:
    assert keep_sums(LATER_S) == DAYS
    assert keep_sums(LATER_S) == 0


def test_figures_that_come_late_are_in_the_sums(cameras: list[str]) -> None:
    keep_sums(LATER_S)
    # Half an hour of ten people, in an hour that the second camera slept through.
    late = replace(window(cameras[1], MIDNIGHT_S + DAY_S + 3600 + 1500, 300), people_mean=10.0)
    store("local", arrivals([late], 10_000), LATER_S, pass_over_gaps=True)
    assert MIDNIGHT_S + DAY_S not in starts_kept()
    told = people(cameras)
    assert keep_sums(LATER_S) == 1
    assert people(cameras) == [pytest.approx(row) for row in told]
    HourStrip.objects.all().delete()
    assert people(cameras) == [pytest.approx(row) for row in told]


@pytest.mark.parametrize("change", [{"enabled": False}, {"counts_for_site": False}])
def test_sums_of_other_cameras_than_those_asked_are_not_told(
    cameras: list[str], change: dict[str, bool]
) -> None:
    keep_sums(LATER_S)
    before = people(cameras)
    assert people(cameras[:1]) != before
    Camera.objects.filter(pk=cameras[1]).update(**change)
    assert people(cameras[:1]) == [row for row in people(cameras[:1]) if row[3] == 1]
    keep_sums(LATER_S)
    assert starts_kept() == []


def test_sums_of_a_deleted_camera_are_not_read_any_more(cameras: list[str], harbour: Site) -> None:
    tower = Camera.objects.create(site=harbour, name="Tower", address=b"")
    store("local", arrivals(windows(tower.pk, 3, NOON_S + DAY_S), 10_000), LATER_S, pass_over_gaps=True)
    keep_sums(LATER_S)
    tower.delete()
    told = people(cameras)
    assert keep_sums(LATER_S) == DAYS
    assert people(cameras) == [pytest.approx(row) for row in told]


def test_cameras_of_several_sites_are_added_up_together(cameras: list[str], harbour: Site) -> None:
    market = Site.objects.create(name="Market", time_zone="Europe/Lisbon", agent=harbour.agent)
    stall = Camera.objects.create(site=market, name="Stall", address=b"")
    store("local", arrivals(windows(stall.pk, 3, NOON_S + DAY_S), 10_000), LATER_S, pass_over_gaps=True)
    before = people([*cameras, stall.pk])
    keep_sums(LATER_S)
    assert people([*cameras, stall.pk]) == [pytest.approx(row) for row in before]


def test_a_site_with_one_camera_needs_no_sums(plaza: Camera) -> None:
    Camera.objects.exclude(pk=plaza.pk).delete()
    store("local", arrivals(windows(plaza.pk, 12)), LATER_S)
    assert keep_sums(LATER_S) == 0


def test_sums_go_with_the_hours_that_they_add_up(cameras: list[str]) -> None:
    Retention.objects.create(hour_days=8)
    keep_sums(LATER_S)
    prune(LATER_S)
    strips = {key % 2**33 for key in HourStrip.objects.values_list("key", flat=True)}
    assert set(starts_kept()) == strips == {MIDNIGHT_S + day * DAY_S for day in (2, 3, 4)}


@pytest.fixture
def another_connection() -> Iterator[None]:
    yield
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_figures_stored_while_a_day_is_added_up_are_not_missing_in_its_sums(
    cameras: list[str], another_connection: None
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time; the tests' database in memory has one connection")
    late = replace(window(cameras[1], MIDNIGHT_S + DAY_S + 3600 + 1500, 300), people_mean=10.0)

    def keep() -> None:
        keep_sums(LATER_S)
        connections.close_all()

    keeping = threading.Thread(target=keep)
    with transaction.atomic():
        store("local", arrivals([late], 10_000), LATER_S, pass_over_gaps=True)
        keeping.start()
        keeping.join(timeout=1.0)
        # It waits for this transaction, and does not add up what was there before.
        assert keeping.is_alive()
    keeping.join(timeout=30)
    told = people(cameras)
    SiteHourStrip.objects.all().delete()
    assert told == [pytest.approx(row) for row in people(cameras)]
