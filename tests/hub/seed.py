"""A synthetic history for pages to show: a year of two sites that do not exist, without randomness.

Every figure follows from the weekday, the hour and the camera, so that tests know what a page must say.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from math import exp
from typing import TypeVar
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from passerby.hub.crowd.buckets import DAY_S, HOUR_S, MINUTE_S, day_start, hour_start, next_day
from passerby.hub.crowd.models import DayRollUp, HourRollUp, MinuteRollUp, Series
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.crowd.strip_building import build_strips
from passerby.hub.sites.models import Agent, Camera, FloorPlan, Line, Site, Zone

FIVE_MINUTES_S = 5 * MINUTE_S

Sums = TypeVar("Sums", MinuteRollUp, HourRollUp, DayRollUp)

HARBOUR_CAMERAS = ("West entrance", "Plaza", "Quay", "Stairs", "Market hall")
LIBRARY_CAMERAS = ("Foyer", "Reading room")


def seed(now_s: float, *, days: int = 400, minute_days: int = 15) -> tuple[Site, Site]:
    """Two sites with cameras, a queue and an entrance each, and figures up to now. Returns both."""
    agent, _ = Agent.objects.get_or_create(pk="local")
    harbour = Site.objects.create(
        name="Harbour Plaza", city="Lisbon", latitude=38.708, longitude=-9.137, time_zone="Europe/Lisbon",
        capacity=600, agent=agent, is_synthetic=True,
    )  # fmt: skip
    library = Site.objects.create(
        name="Library", city="Oslo", latitude=59.908, longitude=10.753, time_zone="Europe/Oslo",
        capacity=120, agent=agent, is_synthetic=True,
    )  # fmt: skip
    for site, names, scale in ((harbour, HARBOUR_CAMERAS, 1.0), (library, LIBRARY_CAMERAS, 0.3)):
        for index, name in enumerate(names):
            seed_history(camera(site, name), scale / (1 + 0.4 * index), now_s, days, minute_days)
    seed_plan(harbour)
    return harbour, library


def camera(site: Site, name: str) -> Camera:
    """A camera with a queue zone and an entrance."""
    made = Camera.objects.create(site=site, name=name, address=b"", address_shown="rtsp://192.0.2.1/stream")
    points = [[0.1, 0.4], [0.6, 0.4], [0.6, 0.9], [0.1, 0.9]]
    Zone.objects.create(camera=made, name="queue", kind=Zone.Kind.QUEUE, points=points, capacity=20)
    Line.objects.create(camera=made, name="door", points=[[0.7, 0.3], [0.7, 0.9]])
    return made


def people_at(local: datetime) -> float:
    """How many people a busy camera sees: mornings and late afternoons, fewer at weekends, none at night."""
    hour = local.hour + local.minute / 60
    curve = 40 * exp(-(((hour - 9) / 1.8) ** 2)) + 62 * exp(-(((hour - 17) / 2.6) ** 2))
    lunch = 22 * exp(-(((hour - 12.6) / 1.2) ** 2))
    weekend = 0.55 if local.weekday() >= 5 else 1.0
    season = 1 + 0.25 * ((local.timetuple().tm_yday % 91) / 91 - 0.5)
    wobble = 1 + 0.08 * (((local.day * 7 + local.hour * 3 + local.minute) % 11) / 5 - 1)
    return (curve + lunch) * weekend * season * wobble


def seed_history(made: Camera, scale: float, now_s: float, days: int, minute_days: int) -> None:
    """Sums by minute, hour and day of a camera's view, zone and line; of each five minutes one row."""
    zone = ZoneInfo(made.site.time_zone)
    series = {
        kind: Series.objects.create(camera=made, kind=kind, name=name)
        for kind, name in (("view", ""), ("zone", "queue"), ("line", "door"))
    }
    today = day_start(int(now_s), zone)
    first = day_start(int(now_s) - days * DAY_S, zone)
    fine = day_start(int(now_s) - minute_days * DAY_S, zone)
    minutes = range(fine, int(now_s) - FIVE_MINUTES_S, FIVE_MINUTES_S)
    hours = [at for at in range(hour_start(first, zone), int(now_s), HOUR_S) if hour_start(at, zone) == at]
    for kind, one in series.items():
        MinuteRollUp.objects.bulk_create(
            (row(MinuteRollUp, one.pk, kind, at, FIVE_MINUTES_S, zone, scale) for at in minutes),
            batch_size=2000,
        )
        HourRollUp.objects.bulk_create(
            (row(HourRollUp, one.pk, kind, at, HOUR_S, zone, scale) for at in hours), batch_size=2000
        )
    for kind, one in series.items():
        whole = [
            row(DayRollUp, one.pk, kind, at, DAY_S, zone, scale) for at in day_starts(first, today, zone)
        ]
        so_far = int(now_s) - today
        if so_far >= MINUTE_S:
            whole[-1] = row(DayRollUp, one.pk, kind, today, so_far, zone, scale)
        DayRollUp.objects.bulk_create(whole, batch_size=2000)
    build_strips()


def day_starts(first: int, last: int, zone: ZoneInfo) -> Iterator[int]:
    """The local midnights from the first to the last."""
    at = first
    while at <= last:
        yield at
        at = next_day(at, zone)


def row(
    table: type[Sums], series_id: int, kind: str, at: int, length: int, zone: ZoneInfo, scale: float
) -> Sums:
    """One roll-up as the ingester would have stored it."""
    steps = range(at, at + length, HOUR_S)
    people = scale * sum(people_at(datetime.fromtimestamp(step, zone)) for step in steps) / len(steps)
    through = int(people * length / 90)
    made = table(key=roll_up_key(series_id, at), observed_s=length)
    if kind == "line":
        made.entered, made.left = through, int(through * 0.94)
        return made
    made.people_s, made.people_peak = people * length, int(people * 1.4) + 1
    if kind == "zone":
        visits = int(through * 0.5)
        for index, share in enumerate((0.05, 0.08, 0.15, 0.17, 0.25, 0.18, 0.09, 0.03)):
            setattr(made, f"dwell_{index}", int(visits * share))
        made.dwell_sum_s, made.dwell_max_s = visits * 48.0, 400.0 if visits else 0.0
    return made


def seed_plan(site: Site) -> FloorPlan:
    """A drawing of four walls, with the site's first cameras on it."""
    picture = Image.new("RGB", (1200, 700), "white")
    pen = ImageDraw.Draw(picture)
    for box in ((40, 40, 1160, 660), (40, 40, 420, 330), (420, 40, 800, 250), (800, 330, 1160, 660)):
        pen.rectangle(box, outline="#444444", width=6)
    out = BytesIO()
    picture.save(out, "PNG")
    plan = FloorPlan.objects.create(
        site=site, name="Ground floor", image=out.getvalue(), media_type="image/png", width=1200, height=700
    )
    places = ((0.2, 0.6, 60), (0.5, 0.55, 150), (0.8, 0.25, 230))
    for made, (x, y, heading) in zip(site.cameras.order_by("pk"), places, strict=False):
        made.floor_plan, made.plan_x, made.plan_y, made.heading_deg = plan, x, y, heading
        made.save(update_fields=["floor_plan", "plan_x", "plan_y", "heading_deg"])
    return plan
