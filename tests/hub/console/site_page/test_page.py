"""A site's page: live, over time, and where there is nothing to show."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow.parquet
import pytest
from pytest_django import DjangoAssertNumQueries

from passerby.cameras.health import CameraState
from passerby.hub.accounts.models import Staff
from passerby.hub.charts.model import BarChart, TimeChart
from passerby.hub.console.site.charts import Shown, crossings_chart, people_chart, week_chart
from passerby.hub.console.site.page import MAX_QUEUES, WALL, SitePage, cameras_of, site_page
from passerby.hub.console.time_ranges import time_range
from passerby.hub.crowd.models import Retention
from passerby.hub.sites.models import Camera, Site, Zone
from tests.hub.conftest import ClientOf, camera_at
from tests.hub.console.live_board import tell, telling
from tests.hub.seed import seed_history

NOON = datetime(2024, 10, 30, 12, 20, tzinfo=UTC).timestamp()
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture(autouse=True)
def board() -> Iterator[None]:
    with telling():
        yield


def queue_at(camera: Camera) -> Zone:
    return Zone.objects.create(camera=camera, name="queue", kind=Zone.Kind.QUEUE, points=[])


def shown(site: Site, **parameters: str) -> Shown:
    names = {name.removesuffix("_"): value for name, value in parameters.items()}
    return Shown(site, cameras_of(site), time_range(names, LISBON, NOON))


def page_of(site: Site, **parameters: str) -> SitePage:
    return site_page(site, time_range(parameters, LISBON, NOON), NOON)


@pytest.fixture
def busy(harbour: Site, plaza: Camera) -> Site:
    """The harbour with weeks of history at its plaza, kept by the hour, whose gate is an entrance."""
    Retention.objects.create(minute_days=1, hour_days=100_000)
    plaza.lines.update(name="door")
    queue_at(plaza)
    seed_history(plaza, 1.0, NOON, days=24, minute_days=0)
    harbour.cameras.exclude(pk=plaza.pk).delete()
    return harbour


def values(chart: TimeChart, name: str) -> dict[float, float | None]:
    return next(dict(series.points) for series in chart.series if series.name == name)


def test_the_page_tells_now_today_and_the_time_there(busy: Site, plaza: Camera) -> None:
    tell(plaza, 31)
    page = page_of(busy)
    assert (page.line.people, page.line.live) == (31, 1)
    assert page.local_time == "12:20"
    assert page.usual.startswith("usual for Wednesday 12:00: ")
    assert [chart.name for chart in page.charts] == ["people", "crossings"]
    assert [queue.zone.name for queue in page.queues] == ["queue"]
    assert page.queues[0].visits > 0


def test_today_is_held_against_the_same_day_last_week_at_the_same_times(busy: Site) -> None:
    chart = people_chart(shown(busy))
    today, earlier = values(chart, "people"), values(chart, "the week before")
    morning = datetime(2024, 10, 30, 9, 0, tzinfo=LISBON).timestamp()
    assert today[morning]
    assert earlier[morning]
    evening = datetime(2024, 10, 30, 20, 0, tzinfo=LISBON).timestamp()
    assert today[evening] is None
    assert earlier[evening] is not None
    assert chart.band is not None


def test_an_earlier_span_of_which_nothing_is_known_is_left_out(busy: Site) -> None:
    chart = people_chart(shown(busy, compare="year"))
    assert [series.name for series in chart.series] == ["people"]


def test_a_day_with_25_hours_shows_each_of_them_once(busy: Site) -> None:
    chart = crossings_chart(shown(busy, from_="2024-10-27", to="2024-10-27"))
    assert len(chart.categories) == len(set(chart.categories)) == 25
    assert "01:00 again" in chart.categories


def test_crossings_are_told_by_hour_day_or_month(busy: Site) -> None:
    def categories(**parameters: str) -> tuple[str, int]:
        chart = crossings_chart(shown(busy, **parameters))
        assert isinstance(chart, BarChart)
        return chart.category, len(chart.categories)

    assert categories(range="yesterday") == ("hour", 24)
    assert categories(range="7d") == ("day", 7)
    assert categories(range="12m") == ("month", 12)


def test_lines_that_are_no_entrances_are_not_counted_in_and_out(busy: Site, plaza: Camera) -> None:
    plaza.lines.update(is_entrance=False)
    chart = crossings_chart(shown(busy, range="yesterday"))
    assert not any(value for series in chart.series for value in series.values)


def test_a_capacity_that_nobody_comes_near_is_not_drawn(busy: Site) -> None:
    busy.capacity = 5000
    assert people_chart(shown(busy)).limit is None
    busy.capacity = 60
    assert people_chart(shown(busy)).limit == 60


def test_a_typical_week_is_shown_of_ranges_that_hold_one(busy: Site) -> None:
    assert "week" in [chart.name for chart in page_of(busy, range="30d").charts]
    rows = week_chart(shown(busy, range="30d")).rows
    busy_hour, night = rows[1][17], rows[1][3]
    assert busy_hour is not None
    assert night is not None
    assert busy_hour > night


def test_a_year_of_nothing_says_what_to_do_next(harbour: Site, bob: Staff, client_of: ClientOf) -> None:
    text = client_of(bob).get(f"/sites/{harbour.pk}/?range=12m").content.decode()
    assert "Nothing was counted" in text
    assert "No figures of the last 12 months are here, and no camera answers just now." in text
    assert 'data-chart id="people"' not in text


def test_a_site_without_a_camera_asks_for_the_first(harbour: Site, bob: Staff, client_of: ClientOf) -> None:
    harbour.cameras.all().delete()
    text = client_of(bob).get(f"/sites/{harbour.pk}/").content.decode()
    assert "No camera yet" in text
    assert f'href="/sites/{harbour.pk}/cameras/new/"' in text


def test_a_site_whose_range_cannot_be_read_says_so(harbour: Site, bob: Staff, client_of: ClientOf) -> None:
    text = client_of(bob).get(f"/sites/{harbour.pk}/?from=2026-03-09&to=2026-03-02").content.decode()
    assert "swap the two days" in text


def test_each_camera_says_how_it_is(harbour: Site) -> None:
    plaza, quay = harbour.cameras.order_by("name")
    off = camera_at(harbour, "Roof")
    silent = camera_at(harbour, "Stairs")
    harbour.cameras.filter(pk=off.pk).update(enabled=False)
    tell(plaza, 5)
    tell(quay, 0, CameraState.FAILED, "the camera refused the password")
    lines = {line.camera.pk: line for line in page_of(harbour).cameras}
    assert (lines[plaza.pk].state, lines[plaza.pk].people) == ("live", 5)
    assert (lines[quay.pk].state, lines[quay.pk].people, lines[quay.pk].tone) == ("failed", None, "bad")
    assert lines[quay.pk].reason == "the camera refused the password"
    assert (lines[off.pk].state, lines[off.pk].tone) == ("off", "off")
    assert lines[silent.pk].state == "silent"


def test_the_page_takes_no_more_queries_for_more_cameras(
    harbour: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        camera_at(harbour, f"Camera {number}")
    with django_assert_max_num_queries(15):
        page_of(harbour, range="30d")


def test_a_site_of_many_queues_shows_the_first_and_names_the_rest(harbour: Site) -> None:
    for number in range(MAX_QUEUES + 3):
        queue_at(camera_at(harbour, f"Desk {number}"))
    page = page_of(harbour)
    assert (len(page.queues), page.further_queues) == (MAX_QUEUES, 3)


def test_the_wall_of_a_large_site_leaves_the_rest_of_the_page_within_reach(
    harbour: Site, bob: Staff, client_of: ClientOf
) -> None:
    harbour.cameras.all().delete()
    for number in range(1, WALL + 4):
        camera_at(harbour, f"Gate {number}")
    page = page_of(harbour)
    names = [line.camera.name for line in (*page.wall, *page.further_wall)]
    assert names == [f"Gate {number}" for number in range(1, WALL + 4)]
    text = client_of(bob).get(f"/sites/{harbour.pk}/").content.decode()
    assert "3 further cameras" in text
    assert text.count('class="tile"') == WALL + 3


def test_a_chart_is_exported_in_each_format(busy: Site, bob: Staff, client_of: ClientOf) -> None:
    client, address = client_of(bob), f"/sites/{busy.pk}/charts/people/?from=2024-10-20&to=2024-10-20"
    rows = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode())))
    assert rows[0][:3] == ["time", "people", "the week before"]
    assert rows[1][0] == "2024-10-20T00:00:00+01:00"
    table = pyarrow.parquet.read_table(io.BytesIO(client.get(f"{address}&format=parquet").content))
    assert table.num_rows == len(rows) - 1
    assert client.get(f"{address}&format=png").content.startswith(b"\x89PNG")


def test_every_chart_of_the_page_leads_to_its_files(busy: Site, bob: Staff, client_of: ClientOf) -> None:
    client = client_of(bob)
    text = client.get(f"/sites/{busy.pk}/?from=2024-10-01&to=2024-10-20&compare=").content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+/charts/[^"]+)"', text)}
    assert len(links) == 12
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("chart", ["nosuch", "queue-0", "queue-999999"])
def test_a_chart_that_is_none_is_not_found(busy: Site, bob: Staff, client_of: ClientOf, chart: str) -> None:
    assert client_of(bob).get(f"/sites/{busy.pk}/charts/{chart}/?format=csv").status_code == 404


def test_a_format_that_is_none_is_not_found(busy: Site, bob: Staff, client_of: ClientOf) -> None:
    assert client_of(bob).get(f"/sites/{busy.pk}/charts/people/?format=exe").status_code == 404


def test_the_list_shows_every_site_of_the_viewer(
    alice: Staff, client_of: ClientOf, harbour: Site, library: Site
) -> None:
    text = client_of(alice).get("/sites/").content.decode()
    assert "2 places that you look after" in text
    assert "Harbour" in text
    assert "Library" in text
