"""Rules and alerts in words."""

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.schedule import Schedule


def schedule_of(rule: AlertRule) -> Schedule:
    """When the rule is in force."""
    return Schedule(tuple(rule.days), rule.from_minute, rule.until_minute)


def duration_text(seconds: float) -> str:
    """Seconds as 45 s, 4 min, 1 h 30 min."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        return f"{minutes} min {whole % 60} s" if whole % 60 else f"{minutes} min"
    return f"{whole} s"


def value_text(kind: str, value: float) -> str:
    """A value with its unit."""
    if kind == AlertRule.Kind.OCCUPANCY:
        return f"{value:.0f} people"
    if kind == AlertRule.Kind.DENSITY:
        return f"{value:.2g} people per m²"
    return duration_text(value)


def alert_text(rule: AlertRule) -> str:
    """What was found, such as "Stairs, queue: more than 80 people for 1 min"."""
    place = rule.camera.name if rule.camera else rule.site.name
    where = f"{place}, {rule.zone}" if rule.zone else place
    limit = value_text(rule.kind, rule.threshold)
    if rule.kind == AlertRule.Kind.CAMERA_DOWN:
        return f"{where}: no picture for more than {limit}"
    lasts = f" for {duration_text(rule.lasts_s)}" if rule.lasts_s else ""
    if rule.kind == AlertRule.Kind.DWELL:
        return f"{where}: people wait longer than {limit}{lasts}"
    return f"{where}: more than {limit}{lasts}"
