"""What the crowd lane counted: windows as they came, and their sums by minute, hour and day.

Times are whole numbers since 1970-01-01 UTC, in milliseconds for windows and in seconds for roll-ups: there
are tens of millions of windows, and a number is read and stored many times faster than a date's text.
"""

from django.db import models

from passerby.hub.sites.models import Camera


class CrowdWindow(models.Model):
    """One window of one camera. items: figures of its zones and lines, as the record tells them."""

    pk = models.CompositePrimaryKey("camera_id", "started_ms")
    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="windows", db_index=False)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField()
    observed_s = models.FloatField()
    frames = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    people_now = models.PositiveIntegerField()
    people_mean = models.FloatField()
    people_peak = models.PositiveIntegerField()
    items = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.camera_id} at {self.started_ms}"


class Series(models.Model):
    """What roll-ups are of: the whole view of a camera, or one of its zones or lines, by name.

    A zone that is deleted keeps its history; one of the same name drawn later goes on with it.
    """

    class Kind(models.TextChoices):
        """What is counted."""

        VIEW = "view", "view"
        ZONE = "zone", "zone"
        LINE = "line", "line"

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="series")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("camera", "kind", "name"), name="series_of_camera")]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.kind} {self.name}".strip()


class RollUp(models.Model):
    """Sums of one series over one span. Means are people_s / observed_s; spans nobody watched have no row."""

    pk = models.CompositePrimaryKey("series_id", "started_s")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, db_index=False, related_name="+")
    started_s = models.BigIntegerField()
    observed_s = models.FloatField(default=0)
    people_s = models.FloatField(default=0, help_text="Person-seconds.")
    people_peak = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    dwell_ended = models.JSONField(null=True, help_text="Counts by bin of shapes.window.DWELL_EDGES_S.")
    dwell_sum_s = models.FloatField(default=0)
    dwell_max_s = models.FloatField(default=0)
    moving_s = models.JSONField(null=True, help_text="Person-seconds by sector of shapes.window.DIRECTIONS.")
    still_s = models.FloatField(default=0)
    density_s = models.BinaryField(null=True, help_text="Person-seconds by cell, float32, row by row.")
    flow = models.BinaryField(
        null=True, help_text="Mean velocity by cell, float32 pairs, weighted by presence."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.series_id} at {self.started_s}"


class MinuteRollUp(RollUp):
    """Sums by minute. Grids are kept by the hour only."""


class HourRollUp(RollUp):
    """Sums by hour of the site's local time."""


class DayRollUp(RollUp):
    """Sums by day of the site's local time; a day may have 23 or 25 hours."""


class RefusedEvent(models.Model):
    """An event that could not be stored, by its number and why; its content is not kept."""

    agent = models.ForeignKey("sites.Agent", on_delete=models.CASCADE, related_name="refused")
    number = models.BigIntegerField()
    at_s = models.BigIntegerField()
    reason = models.CharField(max_length=500)

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
