"""How many alerts are open at each site: asked once for the whole process, however many look at it."""

import threading
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Count

from passerby.hub.alerts.models import Alert

COUNT_EVERY_S = 2.0


class OpenAlerts:
    """The counts as they were found last."""

    def __init__(self) -> None:
        self._by_site: Mapping[str, int] = {}

    def at(self, site_ids: Iterable[str]) -> int:
        """The open alerts of these sites together."""
        return sum(self._by_site.get(site, 0) for site in site_ids)

    def count(self) -> None:
        """Ask the database."""
        rows = Alert.objects.filter(ended_at__isnull=True).order_by().values_list("site_id")
        self._by_site = dict(rows.annotate(count=Count("pk")))

    def run(self, stopping: threading.Event) -> None:
        """Count until told to stop. Raises DatabaseError."""
        try:
            while not stopping.is_set():
                self.count()
                stopping.wait(COUNT_EVERY_S)
        finally:
            connection.close()


OPEN_ALERTS = OpenAlerts()
"""The counts of this process."""
