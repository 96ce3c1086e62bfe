"""Alert rules as tables of a configuration; cameras stand in them by their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.rules import add_rule, change_rule, remove_rule
from passerby.hub.alerts.schedule import WEEK, clock_text
from passerby.hub.config.tables import LIST, NUMBER, TEXT, TRUTH, WHOLE, Intake, Kind, Table, check, different
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import RuleError, SettingError

_OWN: dict[str, Kind] = {
    "name": TEXT,
    "kind": TEXT,
    "threshold": NUMBER,
    "lasts_s": WHOLE,
    "cool_down_s": WHOLE,
    "enabled": TRUTH,
}
_KINDS = {**_OWN, "camera": TEXT, "zone": TEXT, "days": LIST, "from": TEXT, "until": TEXT}
_IN_WORDS = {"from_minute": "from", "until_minute": "until"}
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def rule_tables(site: Site) -> list[dict[str, Any]]:
    """The rules of a site as tables, by name; `import_rules` takes them back."""
    return [_rule_table(rule) for rule in _stored(site)]


def import_rules(site: Site, found: Sequence[Table], cameras: Iterable[Camera], intake: Intake) -> None:
    """Store the rules of a site as their tables say. cameras: those that they may be about.

    A rule is known by its name, and several of one name by their order. Raises SettingError.
    """
    by_name = {camera.name: camera for camera in cameras}
    waiting: defaultdict[str, list[AlertRule]] = defaultdict(list)
    for rule in _stored(site):
        waiting[rule.name].append(rule)
    for table in found:
        where = f"{site.name}/{table.get('name', '')!s:.80}"
        check(table, _KINDS, f"rule {where}")
        same_name = waiting[str(table.get("name", ""))]
        try:
            _import_rule(site, same_name.pop(0) if same_name else None, _fields(table, by_name), intake)
        except RuleError as error:
            raise SettingError(f"rule {where}: {error}") from error
    for rule in (each for rules in waiting.values() for each in rules) if intake.prune else ():
        intake.note(f"delete the rule {site.name}/{rule.name}")
        remove_rule(rule)


def _stored(site: Site) -> Iterable[AlertRule]:
    return site.alert_rules.select_related("site", "camera").order_by("name", "pk")


def _rule_table(rule: AlertRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "camera": rule.camera.name if rule.camera else None,
        "zone": rule.zone or None,
        "kind": rule.kind,
        "threshold": rule.threshold,
        "lasts_s": rule.lasts_s,
        "cool_down_s": rule.cool_down_s,
        "days": [WEEK[day] for day in rule.days],
        "from": clock_text(rule.from_minute),
        "until": clock_text(rule.until_minute),
        "enabled": rule.enabled,
    }


def _import_rule(site: Site, rule: AlertRule | None, fields: dict[str, Any], intake: Intake) -> None:
    where = f"{site.name}/{fields.get('name', '')}"
    if rule is None:
        if "threshold" not in fields:
            raise RuleError("it is new here, so it needs a threshold", "threshold")
        add_rule(site=site, **fields)
        intake.note(f"add the rule {where}")
        return
    if changed := different(rule, fields):
        change_rule(rule, **changed)
        told = (_IN_WORDS.get(name, name) for name in changed)
        intake.note(f"change the rule {where}: {', '.join(told)}")


def _fields(table: Table, cameras: Mapping[str, Camera]) -> dict[str, Any]:
    """The fields that the table names; no camera is the whole site, and no zone the whole view."""
    fields: dict[str, Any] = {key: table[key] for key in _OWN if key in table}
    fields |= {"camera": _camera(table, cameras), "zone": table.get("zone", "")}
    if "days" in table:
        fields["days"] = sorted({_weekday(day) for day in table["days"]})
    if ("from" in table) != ("until" in table):
        raise RuleError("give both from and until, or neither", "from_minute")
    if "from" in table:
        fields |= {"from_minute": _minute(table["from"]), "until_minute": _minute(table["until"])}
    return fields


def _camera(table: Table, cameras: Mapping[str, Camera]) -> Camera | None:
    name = table.get("camera", "")
    if not name:
        return None
    if name not in cameras:
        raise RuleError(
            f"there is no camera {name[:80]!r}; the site's cameras are: "
            f"{', '.join(list(cameras)[:20]) or 'none yet'}",
            "camera",
        )
    return cameras[name]


def _weekday(day: object) -> int:
    if day not in WEEK:
        raise RuleError(f"days must be of {', '.join(WEEK)}; got {day!r:.40}", "days")
    return WEEK.index(str(day))


def _minute(text: str) -> int:
    """A minute of the day written as 07:05."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise RuleError(f'from and until must be times such as "07:05"; got {text[:40]!r}', "from_minute")
    return int(found[1]) * 60 + int(found[2])
