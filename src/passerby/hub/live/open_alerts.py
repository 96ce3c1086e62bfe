"""The open alerts of each site: asked once for the whole process, however many look at them."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from passerby.hub.alerts.models import Alert

COUNT_EVERY_S = 2.0

NOTHING_WAITS = "nothing just now"


@dataclass(frozen=True, slots=True, order=True)
class OpenAlert:
    """One open alert. is_waiting: nobody looks after it."""

    began_at: datetime
    text: str
    is_waiting: bool


class OpenAlerts:
    """The alerts as they were found last."""

    def __init__(self) -> None:
        self._by_site: Mapping[str, list[OpenAlert]] = {}

    def at(self, site_ids: Iterable[str]) -> int:
        """How many alerts of these sites are open."""
        return sum(1 for _ in self._of(site_ids))

    def waiting_at(self, site_ids: Iterable[str]) -> int:
        """How many of them nobody looks after."""
        return sum(alert.is_waiting for alert in self._of(site_ids))

    def newest_waiting_at(self, site_ids: Iterable[str]) -> str:
        """The words of the newest that nobody looks after, or those that say that there is none."""
        newest = max((alert for alert in self._of(site_ids) if alert.is_waiting), default=None)
        return newest.text if newest else NOTHING_WAITS

    def count(self) -> None:
        """Ask the database."""
        by_site: dict[str, list[OpenAlert]] = {}
        rows = Alert.objects.filter(ended_at__isnull=True).order_by()
        for site, began_at, text, seen_at in rows.values_list(
            "site_id", "began_at", "text", "acknowledged_at"
        ):
            by_site.setdefault(site, []).append(OpenAlert(began_at, text, seen_at is None))
        self._by_site = by_site

    def run(self, stopping: threading.Event) -> None:
        """Count until told to stop. Raises DatabaseError."""
        try:
            while not stopping.is_set():
                self.count()
                stopping.wait(COUNT_EVERY_S)
        finally:
            connection.close()

    def _of(self, site_ids: Iterable[str]) -> Iterator[OpenAlert]:
        found = self._by_site
        return (alert for site in site_ids for alert in found.get(site, ()))


OPEN_ALERTS = OpenAlerts()
"""The alerts of this process."""
