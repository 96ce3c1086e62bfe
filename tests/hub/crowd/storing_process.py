"""Work on an installation in a process of its own: `python -m tests.hub.crowd.storing_process HOME WORK`.

WORK is one of: prepare (make the database, a site and its cameras; print their ids), store (take events from
the local bus), prune (delete and read as fast as it can), sums (print what is stored). Those that go on end
when their standard input is closed, or are killed.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

CAMERAS = 4


def main(home: Path, work: str) -> None:
    """Do the work."""
    os.environ["PASSERBY_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "passerby.hub.settings"
    import django

    django.setup()
    finite: dict[str, Callable[[], object]] = {"prepare": prepare, "sums": sums}
    if work in finite:
        print(json.dumps(finite[work]()))  # noqa: T201 - the test reads it
        return
    stopping = threading.Event()
    threading.Thread(target=wait_for_end, args=(stopping,), daemon=True).start()
    if work == "store":
        store(home, stopping)
    else:
        prune_and_read(stopping)


def wait_for_end(stopping: threading.Event) -> None:
    """Until standard input is closed."""
    sys.stdin.read()
    stopping.set()


def prepare() -> list[str]:
    """Make the database, a site and its cameras."""
    from django.core.management import call_command

    from passerby.hub.sites.models import Agent, Camera, Site

    call_command("migrate", interactive=False, verbosity=0)
    site = Site.objects.create(name="Harbour", agent=Agent.objects.create(pk="local"))
    return [Camera.objects.create(site=site, name=f"{n}", address=b"").pk for n in range(CAMERAS)]


def store(home: Path, stopping: threading.Event) -> None:
    """Take events until the end."""
    from passerby.bus.connect import open_bus
    from passerby.hub.crowd.ingester import Ingester

    bus = open_bus("local:", home)
    try:
        Ingester(bus, stopping).run()
    finally:
        bus.close()


def prune_and_read(stopping: threading.Event) -> None:
    """Be in the way."""
    from passerby.hub.crowd.models import Retention
    from passerby.hub.crowd.queries import people
    from passerby.hub.crowd.retention import prune
    from passerby.hub.crowd.spans import Resolution, Span
    from passerby.hub.sites.models import Camera

    Retention.objects.get_or_create(pk=1, defaults={"window_days": 1})
    camera_ids = list(Camera.objects.values_list("pk", flat=True))
    while not stopping.is_set():
        prune(time.time())
        for resolution in (Resolution.MINUTE, Resolution.HOUR, Resolution.DAY):
            people(camera_ids, Span.last(ZoneInfo("UTC"), time.time(), days=2), resolution)


def sums() -> dict[str, list[int]]:
    """What is stored: windows, and the sums at each resolution."""
    from django.db.models import Sum

    from passerby.hub.crowd.models import CrowdWindow, DayRollUp, HourGrid, HourRollUp, MinuteRollUp
    from passerby.hub.sites.models import Agent

    agent = Agent.objects.get()
    told = {"agent": [agent.stored_number, agent.missing_events], "windows": [CrowdWindow.objects.count()]}
    for table in (MinuteRollUp, HourRollUp, DayRollUp):
        total = table.objects.aggregate(*(Sum(name) for name in ("people_s", "entered", "left", "dwell_1")))
        told[table.__name__] = [round(each or 0) for each in total.values()]
    told["grids"] = [round(HourGrid.objects.aggregate(Sum("observed_s"))["observed_s__sum"] or 0)]
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
