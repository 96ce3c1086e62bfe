"""Every change of alert rules, for the console and the command line alike.

What cannot be stored raises RuleError, which names the field at fault.
"""

from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.schedule import DAY_MINUTES, WEEK
from passerby.hub.alerts.services import conclude
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import RuleError

MOST_THRESHOLD = 1_000_000
_MEASURED_IN_ZONES = (AlertRule.Kind.DENSITY, AlertRule.Kind.DWELL)


class RuleFields(TypedDict, total=False):
    """What may be set of a rule; see models.AlertRule."""

    site: Site
    camera: Camera | None
    zone: str
    name: str
    kind: str
    threshold: float
    lasts_s: int
    cool_down_s: int
    days: list[int]
    from_minute: int
    until_minute: int
    enabled: bool


def add_rule(**fields: Unpack[RuleFields]) -> AlertRule:
    """Store a new rule; it needs at least a site, a name and a threshold. Raises RuleError."""
    rule = AlertRule(**fields)
    _check(rule)
    rule.save(force_insert=True)
    return rule


def change_rule(rule: AlertRule, **fields: Unpack[RuleFields]) -> AlertRule:
    """Store these fields of the rule. Raises RuleError."""
    for name, value in fields.items():
        setattr(rule, name, value)
    _check(rule)
    if fields and not AlertRule.objects.filter(pk=rule.pk).update(**fields):
        raise RuleError("this rule was deleted meanwhile")
    return rule


def remove_rule(rule: AlertRule) -> None:
    """Delete the rule. What it found stays in the history, and is over."""
    with transaction.atomic():
        conclude(rule, timezone.now().timestamp())
        rule.delete()


def _check(rule: AlertRule) -> None:
    _check_terms(rule)
    _check_place(rule)
    _check_schedule(rule)
    try:
        rule.full_clean()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise RuleError(f"{field}: {texts[0]}", field) from None


def _check_terms(rule: AlertRule) -> None:
    if rule.kind not in AlertRule.Kind.values:
        raise RuleError(f"kind must be one of {', '.join(AlertRule.Kind)}; got {rule.kind[:40]!r}", "kind")
    # A rule that was just made may have none; what is no number is within no limits either.
    if rule.threshold is not None and not 0 <= rule.threshold <= MOST_THRESHOLD:
        raise RuleError(
            f"the limit must be a number from 0 to {MOST_THRESHOLD:,}; got {rule.threshold!r:.40}",
            "threshold",
        )


def _check_place(rule: AlertRule) -> None:
    if rule.camera is None:
        if rule.zone:
            raise RuleError(f"the zone {rule.zone!r} is on a camera's picture; name the camera too", "camera")
        return
    if rule.camera.site_id != rule.site_id:
        raise RuleError(f"the camera {rule.camera.name!r} is of another site", "camera")
    zones = list(rule.camera.zones.values_list("name", flat=True))
    if rule.zone and rule.zone not in zones:
        raise RuleError(
            f"the camera {rule.camera.name!r} has no zone {rule.zone[:80]!r}; its zones are: "
            f"{', '.join(zones) or 'none yet'}",
            "zone",
        )
    if rule.zone and rule.kind == AlertRule.Kind.CAMERA_DOWN:
        raise RuleError("a zone cannot lose its picture; choose the camera or the site", "zone")
    if rule.kind in _MEASURED_IN_ZONES and not zones:
        raise RuleError(
            f"density and waiting are measured in zones, and the camera {rule.camera.name!r} has none; draw "
            "one first",
            "camera",
        )


def _check_schedule(rule: AlertRule) -> None:
    if sorted(set(rule.days)) != rule.days or not set(rule.days) <= set(range(len(WEEK))):
        raise RuleError(
            f"days must be weekdays from 0 for Monday to 6 for Sunday, in order; got {rule.days!r:.80}",
            "days",
        )
    for field, minute in (("from_minute", rule.from_minute), ("until_minute", rule.until_minute)):
        if not 0 <= minute < DAY_MINUTES:
            raise RuleError(f"a day has minutes from 0 to {DAY_MINUTES - 1}; got {minute}", field)
