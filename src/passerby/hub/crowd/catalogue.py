"""The cameras of an agent and their series, as a batch of windows needs them; new zones are added."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from passerby.hub.crowd.models import Series
from passerby.hub.sites.models import Camera
from passerby.shapes.window import Window

_Names = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WindowSeries:
    """The series of one window. items: of its zones, then of its lines, as the window has them."""

    view: int
    items: list[int]


class Catalogue:
    """Reads once, and is used within one transaction.

    zones: time zones by camera, of those cameras asked about that exist and are read by the agent.
    last_ended_ms: by the series of a whole view, when its latest stored window ended.
    """

    def __init__(self, agent_id: str, camera_ids: Iterable[str]) -> None:
        asked = list(camera_ids)
        cameras = Camera.objects.filter(pk__in=asked, site__agent=agent_id)
        self.zones = {
            camera_id: ZoneInfo(name) for camera_id, name in cameras.values_list("pk", "site__time_zone")
        }
        self.last_ended_ms: dict[int, int] = {}
        self._ids: dict[tuple[str, str, str], int] = {}
        self._of_names: dict[_Names, WindowSeries] = {}
        rows = Series.objects.filter(camera__in=list(self.zones))
        for camera_id, kind, name, series, ended_ms in rows.values_list(
            "camera_id", "kind", "name", "pk", "last_ended_ms"
        ):
            self._ids[camera_id, kind, name] = series
            if kind == Series.Kind.VIEW:
                self.last_ended_ms[series] = ended_ms

    def series_of(self, window: Window) -> WindowSeries:
        """The series of a window's figures; made where they are not yet."""
        zones, lines = tuple(zone.name for zone in window.zones), tuple(line.name for line in window.lines)
        names = (window.camera, zones, lines)
        found = self._of_names.get(names)
        if found is None:
            items = [self._id(window.camera, Series.Kind.ZONE, name) for name in zones]
            items += [self._id(window.camera, Series.Kind.LINE, name) for name in lines]
            found = WindowSeries(self.view(window.camera), items)
            self._of_names[names] = found
        return found

    def view(self, camera_id: str) -> int:
        """The series of a camera's whole view."""
        return self._id(camera_id, Series.Kind.VIEW, "")

    def _id(self, camera_id: str, kind: str, name: str) -> int:
        key = (camera_id, kind, name)
        if key not in self._ids:
            self._ids[key] = Series.objects.create(camera_id=camera_id, kind=kind, name=name).pk
        return self._ids[key]
