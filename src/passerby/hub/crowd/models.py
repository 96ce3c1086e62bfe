"""What the crowd lane counted: windows as they came, and their sums by minute, hour and day.

Times are whole numbers since 1970-01-01 UTC, in milliseconds for windows and in seconds for roll-ups: there
are tens of millions of windows, and a number is read and stored many times faster than a date's text. Read
them through `queries`, which knows the keys.
"""

from typing import ClassVar

from django.db import models

from passerby.hub.crowd.row_keys import RowKey
from passerby.hub.sites.models import Camera
from passerby.shapes.scene import MAX_NAME


class Series(models.Model):
    """What figures are of: the whole view of a camera, or one of its zones or lines, by name.

    A zone that is deleted keeps its history; one of the same name drawn later goes on with it. An id is never
    used again, so that rows that a deleted camera left behind are known as such until they are pruned.
    last_ended_ms: of a whole view, when its latest window ended.
    """

    class Kind(models.TextChoices):
        """What is counted."""

        VIEW = "view", "view"
        ZONE = "zone", "zone"
        LINE = "line", "line"

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="series", db_index=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=MAX_NAME, blank=True)
    last_ended_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("camera", "kind", "name"), name="series_of_camera")]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.kind} {self.name}".strip()


class CrowdWindow(models.Model):
    """One window of one camera, by `row_keys.window_key`. zones, lines: their figures, see `window_items`."""

    key = RowKey(primary_key=True)
    ended_ms = models.BigIntegerField()
    observed_s = models.FloatField()
    frames = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    people_now = models.PositiveIntegerField()
    people_mean = models.FloatField()
    people_peak = models.PositiveIntegerField()
    zones = models.TextField()
    lines = models.TextField()

    def __str__(self) -> str:
        return f"window {self.key}"


class RollUp(models.Model):
    """Sums of one series over one span, by `row_keys.roll_up_key`.

    Spans that nobody watched have no row; the mean number of people is people_s / observed_s. dwell_…: counts
    by bin of shapes.window.DWELL_EDGES_S. moving_…: person-seconds by sector of shapes.window.DIRECTIONS.
    Columns, not lists, so that the database can add to them; a zero takes no room.
    """

    key = RowKey(primary_key=True)
    observed_s = models.FloatField(default=0)
    people_s = models.FloatField(default=0, help_text="Person-seconds.")
    people_peak = models.PositiveIntegerField(default=0)
    entered = models.PositiveBigIntegerField(default=0)
    left = models.PositiveBigIntegerField(default=0)
    dwell_0 = models.PositiveBigIntegerField(default=0)
    dwell_1 = models.PositiveBigIntegerField(default=0)
    dwell_2 = models.PositiveBigIntegerField(default=0)
    dwell_3 = models.PositiveBigIntegerField(default=0)
    dwell_4 = models.PositiveBigIntegerField(default=0)
    dwell_5 = models.PositiveBigIntegerField(default=0)
    dwell_6 = models.PositiveBigIntegerField(default=0)
    dwell_7 = models.PositiveBigIntegerField(default=0)
    dwell_8 = models.PositiveBigIntegerField(default=0)
    dwell_9 = models.PositiveBigIntegerField(default=0)
    dwell_sum_s = models.FloatField(default=0)
    dwell_max_s = models.FloatField(default=0)
    moving_0 = models.FloatField(default=0)
    moving_1 = models.FloatField(default=0)
    moving_2 = models.FloatField(default=0)
    moving_3 = models.FloatField(default=0)
    moving_4 = models.FloatField(default=0)
    moving_5 = models.FloatField(default=0)
    moving_6 = models.FloatField(default=0)
    moving_7 = models.FloatField(default=0)
    still_s = models.FloatField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"roll-up {self.key}"


class MinuteRollUp(RollUp):
    """Sums by minute."""


class HourRollUp(RollUp):
    """Sums by hour of the site's clock."""


class DayRollUp(RollUp):
    """Sums by day of the site's clock; a day may have 23 or 25 hours."""


class HourGrid(models.Model):
    """Where people were and moved within an hour, of a whole view, by `row_keys.roll_up_key`.

    density_s: person-seconds by cell. flow_s: mean velocity by cell times those person-seconds. Both float32,
    row by row; sums, so that hours add up.
    """

    key = RowKey(primary_key=True)
    observed_s = models.FloatField()
    density_s = models.BinaryField()
    flow_s = models.BinaryField()

    def __str__(self) -> str:
        return f"grid {self.key}"


class Strip(models.Model):
    """People in a whole view over several buckets, by `row_keys.roll_up_key` and as `strips` packs them.

    The same sums as in the roll-ups, for what adds up all cameras of a site over a long time. length_s: how
    much time a row holds; about two dozen buckets, so that adding to one of them rewrites little.
    """

    length_s: ClassVar[int]

    key = RowKey(primary_key=True)
    slots = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"strip {self.key}"


class FiveMinuteStrip(Strip):
    """Buckets of five minutes."""

    length_s = 7200


class HourStrip(Strip):
    """Hours of the site's clock."""

    length_s = 86_400


class SiteHourStrip(models.Model):
    """Hours of all cameras of a site together, a day of UTC in a row: sums that are kept, see `site_strips`.

    cameras: a number that tells which ones; start_s: when the day begins; slots: as in `summed_people`.
    """

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    cameras = models.BigIntegerField()
    start_s = models.BigIntegerField(db_index=True)
    slots = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("cameras", "start_s"), name="sums_of_day")]

    def __str__(self) -> str:
        return f"sums {self.site_id} {self.start_s}"


class RefusedEvent(models.Model):
    """An event that could not be stored, by its number and why; its content is not kept."""

    agent = models.ForeignKey("sites.Agent", on_delete=models.CASCADE, related_name="refused")
    number = models.BigIntegerField()
    at_s = models.BigIntegerField()
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.agent_id} {self.number}"


class Retention(models.Model):
    """How many days each resolution is kept; one row. Day sums are never deleted."""

    window_days = models.PositiveIntegerField(default=30)
    minute_days = models.PositiveIntegerField(default=90)
    hour_days = models.PositiveIntegerField(default=1100)
    health_days = models.PositiveIntegerField(default=30)

    def __str__(self) -> str:
        return "retention"
