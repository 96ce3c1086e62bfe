"""Questions: what was stored comes back, summed over cameras, and nothing watched is None."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.hub.crowd import queries
from passerby.hub.crowd.answers import Crossed, Usual
from passerby.hub.crowd.ingest import store
from passerby.hub.crowd.models import HourRollUp, Retention, Series
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.crowd.spans import Resolution, Span
from passerby.hub.crowd.stays import quantile
from passerby.hub.crowd.strip_building import build_strips
from passerby.hub.sites.models import Agent, Camera, Site
from passerby.shapes.errors import SpanError
from passerby.shapes.window import DWELL_EDGES_S, Window
from tests.hub.crowd.figures import NOON_S, arrivals, window, windows

LISBON = ZoneInfo("Europe/Lisbon")
NOW_S = float(NOON_S + 7200)
WEEK_S = 7 * 86_400


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two hours after noon, so that nothing is too old to be kept."""
    moment = datetime.fromtimestamp(NOW_S, UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def quay(harbour: Site) -> Camera:
    return harbour.cameras.get(name="Quay")


def keep(facts: Sequence[Window]) -> None:
    number = Agent.objects.get(pk="local").stored_number
    assert store("local", arrivals(facts, number + 1), NOW_S).refused == 0


def hour() -> Span:
    return Span(NOON_S, NOON_S + 3600, LISBON)


@pytest.mark.parametrize("resolution", list(Resolution))
def test_people_of_two_cameras_are_summed(plaza: Camera, quay: Camera, resolution: Resolution) -> None:
    keep([*windows(plaza.pk, 360), *windows(quay.pk, 360)])
    points = queries.people([plaza.pk, quay.pk], hour(), resolution)
    watched = [point for point in points if point.mean is not None]
    assert len(watched) == (1 if resolution is Resolution.DAY else 3600 // resolution.step_s)
    for point in watched:
        assert point.mean == pytest.approx(4)
        assert (point.peak, point.partial) == (6, False)


@pytest.mark.parametrize("resolution", list(Resolution))
def test_where_a_camera_is_missing_its_people_are_and_the_point_says_so(
    plaza: Camera, quay: Camera, resolution: Resolution
) -> None:
    keep(windows(plaza.pk, 360))
    points = queries.people([plaza.pk, quay.pk], hour(), resolution)
    assert {(point.mean, point.partial) for point in points if point.mean is not None} == {(2.0, True)}


@pytest.mark.parametrize("resolution", list(Resolution))
def test_time_that_nobody_watched_is_none(plaza: Camera, resolution: Resolution) -> None:
    points = queries.people([plaza.pk], hour(), resolution)
    assert points
    assert all(point.mean is None and point.peak is None and not point.partial for point in points)


@pytest.mark.parametrize("resolution", list(Resolution))
def test_people_in_a_zone_are_told(plaza: Camera, resolution: Resolution) -> None:
    keep(windows(plaza.pk, 60))
    points = queries.people([plaza.pk], hour(), resolution, zone="square")
    assert {point.mean for point in points} - {None} == {1.0}
    assert all(point.mean is None for point in queries.people([plaza.pk], hour(), resolution, zone="attic"))


@pytest.mark.parametrize("resolution", list(Resolution))
def test_crossings_add_up_at_every_resolution(plaza: Camera, quay: Camera, resolution: Resolution) -> None:
    keep([*windows(plaza.pk, 60), *windows(quay.pk, 60)])
    points = queries.crossings([plaza.pk, quay.pk], hour(), resolution)
    assert sum(point.entered or 0 for point in points) == 360
    assert sum(point.left or 0 for point in points) == 120


@pytest.mark.parametrize("resolution", list(Resolution))
def test_only_lines_that_lead_in_count_as_entrances(
    plaza: Camera, quay: Camera, resolution: Resolution
) -> None:
    # Only the plaza's line is drawn as an entrance; the quay's was deleted since.
    keep([*windows(plaza.pk, 6), *windows(quay.pk, 6)])
    cameras = [plaza.pk, quay.pk]
    points = queries.crossings(cameras, hour(), resolution, entrances_only=True)
    assert sum(point.entered or 0 for point in points) == 18


def test_who_entered_today_is_counted_from_the_sites_midnight(harbour: Site, plaza: Camera) -> None:
    midnight_s = Span.today(LISBON, NOW_S).start_s
    keep([window(plaza.pk, midnight_s - 10), window(plaza.pk, midnight_s), window(plaza.pk, NOON_S)])
    assert queries.entered_today(harbour, NOW_S) == Crossed(6, 2)


def test_many_sites_are_counted_in_one_statement_for_each_time_zone(
    harbour: Site, library: Site, plaza: Camera, django_assert_num_queries: Callable[[int], object]
) -> None:
    keep([window(plaza.pk)])
    with django_assert_num_queries(4):  # type: ignore[attr-defined] # pytest-django names no type for it
        found = queries.entered_today_by_site([harbour, library], NOW_S)
    assert found == {harbour.pk: Crossed(3, 1), library.pk: Crossed(0, 0)}


@pytest.mark.parametrize("count", [1, 40])
def test_questions_take_as_many_statements_for_many_cameras_as_for_one(
    count: int, harbour: Site, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    cameras = [f"camera{number:06d}" for number in range(count)]
    for ask in (
        lambda: queries.people(cameras, hour()),
        lambda: queries.crossings(cameras, hour(), Resolution.WINDOW),
        lambda: queries.usual(cameras, NOON_S, LISBON),
        lambda: queries.usual_band(cameras, hour()),
        lambda: queries.weekday_hours(cameras, hour()),
    ):
        with django_assert_max_num_queries(2):  # type: ignore[attr-defined] # as above
            ask()


def test_stays_are_told_with_their_quantiles(plaza: Camera) -> None:
    keep(windows(plaza.pk, 6))
    told = queries.dwell(plaza.pk, "square", hour())
    assert (told.counts[1], told.mean_s, told.max_s) == (6, 8.0, 8.0)
    assert told.median_s is not None
    assert 5 <= told.median_s <= 8
    assert queries.dwell(plaza.pk, "attic", hour()).mean_s is None


def test_stays_over_time_fall_into_the_bucket_in_which_they_ended(plaza: Camera) -> None:
    keep(windows(plaza.pk, 12))
    points = queries.dwell_over_time(plaza.pk, "square", hour(), Resolution.MINUTE)
    assert [point.count for point in points[:3]] == [6, 6, 0]
    assert (points[0].mean_s, points[2].mean_s) == (8.0, None)


def test_a_span_within_a_day_tells_only_its_own_stays(plaza: Camera) -> None:
    keep(windows(plaza.pk, 12))
    minute = Span(NOON_S + 60, NOON_S + 120, LISBON)
    assert queries.dwell(plaza.pk, "square", minute).counts[1] == 6


def test_grids_tell_people_by_cell_and_their_velocity(plaza: Camera) -> None:
    keep(windows(plaza.pk, 6))
    grids = queries.grids(plaza.pk, hour())
    assert grids is not None
    assert np.allclose(grids.density, 0.5)
    assert np.allclose(grids.flow, 0.25)
    assert queries.grids(plaza.pk, hour().same_day_last_week()) is None


def test_directions_are_summed(plaza: Camera) -> None:
    keep(windows(plaza.pk, 6))
    told = queries.directions(plaza.pk, hour())
    assert list(told.moving_s) == [24, 0, 0, 0, 12, 0, 0, 0]
    assert told.still_s == 84


def test_windows_are_listed_page_by_page(plaza: Camera) -> None:
    keep(windows(plaza.pk, 5))
    first = queries.windows(plaza.pk, hour(), at_most=3)
    rest = queries.windows(plaza.pk, hour(), after_ms=first[-1].started_ms, at_most=3)
    assert [row.started_ms // 1000 - NOON_S for row in [*first, *rest]] == [0, 10, 20, 30, 40]
    assert first[0].items.lines == window(plaza.pk).lines


def hours_of(camera: Camera, people: Sequence[float]) -> None:
    """So many people at noon in each of the weeks before, the latest first."""
    series = Series.objects.get_or_create(camera=camera, kind="view", name="")[0]
    for week, mean in enumerate(people, 1):
        key = roll_up_key(series.pk, NOON_S - week * WEEK_S)
        HourRollUp.objects.create(key=key, observed_s=3600, people_s=3600 * mean)
    build_strips()


def test_what_is_usual_is_the_middle_half_of_the_weeks_before(plaza: Camera) -> None:
    hours_of(plaza, [10, 20, 30, 40, 50])
    for at_s in (NOON_S, NOON_S + 600):
        assert queries.usual([plaza.pk], at_s, LISBON) == Usual(20, 30, 40, weeks=5)


def test_two_weeks_make_nothing_usual(plaza: Camera) -> None:
    hours_of(plaza, [10, 20])
    assert queries.usual([plaza.pk], NOON_S, LISBON) is None


def test_weeks_in_which_a_camera_was_missing_do_not_lower_what_is_usual(plaza: Camera, quay: Camera) -> None:
    hours_of(plaza, [10] * 6)
    hours_of(quay, [10] * 3)
    usual = queries.usual([plaza.pk, quay.pk], NOON_S, LISBON)
    assert usual is not None
    assert (usual.median, usual.weeks) == (20, 3)


def test_the_usual_band_tells_each_hour_that_it_knows(plaza: Camera) -> None:
    hours_of(plaza, [10, 20, 30, 40, 50])
    day = Span.today(LISBON, NOW_S)
    assert queries.usual_band([plaza.pk], day) == [(NOON_S, 20, 40)]
    assert queries.usual_band([plaza.pk], Span.last(LISBON, NOW_S, days=7)) == [(NOON_S, 20, 40)]
    assert queries.usual_band([plaza.pk], Span.last(LISBON, NOW_S, days=60)) == []


def test_the_usual_hour_keeps_the_clock_where_clocks_change(plaza: Camera) -> None:
    # Clocks went forward on 2026-03-29: noon of the week before was an hour later in UTC.
    at_s = int(datetime(2026, 4, 1, 12, tzinfo=LISBON).timestamp())
    series = Series.objects.create(camera=plaza, kind="view")
    for week in range(1, 4):
        noon_s = int(datetime(2026, 4 if week < 1 else 3, 1 + 31 - 7 * week, 12, tzinfo=LISBON).timestamp())
        HourRollUp.objects.create(key=roll_up_key(series.pk, noon_s), observed_s=60, people_s=60)
    build_strips()
    usual = queries.usual([plaza.pk], at_s, LISBON)
    assert usual is not None
    assert usual.weeks == 3


def test_hours_of_the_week_lie_where_the_sites_clock_puts_them(plaza: Camera) -> None:
    hours_of(plaza, [10, 20])
    table = queries.weekday_hours([plaza.pk], Span.last(LISBON, NOW_S, days=30))
    # Monday, 13:00 in Lisbon.
    assert table[0, 13] == 15
    assert np.isnan(table).sum() == 7 * 24 - 1


def test_a_year_of_nothing_is_told_as_nothing(harbour: Site) -> None:
    camera_ids = [camera.pk for camera in harbour.cameras.all()]
    year = Span.last(LISBON, NOW_S, days=365)
    points = queries.people(camera_ids, year)
    assert len(points) == 365
    assert {point.mean for point in points} == {None}
    assert {point.entered for point in queries.crossings(camera_ids, year)} == {None}
    assert np.isnan(queries.weekday_hours(camera_ids, year)).all()
    assert queries.usual_band(camera_ids, Span.today(LISBON, NOW_S)) == []


def test_a_site_without_cameras_has_no_people_and_no_error() -> None:
    assert {point.mean for point in queries.people([], hour(), Resolution.MINUTE)} == {None}
    assert queries.usual([], NOON_S, LISBON) is None


def test_what_is_pruned_by_the_window_is_told_by_the_minute(plaza: Camera) -> None:
    keep(windows(plaza.pk, 6, NOON_S - 3 * 86_400))
    long_ago = Span(NOON_S - 3 * 86_400, NOON_S - 3 * 86_400 + 600, LISBON)
    assert len(queries.people([plaza.pk], long_ago)) == 60
    Retention.objects.create(window_days=2)
    assert len(queries.people([plaza.pk], long_ago)) == 10


def test_more_points_than_anybody_can_look_at_are_refused(plaza: Camera) -> None:
    with pytest.raises(SpanError, match="shorter span"):
        queries.people([plaza.pk], Span.last(LISBON, NOW_S, days=365), Resolution.MINUTE)


def test_many_cameras_are_told_for_a_shorter_span_and_the_error_says_how_long(plaza: Camera) -> None:
    many = [f"camera-{number}" for number in range(100)]
    span = Span(NOON_S, NOON_S + 2500 * 60, LISBON)
    queries.people(many, span, Resolution.MINUTE)
    longer = Span(NOON_S, NOON_S + 2501 * 60, LISBON)
    for ask in (queries.people, queries.crossings):
        with pytest.raises(SpanError, match=r"2501 points by the minute of 100 cameras, .*at most 2500"):
            ask(many, longer, Resolution.MINUTE)
    queries.people(many, Span.last(LISBON, NOW_S, days=365), Resolution.HOUR)
    queries.crossings(many[:1], longer, Resolution.MINUTE)


COUNTS = st.lists(st.integers(0, 1000), min_size=len(DWELL_EDGES_S), max_size=len(DWELL_EDGES_S))


@given(COUNTS, st.floats(0, 1e5))
def test_quantiles_grow_with_their_share_and_never_pass_the_longest_stay(
    counts: list[int], max_s: float
) -> None:
    told = [quantile(counts, share, max_s) for share in (0.1, 0.5, 0.9, 1.0)]
    if not any(counts):
        assert told == [None] * 4
        return
    numbers = [each for each in told if each is not None]
    assert numbers == sorted(numbers)
    assert numbers[0] >= 0
    assert numbers[-1] <= max_s
