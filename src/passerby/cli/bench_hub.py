"""`passerby bench hub`: the hub's parts, measured in an installation that is there for nothing else."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from passerby.bench.progress import Progress
from passerby.cli.installation import open_installation
from passerby.cli.stopping import interruptible
from passerby.shapes.errors import SettingError

if TYPE_CHECKING:
    from passerby.bench.hub_history import Extent

PARTS = ("live", "pages", "ingest")
VIEWERS = 200
_WINDOWS = 20_000
_BATCH = 2000


@interruptible()
def measure_hub(
    parts: Sequence[str],
    cameras: int,
    days: tuple[int, int],
    viewer_s: float,
    home: Path | None,
    progress: Progress,
) -> dict[str, Any]:
    """Measure these PARTS, one after another; the records of all of them as one.

    days: of hours, and of windows and minutes. viewer_s: how long viewers stay. home: a folder to keep the
    history in; None is one that is gone afterwards. Raises SettingError, HomeError and PasserbyError.
    """
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise SettingError(f"a part is one of {', '.join(PARTS)}; got {unknown[0]!r}")
    record: dict[str, Any] = {}
    if "live" in parts:
        record |= _live(viewer_s, progress)
    if parts == ["live"]:
        return record
    with _installation(home):
        from passerby.bench.hub_history import Extent

        extent = Extent(int(time.time()) // 3600 * 3600, *days)
        if "pages" in parts:
            record |= _pages(extent, cameras, progress)
        if "ingest" in parts:
            record |= _ingest(cameras, progress)
    return record


def _live(viewer_s: float, progress: Progress) -> dict[str, Any]:
    """In a demonstration of its own, before this process changes what one would inherit."""
    from passerby.bench.hub_live import measure_live
    from passerby.cli.bench_viewers import links_for_viewers

    report = measure_live(VIEWERS, viewer_s, links_for_viewers)
    progress(1, 1)
    return report.as_record()


@contextmanager
def _installation(home: Path | None) -> Iterator[None]:
    with TemporaryDirectory(prefix="passerby-bench-") as folder:
        # Nobody is watched or told of anything here.
        os.environ["PASSERBY_BUS_URL"] = "memory:"
        open_installation(home or Path(folder))
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def _pages(extent: "Extent", cameras: int, progress: Progress) -> dict[str, Any]:
    from passerby.bench.hub_pages import measure_pages
    from passerby.cli.bench_addresses import addresses
    from passerby.cli.bench_filling import fill, history_end_s, make_sites
    from passerby.hub.crowd.site_strips import keep_sums

    if history_end_s() is None:
        fill(make_sites(cameras), extent, progress)
    # As the housekeeping of a hub that is up does.
    keep_sums(time.time())
    end_s = history_end_s() or extent.end_s
    return measure_pages(browser(), addresses(end_s), progress=progress).as_record()


def browser() -> Callable[[str], int]:
    """Asks as an admin who is signed in; answers with the status, once the whole answer is there."""
    from django.test import Client

    from passerby.hub.access import BY_LINK
    from passerby.hub.accounts.models import Role, Staff

    staff, _ = Staff.objects.get_or_create(username="bench", defaults={"role": Role.ADMIN, "all_sites": True})
    client = Client(SERVER_NAME="localhost")
    client.force_login(staff)
    session = client.session
    session[BY_LINK] = staff.pk
    session.save()

    def ask(address: str) -> int:
        answer = client.get(address)
        answer.getvalue()
        return int(answer.status_code)

    return ask


def _ingest(cameras: int, progress: Progress) -> dict[str, Any]:
    from threading import Event

    from passerby.bench.hub_ingest import events_of, measure_ingest
    from passerby.bus.bus import Message
    from passerby.bus.memory import MemoryBus
    from passerby.cli.bench_filling import history_end_s, make_sites
    from passerby.hub.crowd.ingester import Ingester
    from passerby.hub.sites.models import Agent, Camera

    if not Camera.objects.exists():
        make_sites(cameras)
    camera_ids = list(Camera.objects.values_list("pk", flat=True))
    rounds = max(1, _WINDOWS // len(camera_ids))
    started_s = history_end_s() or int(time.time()) // 60 * 60
    stored = Agent.objects.get(pk="local").stored_number
    events = []
    for event in events_of("local", camera_ids, rounds, started_s, stored + 1):
        events.append(event)
        progress(len(events), len(camera_ids) * rounds)
    # What follows on the history may lie a little in the future.
    ingester = Ingester(MemoryBus(), Event(), clock=lambda: started_s + rounds * 10.0)

    def take(batch: Sequence[bytes]) -> None:
        ingester.take([Message(raw, lambda: None) for raw in batch])
        progress(0, None)

    return measure_ingest(take, events, len(camera_ids), _BATCH).as_record()
