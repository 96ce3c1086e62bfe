"""Live figures as the browser gets them: the whole at first, then what changed, encoded once for all viewers.

The event `figures` is JSON: {"sites": {id: {"people", "live", "cameras"}}, "cameras": {id: {"state",
"reason", "people_now", "fps", "lag_s", "at", "captured_at", "zones", "lines"}}, "alerts_open": n}, and for
pages of the console "alerts": {"waiting", "newest"} of all sites that their viewer looks after. What a
later event leaves out is as before. An overview tells of cameras only their state and people.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera
from passerby.hub.live.board import Board

STALE = "stale"
"""The state of a camera of which nothing was heard lately, beside those of cameras.health."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a stream tells of. Two viewers with equal rosters share one stream.

    counted: of each site, the cameras whose people are part of its number. cameras: those told one by one.
    in_detail: with their zones, lines and times. looked_after: all sites of who views a page, whose
    alerts each page counts; none for programs.
    """

    counted: tuple[tuple[str, frozenset[str]], ...]
    cameras: frozenset[str]
    in_detail: bool
    looked_after: tuple[str, ...] = ()

    @property
    def watched(self) -> frozenset[str]:
        """Every camera whose changes matter."""
        return self.cameras.union(*(cameras for _, cameras in self.counted))

    @property
    def site_ids(self) -> tuple[str, ...]:
        """The sites that are told."""
        return tuple(site for site, _ in self.counted)


def figures_of(board: Board, roster: Roster, changed: Collection[str]) -> Figures:
    """The figures of the cameras that changed, and of their sites."""
    cameras = roster.cameras.intersection(changed)
    sites = [(site, ids) for site, ids in roster.counted if not ids.isdisjoint(changed) or not ids]
    return {
        "sites": {site: _site(board, ids) for site, ids in sites},
        "cameras": {each: _camera(board, each, roster.in_detail) for each in sorted(cameras)},
    }


def difference(figures: Figures, before: Figures) -> Figures:
    """Those entries of the figures that are not as before, at the level of sites and cameras."""
    return {
        "sites": _new_entries(figures["sites"], before["sites"]),
        "cameras": _new_entries(figures["cameras"], before["cameras"]),
    }


def encoded(figures: Figures) -> str:
    """The figures as one line of JSON."""
    return json.dumps(figures, separators=(",", ":"), allow_nan=False)


def _new_entries(entries: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry for key, entry in entries.items() if before.get(key) != entry}


def _site(board: Board, camera_ids: frozenset[str]) -> dict[str, int | None]:
    """The people are None where no camera gives pictures: nothing is known, which is not nobody."""
    people = board.people(camera_ids)
    return {"people": people.now if people.live else None, "live": people.live, "cameras": len(camera_ids)}


def _camera(board: Board, camera_id: str, in_detail: bool) -> dict[str, Any]:
    live = board.camera(camera_id)
    if live is None:
        return {"state": STALE, "reason": "nothing was heard of this camera lately", "people_now": None}
    figures: dict[str, Any] = {
        "state": live.state.value,
        "reason": live.reason,
        "people_now": live.people_now if live.state is CameraState.LIVE else None,
    }
    return figures | _details(live) if in_detail else figures


def _details(live: LiveCamera) -> dict[str, Any]:
    return {
        "fps": round(live.fps, 1),
        "lag_s": None if live.lag_s is None else round(live.lag_s, 2),
        "at": live.at,
        "captured_at": live.captured_at,
        "zones": [
            {
                "name": zone.name,
                "people_now": zone.people_now,
                "dwell_mean_s": round(zone.dwell_mean_s, 1),
                "people_per_m2": None if zone.people_per_m2 is None else round(zone.people_per_m2, 3),
            }
            for zone in live.zones
        ],
        "lines": [{"name": line.name, "entered": line.entered, "left": line.left} for line in live.lines],
    }
