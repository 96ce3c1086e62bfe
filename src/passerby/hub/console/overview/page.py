"""What the overview shows, gathered by few queries, however many sites there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from passerby.hub.alerts.models import Alert
from passerby.hub.charts.markup import Markup
from passerby.hub.charts.small_svg import sparkline_svg
from passerby.hub.console.site_lines import SiteLine, counting, site_lines
from passerby.hub.console.usual_words import usual_words
from passerby.hub.crowd import queries
from passerby.hub.crowd.spans import Resolution, Span
from passerby.hub.live.open_alerts import NOTHING_WAITS
from passerby.hub.sites.models import Site

MORNING, AFTERNOON, EVENING = 5, 12, 18
"""The hours of the clock from which people greet each other so."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Everything on the page.

    where: how many sites there are, in how many cities. people: None while no camera answers. entered: None
    without a site. usual: what is usual at this hour. spark: entered by hour. alerts_waiting: the open ones
    that nobody looks after; alert: the newest one's text, or that there is none. places: what the map shows,
    safe as JSON.
    """

    greeting: str
    where: str
    people: int | None
    usual: str
    entered: int | None
    spark: Markup
    alerts_waiting: int
    alert: str
    live: int
    cameras: int
    lines: tuple[SiteLine, ...]
    places: tuple[dict[str, object], ...]

    @property
    def unplaced(self) -> int:
        """How many sites have no place on the map."""
        return len(self.lines) - len(self.places)


def overview_page(sites: Sequence[Site], now_s: float) -> OverviewPage:
    """Gather the page. sites: with their cameras prefetched, as `site_lines.with_cameras` gives them."""
    lines = tuple(site_lines(sites))
    zone = ZoneInfo(sites[0].time_zone) if sites else ZoneInfo("UTC")
    counted = [camera_id for site in sites for camera_id in counting(site.cameras.all())]
    told = [line.people for line in lines if line.people is not None]
    waiting = Alert.objects.filter(site__in=[site.pk for site in sites], ended_at=None, acknowledged_at=None)
    live, cameras = sum(line.live for line in lines), sum(line.cameras for line in lines)
    return OverviewPage(
        greeting=greeting(datetime.fromtimestamp(now_s, zone).hour),
        where=_where(sites),
        people=sum(told) if told else None,
        usual=usual_words(counted, now_s, zone) if counted else "",
        entered=_entered(sites, now_s) if sites else None,
        spark=_spark(counted, zone, now_s),
        alerts_waiting=waiting.count() if sites else 0,
        alert=_newest(waiting) if sites else NOTHING_WAITS,
        live=live,
        cameras=cameras,
        lines=lines,
        places=tuple(place(line) for line in lines if is_placed(line.site)),
    )


def greeting(hour: int) -> str:
    """What people say to each other at that hour."""
    if MORNING <= hour < AFTERNOON:
        return "Good morning"
    return "Good afternoon" if AFTERNOON <= hour < EVENING else "Good evening"


def is_placed(site: Site) -> bool:
    """Whether the map can show it."""
    return site.latitude is not None and site.longitude is not None


def place(line: SiteLine) -> dict[str, object]:
    """One site as the map's script reads it."""
    return {
        "id": line.site.pk,
        "name": line.site.name,
        "url": reverse("site", args=[line.site.pk]),
        "at": [line.site.latitude, line.site.longitude],
        "people": line.people,
        "capacity": line.site.capacity,
        "cameras": line.cameras,
        "synthetic": line.site.is_synthetic,
    }


def _where(sites: Sequence[Site]) -> str:
    if not sites:
        return "Nothing is counted yet"
    cities = {site.city for site in sites if site.city}
    where = f" in {_counted(len(cities), 'city', 'cities')}" if cities else ""
    return _counted(len(sites), "site", "sites") + where


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _entered(sites: Iterable[Site], now_s: float) -> int:
    return sum(crossed.entered for crossed in queries.entered_today_by_site(sites, now_s).values())


def _spark(camera_ids: Sequence[str], zone: ZoneInfo, now_s: float) -> Markup:
    """Entered by the hour of the first site's day, up to now."""
    if not camera_ids:
        return Markup("")
    today = Span.today(zone, now_s)
    points = queries.crossings(camera_ids, today, Resolution.HOUR, entrances_only=True)
    return sparkline_svg([point.entered for point in points if point.at_s <= now_s])


def _newest(alerts: QuerySet[Alert]) -> str:
    newest = alerts.order_by("-began_at").first()
    return newest.text if newest else NOTHING_WAITS
