"""Sites as lists and maps show them: how many people, how full, whether the cameras work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from passerby.hub.live.board import BOARD
from passerby.hub.sites.models import Camera, Site

CROWDED = 0.85
"""The share of a site's capacity from which it is called crowded."""

Tone = Literal["", "warn", "bad", "off"]


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site now.

    people: None while no camera tells. used: the ids of cameras in use; live: how many of them answer now.
    words, tone: its state in a word or two, and how urgent that is.
    """

    site: Site
    people: int | None
    live: int
    used: tuple[str, ...]
    words: str
    tone: Tone

    @property
    def cameras(self) -> int:
        """How many cameras are in use."""
        return len(self.used)

    @property
    def bar_tone(self) -> Tone:
        """The colour of its bar, which tells of people alone."""
        return fullness(self.people, self.site.capacity)[1]


def with_cameras(sites: QuerySet[Site]) -> list[Site]:
    """The sites with what a line needs of their cameras, in two queries."""
    return list(sites.prefetch_related("cameras"))


def site_lines(sites: Iterable[Site]) -> list[SiteLine]:
    """A line for each site whose cameras are prefetched; asks the live board and no database."""
    return [site_line(site, list(site.cameras.all())) for site in sites]


def site_line(site: Site, cameras: list[Camera]) -> SiteLine:
    """The site as its cameras tell it now."""
    used = tuple(camera.pk for camera in cameras if camera.enabled)
    live = BOARD.people(used).live
    counted = BOARD.people(counting(cameras))
    people = counted.now if counted.live else None
    words, tone = _state(people, site.capacity, live, len(used))
    return SiteLine(site, people, live, used, words, tone)


def counting(cameras: Iterable[Camera]) -> list[str]:
    """The ids of the cameras whose people are part of the site's number."""
    return [camera.pk for camera in cameras if camera.enabled and camera.counts_for_site]


def fullness(people: int | None, capacity: int | None) -> tuple[str, Tone]:
    """How full a place is, in a word, and how urgent that is; two empty words while there is room."""
    if people is None or not capacity:
        return "", ""
    if people > capacity:
        return "over capacity", "bad"
    return ("crowded", "warn") if people >= CROWDED * capacity else ("", "")


def _state(people: int | None, capacity: int | None, live: int, cameras: int) -> tuple[str, Tone]:
    if not cameras:
        return "no camera yet", "off"
    if not live:
        return "no camera answers", "bad"
    words, tone = fullness(people, capacity)
    if words:
        return words, tone
    return (f"{live} of {cameras} live", "warn") if live < cameras else (f"{live} live", "")
