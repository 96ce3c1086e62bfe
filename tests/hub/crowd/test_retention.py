"""Deleting: what is too old goes, what is not stays, and nobody waits for it."""

from collections.abc import Iterator

import pytest
from django.db import models

from passerby.hub.crowd import retention
from passerby.hub.crowd.ingest import store
from passerby.hub.crowd.models import (
    CrowdWindow,
    DayRollUp,
    FiveMinuteStrip,
    HourGrid,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
    RefusedEvent,
    Retention,
    Series,
)
from passerby.hub.crowd.retention import prune
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.sites.models import Camera, CameraStatus
from tests.hub.crowd.figures import NOON_S, arrivals, windows

DAY_S = 86_400
TABLES = (CrowdWindow, MinuteRollUp, FiveMinuteStrip, HourRollUp, HourStrip, HourGrid, DayRollUp)


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "STEP", 5)
    monkeypatch.setattr(retention, "REST_S", 0)


def test_each_resolution_is_kept_for_its_days(plaza: Camera) -> None:
    Retention.objects.create(window_days=1, minute_days=3, hour_days=5, health_days=1)
    for age, number in ((0, 1), (2, 13), (4, 25), (6, 37)):
        store("local", arrivals(windows(plaza.pk, 12, NOON_S - age * DAY_S), number), NOON_S + 600)
    prune(NOON_S + 600)
    # Of each day: 12 windows; 2 minutes, an hour and a day of three series; a strip of each; one grid.
    assert counts() == [12, 2 * 2 * 3, 2, 3 * 3, 3, 3, 4 * 3]


def test_a_strip_is_kept_as_long_as_one_of_its_hours_is(plaza: Camera) -> None:
    Retention.objects.create(hour_days=5)
    morning_s, evening_s = NOON_S - 5 * 3600, NOON_S + 5 * 3600
    store("local", arrivals([*windows(plaza.pk, 1, morning_s), *windows(plaza.pk, 1, evening_s)]), evening_s)
    prune(NOON_S + 5 * DAY_S)
    assert (HourRollUp.objects.count(), HourStrip.objects.count()) == (3, 1)
    prune(NOON_S + 6 * DAY_S)
    assert (HourRollUp.objects.count(), HourStrip.objects.count()) == (0, 0)


def test_pruning_again_finds_nothing(plaza: Camera) -> None:
    store("local", arrivals(windows(plaza.pk, 30, NOON_S - 40 * DAY_S)), NOON_S)
    assert prune(NOON_S) > 0
    assert prune(NOON_S) == 0


def test_all_figures_of_a_camera_that_is_gone_go_with_it(harbour: object, plaza: Camera) -> None:
    quay = Camera.objects.get(name="Quay")
    store("local", arrivals([*windows(plaza.pk, 12), *windows(quay.pk, 12)]), NOON_S + 600)
    before = counts()
    plaza.delete()
    assert counts() == before
    prune(NOON_S + 600)
    assert counts() == [each // 2 for each in before]


def test_old_words_on_health_and_refusals_go(plaza: Camera) -> None:
    for age in (0, 50):
        at_s = NOON_S - age * DAY_S
        CameraStatus.objects.create(camera=plaza, at=at_s * 1000, state="live", figures={})
        RefusedEvent.objects.create(agent_id="local", number=age, at_s=at_s, reason="unknown version")
    prune(NOON_S)
    assert CameraStatus.objects.count() == 1
    assert RefusedEvent.objects.get().number == 0


def test_refusals_of_an_agent_are_bounded(plaza: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST_REFUSED", 3)
    for number in range(8):
        RefusedEvent.objects.create(agent_id="local", number=number, at_s=NOON_S, reason="unknown version")
    prune(NOON_S)
    assert set(RefusedEvent.objects.values_list("number", flat=True)) == {5, 6, 7}


def test_what_begins_while_old_figures_are_deleted_is_kept(
    plaza: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    leap = retention._series_in

    def with_newcomer(table: type[models.Model], per_series: int) -> Iterator[int]:
        if table is MinuteRollUp:
            series = Series.objects.create(camera=plaza, kind="zone", name="just drawn")
            MinuteRollUp.objects.create(key=roll_up_key(series.pk, NOON_S), observed_s=60, people_s=60)
        yield from leap(table, per_series)

    monkeypatch.setattr(retention, "_series_in", with_newcomer)
    prune(NOON_S + 600)
    assert MinuteRollUp.objects.count() == 1
