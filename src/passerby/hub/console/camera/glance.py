"""What stands beside the live view: how many people now, today so far, and how long they wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from passerby.hub.charts.model import SMALL
from passerby.hub.charts.view import ChartView, chart_view
from passerby.hub.console.camera.charts import Shown, people_chart
from passerby.hub.console.queue_figures import QueueFigures, queue_figures
from passerby.hub.console.time_ranges import time_range
from passerby.hub.console.usual_words import usual_words
from passerby.hub.crowd.buckets import DAY_S, day_start
from passerby.hub.crowd.models import DayRollUp, Series
from passerby.hub.crowd.reading import SeriesOf, read
from passerby.hub.live.board import BOARD
from passerby.hub.sites.models import Camera, Zone


@dataclass(frozen=True, slots=True)
class LineToday:
    """Who crossed one line today."""

    name: str
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Glance:
    """people_now: None while the camera does not answer. usual: what is usual now, as a sentence."""

    people_now: int | None
    usual: str
    today: ChartView
    queues: Sequence[QueueFigures]
    lines: Sequence[LineToday]


def glance_at(camera: Camera, now_s: float) -> Glance:
    """Gather it, in a few queries and two for each queue."""
    zone = ZoneInfo(camera.site.time_zone)
    today = time_range({"compare": "week"}, zone, now_s)
    crossed = lines_today(camera, now_s)
    return Glance(
        people_now=_people_now(camera),
        usual=usual_words([camera.pk], now_s, zone),
        today=chart_view(people_chart(Shown(camera, today)), "today", SMALL),
        queues=[
            queue_figures(each, today.span, each.name, SMALL)
            for each in camera.zones.all()
            if each.kind == Zone.Kind.QUEUE
        ],
        lines=[LineToday(line.name, **crossed.get(line.name, _NOBODY)) for line in camera.lines.all()],
    )


_NOBODY = {"entered": 0, "left": 0}


def lines_today(camera: Camera, now_s: float) -> dict[str, dict[str, int]]:
    """Stored crossings since midnight: {line: {"entered", "left"}}, of lines that were crossed."""
    day_s = day_start(int(now_s), ZoneInfo(camera.site.time_zone))
    of = SeriesOf([camera.pk], Series.Kind.LINE)
    rows = read('s.name, r.entered, r."left"', DayRollUp, of, [(day_s, day_s + DAY_S)])
    return {name: {"entered": entered, "left": left} for name, entered, left in rows}


def _people_now(camera: Camera) -> int | None:
    live = BOARD.camera(camera.pk)
    return None if live is None or BOARD.is_stale(camera.pk) else live.people_now
