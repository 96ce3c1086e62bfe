import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow.parquet
import pytest
from django.http import Http404

from passerby.hub.charts.model import Band, BarChart, BarSeries, Chart, HeatChart, Series, TimeChart
from passerby.hub.charts.response import export
from passerby.hub.charts.table import to_table
from passerby.hub.charts.table_files import write_csv, write_parquet

OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2026, 10, 25, 2, tzinfo=OSLO).timestamp()
CHART = TimeChart(
    "People on site", "people", OSLO, (START, START + 7200),
    (
        Series("now", ((START - 60, 9.0), (START, 3.0), (START + 3600, None))),
        Series("=usual", ((START + 3600, 4.5),), "line"),
    ),
    Band("usual", ((START, 1.0, 5.0),)),
)  # fmt: skip
BARS = BarChart(
    "In", "people", "hour", ("00", "-01"), (BarSeries("in", (2.0, None)), BarSeries("in", (1.0, 0.0)))
)
WEEK = HeatChart("Week", "people", tuple((float(day), *(None,) * 23) for day in range(7)))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def test_a_table_over_time_has_the_times_of_every_series_within_the_span() -> None:
    assert rows_of(write_csv(to_table(CHART))) == [
        ["time", "now", "'=usual", "usual, from", "usual, to"],
        ["2026-10-25T02:00:00+02:00", "3.0", "", "1.0", "5.0"],
        ["2026-10-25T02:00:00+01:00", "", "4.5", "", ""],
    ]


def test_bars_of_one_name_keep_a_column_each() -> None:
    assert [column.name for column in to_table(BARS).columns] == ["hour", "in", "in (2)"]


def test_text_that_a_spreadsheet_would_run_is_marked() -> None:
    assert rows_of(write_csv(to_table(BARS)))[2] == ["'-01", "", "0.0"]


def test_a_week_is_a_row_for_each_day() -> None:
    rows = to_table(WEEK).rows
    assert [row[:2] for row in rows][:2] == [("Monday", 0.0), ("Tuesday", 1.0)]
    assert len(to_table(WEEK).columns) == 25


def test_a_parquet_file_keeps_times_zones_gaps_and_the_title() -> None:
    table = pyarrow.parquet.read_table(pyarrow.BufferReader(write_parquet(to_table(CHART))))
    assert str(table.schema.field("time").type) == "timestamp[us, tz=Europe/Oslo]"
    assert table.schema.metadata[b"title"] == b"People on site"
    assert table.column("now").to_pylist() == [3.0, None]
    assert [at.timestamp() for at in table.column("time").to_pylist()] == [START, START + 3600]


@pytest.mark.parametrize("chart", [CHART, BARS, WEEK, BarChart("None", "", "hour", (), ())])
def test_both_files_hold_the_same_numbers(chart: Chart) -> None:
    table = to_table(chart)
    columns = pyarrow.parquet.read_table(pyarrow.BufferReader(write_parquet(table)))
    text = rows_of(write_csv(table))[1:]
    for index, column in enumerate(table.columns):
        if column.kind is float:
            read = [float(row[index]) if row[index] else None for row in text]
            assert columns.column(index).to_pylist() == read


@pytest.mark.parametrize(
    ("file_format", "media_type", "begins"),
    [
        ("csv", "text/csv; charset=utf-8", b"time,"), ("png", "image/png", b"\x89PNG"),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
    ],
)  # fmt: skip
def test_a_chart_is_downloaded_under_its_title(file_format: str, media_type: str, begins: bytes) -> None:
    answer = export(CHART, file_format)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="people-on-site.{file_format}"'
    assert answer.content.startswith(begins)


def test_a_title_cannot_write_headers() -> None:
    chart = BarChart('a"\r\nX: 1', "", "hour", (), ())
    assert export(chart, "csv").headers["Content-Disposition"] == 'attachment; filename="a-x-1.csv"'


def test_an_unknown_format_is_not_found() -> None:
    with pytest.raises(Http404, match="csv, parquet, png; got 'exe'"):
        export(CHART, "exe")
