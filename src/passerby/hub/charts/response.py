"""A chart as a file that a browser downloads."""

import re
from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse

from passerby.hub.charts.model import Chart
from passerby.hub.charts.png import render_png
from passerby.hub.charts.table import to_table
from passerby.hub.charts.table_files import write_csv, write_parquet

FORMATS: Mapping[str, tuple[str, Callable[[Chart], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda chart: write_csv(to_table(chart))),
    "parquet": ("application/vnd.apache.parquet", lambda chart: write_parquet(to_table(chart))),
    "png": ("image/png", render_png),
}
"""Each format's name and ending, its media type, and what writes it."""


def export(chart: Chart, file_format: str) -> HttpResponse:
    """The chart's numbers or its picture, named after its title. Raises Http404 for an unknown format."""
    if file_format not in FORMATS:
        raise Http404(f"charts come as {', '.join(FORMATS)}; got {file_format[:20]!r}")
    media_type, write = FORMATS[file_format]
    name = re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-") or "chart"
    disposition = f'attachment; filename="{name}.{file_format}"'
    return HttpResponse(
        write(chart),
        content_type=media_type,
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
