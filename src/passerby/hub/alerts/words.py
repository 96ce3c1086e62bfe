"""Rules and alerts in words."""

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.schedule import Schedule
from passerby.hub.charts.words import duration_text, number_text


def schedule_of(rule: AlertRule) -> Schedule:
    """When the rule is in force."""
    return Schedule(tuple(rule.days), rule.from_minute, rule.until_minute)


def value_text(kind: str, value: float) -> str:
    """A value with its unit."""
    if kind == AlertRule.Kind.OCCUPANCY:
        return f"{number_text(value)} people"
    if kind == AlertRule.Kind.DENSITY:
        return f"{number_text(value)} people per m²"
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
