"""Where cameras are and what is drawn on their pictures."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from passerby.hub.sites.checks import check_time_zone
from passerby.shapes.identity import new_id


class Agent(models.Model):
    """A process that reads cameras. stored_number: every event up to it is committed in this database."""

    id = models.CharField(primary_key=True, max_length=40)
    stored_number = models.BigIntegerField(default=0)
    missing_events = models.BigIntegerField(default=0, help_text="Numbers that never came.")
    configuration_revision = models.BigIntegerField(default=0)
    detector = models.CharField(max_length=40, default="auto")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.id


class Site(models.Model):
    """A place run by one operator."""

    id = models.CharField(primary_key=True, max_length=12, default=new_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    city = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="People at most, if there is a limit."
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="sites")
    public_key = models.BinaryField(max_length=32, null=True, editable=False)
    is_synthetic = models.BooleanField(
        default=False, help_text="Shows rendered people; told wherever it is shown."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FloorPlan(models.Model):
    """A drawing of a site on which cameras are placed. Never a picture of people: operators upload plans."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="floor_plans")
    name = models.CharField(max_length=80)
    image = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Camera(models.Model):
    """One video source. Its address is sealed with the hub's key; `address_shown` is masked.

    sealed_address: the same address sealed to the site's public key, as its agent gets it. Kept, because
    sealing it again would give other bytes, and look like another address.
    """

    class Lane(models.TextChoices):
        """What its pictures are for."""

        CROWD = "crowd", "crowd"
        GATE = "gate", "gate"

    id = models.CharField(primary_key=True, max_length=12, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="cameras")
    name = models.CharField(max_length=80)
    lane = models.CharField(max_length=5, choices=Lane.choices, default=Lane.CROWD)
    address = models.BinaryField(editable=False)
    sealed_address = models.BinaryField(null=True, editable=False)
    address_shown = models.CharField(max_length=300, editable=False)
    enabled = models.BooleanField(default=True)
    counts_for_site = models.BooleanField(default=True, help_text="Its people are part of the site's number.")
    window_s = models.PositiveSmallIntegerField(default=10)
    fps = models.FloatField(null=True, blank=True, help_text="Pictures a second to analyse; all when empty.")
    motion_gate = models.BooleanField(default=False)
    loop = models.BooleanField(default=False, help_text="A file begins again at its end.")
    presence_zone = models.CharField(max_length=80, blank=True)
    reset_hour = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(23)])
    calibration = models.JSONField(null=True, blank=True)
    scene_revision = models.PositiveIntegerField(default=0)
    scene_saved_by = models.CharField(max_length=60, blank=True, editable=False)
    floor_plan = models.ForeignKey(
        FloorPlan, null=True, blank=True, on_delete=models.SET_NULL, related_name="cameras"
    )
    plan_x = models.FloatField(null=True, blank=True)
    plan_y = models.FloatField(null=True, blank=True)
    heading_deg = models.FloatField(default=0.0, help_text="Clockwise from the plan's upper edge.")
    field_of_view_deg = models.FloatField(
        default=60.0, validators=[MinValueValidator(1), MaxValueValidator(360)]
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("site", "name"), name="camera_name_in_site")]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A polygon on a camera's picture, normalised points."""

    class Kind(models.TextChoices):
        """What people do there."""

        AREA = "area", "area"
        QUEUE = "queue", "queue"

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="zones")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.AREA)
    points = models.JSONField()
    capacity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("camera", "name"), name="zone_name_on_camera")]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A directed segment on a camera's picture. is_entrance: who crosses it enters or leaves the site."""

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(max_length=80)
    points = models.JSONField()
    is_entrance = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("camera", "name"), name="line_name_on_camera")]

    def __str__(self) -> str:
        return self.name


class CameraStatus(models.Model):
    """The last word on a camera's health, and those before it; see `events.camera_health`."""

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="health")
    at = models.BigIntegerField(help_text="Milliseconds since 1970-01-01 UTC.")
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=500, blank=True)
    figures = models.JSONField()

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=("camera", "-at"), name="health_of_camera")]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.state}"
