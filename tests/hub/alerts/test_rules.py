"""Adding and changing alert rules."""

from typing import Any

import pytest

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.rules import add_rule, change_rule, remove_rule
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import RuleError


@pytest.fixture
def full(plaza: Camera) -> AlertRule:
    return add_rule(site=plaza.site, camera=plaza, name="Full", threshold=80)


def stored(rule: AlertRule) -> dict[str, Any]:
    return {**AlertRule.objects.filter(pk=rule.pk).values().get()}


def test_only_what_is_named_is_changed(full: AlertRule) -> None:
    # Somebody else did this meanwhile.
    AlertRule.objects.update(threshold=90)
    change_rule(full, name="Too full")
    assert (stored(full)["name"], stored(full)["threshold"]) == ("Too full", 90)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "mood"}, "kind"),
        ({"threshold": -0.1}, "threshold"),
        ({"threshold": 1_000_001}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": None}, "threshold"),
        ({"lasts_s": -1}, "lasts_s"),
        ({"zone": "roof"}, "zone"),
        ({"camera": None, "zone": "square"}, "camera"),
        ({"kind": "camera_down", "zone": "square"}, "zone"),
        ({"days": [7]}, "days"),
        ({"days": [3, 3]}, "days"),
        ({"days": [3, 1]}, "days"),
        ({"from_minute": 1440}, "from_minute"),
        ({"until_minute": -1}, "until_minute"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_its_field(
    full: AlertRule, fields: dict[str, Any], field: str
) -> None:
    before = stored(full)
    with pytest.raises(RuleError) as changing:
        change_rule(full, **fields)
    whole: dict[str, Any] = {
        "site": full.site,
        "camera": full.camera,
        "name": "New",
        "threshold": 1,
        **fields,
    }
    with pytest.raises(RuleError) as adding:
        add_rule(**whole)
    assert (changing.value.field, adding.value.field) == (field, field)
    assert stored(full) == before
    assert AlertRule.objects.count() == 1


@pytest.mark.parametrize("kind", ["density", "dwell"])
def test_what_is_measured_in_zones_needs_one(harbour: Site, kind: str) -> None:
    quay = harbour.cameras.get(name="Quay")
    with pytest.raises(RuleError, match=r"'Quay' has none; draw one first") as caught:
        add_rule(site=harbour, camera=quay, name="Wait", kind=kind, threshold=9)
    assert caught.value.field == "camera"
    add_rule(site=harbour, camera=harbour.cameras.get(name="Plaza"), name="Wait", kind=kind, threshold=9)


def test_a_camera_of_another_site_is_refused(full: AlertRule, library: Site) -> None:
    with pytest.raises(RuleError, match=r"'Foyer' is of another site"):
        change_rule(full, camera=library.cameras.get())


def test_a_rule_that_was_deleted_meanwhile_is_not_changed(full: AlertRule) -> None:
    remove_rule(AlertRule.objects.get())
    with pytest.raises(RuleError, match="deleted meanwhile"):
        change_rule(full, threshold=9)
    assert not AlertRule.objects.exists()
