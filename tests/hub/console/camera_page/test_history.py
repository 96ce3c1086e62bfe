"""What a camera counted, as charts and files."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from passerby.hub.accounts.models import Staff
from passerby.hub.console.camera.charts import Shown, crossings_chart, people_chart, week_chart
from passerby.hub.console.time_ranges import time_range
from passerby.hub.crowd.buckets import hour_start
from passerby.hub.crowd.models import HourRollUp, MinuteRollUp, Series
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.crowd.strip_building import build_strips
from passerby.hub.sites.models import Camera
from tests.hub.conftest import ClientOf

LISBON = ZoneInfo("Europe/Lisbon")
NOON = int(datetime(2026, 3, 11, 12, tzinfo=LISBON).timestamp())
WEEK_S = 7 * 86_400


def counted(camera: Camera, kind: str, name: str, **figures: float) -> None:
    series, _ = Series.objects.get_or_create(camera=camera, kind=kind, name=name)
    for table, at in ((MinuteRollUp, NOON), (HourRollUp, hour_start(NOON, LISBON))):
        table.objects.create(key=roll_up_key(series.pk, at), observed_s=60, **figures)
    build_strips()


def shown(camera: Camera, name: str = "", **asked: str) -> Shown:
    return Shown(camera, time_range({"range": "today"} | asked, LISBON, NOON), name)


def test_a_zones_people_are_told_apart_from_the_views(plaza: Camera) -> None:
    counted(plaza, "view", "", people_s=600)
    counted(plaza, "zone", "square", people_s=240)
    for name, people in (("", 10), ("square", 4)):
        chart = people_chart(shown(plaza, name))
        assert [value for _, value in chart.series[0].points if value is not None] == [people]
    assert people_chart(shown(plaza, "square")).title == "People in square"


def test_the_week_before_is_laid_under_today_at_the_same_clock(plaza: Camera) -> None:
    series = Series.objects.create(camera=plaza, kind="view", name="")
    HourRollUp.objects.create(key=roll_up_key(series.pk, NOON - WEEK_S), observed_s=60, people_s=300)
    build_strips()
    chart = people_chart(shown(plaza, compare="week"))
    earlier = next(series for series in chart.series if series.kind == "comparison")
    assert [point for point in earlier.points if point[1] is not None] == [(NOON, 5)]


def test_crossings_are_those_of_one_line(plaza: Camera) -> None:
    counted(plaza, "line", "gate", entered=7, left=2)
    counted(plaza, "line", "back door", entered=90, left=90)
    entered, left = crossings_chart(shown(plaza, "gate")).series
    assert [value for value in entered.values if value is not None] == [7]
    assert [value for value in left.values if value is not None] == [2]


def test_a_day_is_too_short_for_a_typical_week_so_four_are_told(plaza: Camera) -> None:
    series = Series.objects.create(camera=plaza, kind="view", name="")
    HourRollUp.objects.create(
        key=roll_up_key(series.pk, NOON - 3 * WEEK_S), observed_s=3600, people_s=3600 * 6
    )
    build_strips()
    assert week_chart(shown(plaza)).rows[2][12] == 6


def test_an_unreadable_range_is_told_and_today_shown(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    answer = client_of(bob).get(reverse("camera_history", args=[plaza.pk]), {"from": "soon", "to": "later"})
    assert answer.status_code == 200
    assert "Both days are needed" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"range": "7d", "compare": "week"}, {"range": "12m", "compare": "year"}]
)
def test_a_year_of_nothing_is_shown_as_nothing(
    query: dict[str, str], client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    answer = client_of(bob).get(reverse("camera_history", args=[plaza.pk]), query)
    assert answer.status_code == 200
    assert "Nothing was observed in this time." in answer.content.decode()


@pytest.mark.parametrize("chart", ["people", "crossings", "dwell", "week"])
@pytest.mark.parametrize(("form", "start"), [("csv", b""), ("parquet", b"PAR1"), ("png", b"\x89PNG")])
def test_each_chart_is_exported_in_each_form(
    chart: str, form: str, start: bytes, client_of: ClientOf, bob: Staff, charlie: Staff, plaza: Camera
) -> None:
    url = reverse("camera_chart", args=[plaza.pk, chart])
    asked = {"format": form, "of": "gate" if chart == "crossings" else "square", "range": "7d"}
    answer = client_of(bob).get(url, asked)
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert client_of(charlie).get(url, asked).status_code == 404


def test_a_chart_or_a_form_that_does_not_exist_is_not_found(
    client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    assert client_of(bob).get(reverse("camera_chart", args=[plaza.pk, "faces"])).status_code == 404
    url = reverse("camera_chart", args=[plaza.pk, "people"])
    assert client_of(bob).get(url, {"format": "exe"}).status_code == 404


def test_links_to_files_keep_the_range_and_escape_names(
    client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    plaza.lines.update(name="gate & garden")
    page = client_of(bob).get(reverse("camera_history", args=[plaza.pk]), {"range": "7d"}).content.decode()
    assert re.search(r"\?range=7d&amp;[^\"]*of=gate\+%26\+garden&amp;format=csv\"", page)


def test_history_asks_the_database_a_bounded_number_of_times(
    client_of: ClientOf, bob: Staff, plaza: Camera, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(bob)
    url = reverse("camera_history", args=[plaza.pk])
    client.get(url)
    with django_assert_max_num_queries(20):
        client.get(url, {"range": "7d", "compare": "week"})
