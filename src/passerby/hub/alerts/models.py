"""Rules that somebody set, and what they found."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from passerby.hub.sites.models import Camera, Site


class AlertRule(models.Model):
    """What to watch for. camera None: the whole site. zone "": the whole view.

    threshold: people; people per square metre; seconds of dwell; seconds without a picture.
    lasts_s: how long it must hold before it is told. cool_down_s: how long after its end it stays silent.
    days: local weekdays, Monday 0, empty for all. from_minute, until_minute: of the local day, equal for
    the whole of it.
    """

    class Kind(models.TextChoices):
        """What is watched."""

        OCCUPANCY = "occupancy", "more people than"
        DENSITY = "density", "denser than"
        DWELL = "dwell", "waiting longer than"
        CAMERA_DOWN = "camera_down", "camera gives no picture"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alert_rules")
    camera = models.ForeignKey(
        Camera, null=True, blank=True, on_delete=models.CASCADE, related_name="alert_rules"
    )
    zone = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.OCCUPANCY)
    threshold = models.FloatField()
    lasts_s = models.PositiveIntegerField(default=60)
    cool_down_s = models.PositiveIntegerField(default=600)
    days = models.JSONField(default=list, blank=True)
    from_minute = models.PositiveSmallIntegerField(default=0)
    until_minute = models.PositiveSmallIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """Something a rule found. Open until it no longer holds; acknowledged when somebody looks after it."""

    rule = models.ForeignKey(AlertRule, null=True, on_delete=models.SET_NULL, related_name="alerts")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alerts")
    camera = models.ForeignKey(Camera, null=True, on_delete=models.CASCADE, related_name="alerts")
    text = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    worst = models.FloatField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-began_at",)
        indexes = [
            # Each page counts those that wait; there are few of them, and many that are over.
            models.Index(
                fields=("site",),
                condition=models.Q(ended_at__isnull=True, acknowledged_at__isnull=True),
                name="alerts_that_wait",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("rule",), condition=models.Q(ended_at__isnull=True), name="one_open_alert_a_rule"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def seconds(self) -> float | None:
        """How long it lasted, None while it is open."""
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at else None
