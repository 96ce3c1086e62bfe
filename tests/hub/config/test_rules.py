"""Alert rules in the configuration."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.alerts.rules import MOST_THRESHOLD, add_rule
from passerby.hub.alerts.schedule import DAY_MINUTES
from passerby.hub.alerts.services import begin
from passerby.hub.config.document import import_configuration
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.services import add_camera
from passerby.shapes.errors import SettingError
from tests.hub.config.conftest import Change, exported, put, text
from tests.hub.sites.conftest import ADDRESS

NOON = 1_780_000_000.0
QUEUE = {
    "name": "Queue",
    "camera": "Hall",
    "zone": "square",
    "kind": "dwell",
    "threshold": 90.0,
    "lasts_s": 30,
    "cool_down_s": 300,
    "days": ["Monday", "Sunday"],
    "from": "21:30",
    "until": "06:05",
    "enabled": False,
}


@pytest.fixture
def queue(drawn: Camera) -> AlertRule:
    """A rule with a value of its own for everything that a rule has."""
    return add_rule(
        site=drawn.site, camera=drawn, zone="square", name="Queue", kind="dwell", threshold=90, lasts_s=30,
        cool_down_s=300, days=[0, 6], from_minute=21 * 60 + 30, until_minute=6 * 60 + 5, enabled=False,
    )  # fmt: skip


def rules_of(document: dict[str, Any]) -> Any:
    return document["site"][0]["rule"]


def with_rules(*rules: dict[str, Any]) -> dict[str, Any]:
    document = exported()
    document["site"][0]["rule"] = [dict(rule) for rule in rules]
    return document


def test_a_rule_is_told_in_words_that_can_be_read(queue: AlertRule) -> None:
    assert rules_of(exported()) == [QUEUE]


def test_a_rule_of_the_whole_site_and_day_names_no_camera_and_no_zone(drawn: Camera) -> None:
    add_rule(site=drawn.site, name="Full", threshold=400)
    [rule] = rules_of(exported())
    assert {"camera", "zone"}.isdisjoint(rule)
    assert (rule["days"], rule["from"], rule["until"]) == ([], "00:00", "00:00")


RULES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Full", "Queue", "Stairs, ünten"]),
        "kind": st.sampled_from(AlertRule.Kind.values),
        "threshold": st.floats(0, MOST_THRESHOLD),
        "lasts_s": st.integers(0, 86_400),
        "cool_down_s": st.integers(0, 86_400),
        "days": st.sets(st.integers(0, 6)).map(sorted),
        "from_minute": st.integers(0, DAY_MINUTES - 1),
        "until_minute": st.integers(0, DAY_MINUTES - 1),
        "enabled": st.booleans(),
        "on_camera": st.booleans(),
    }
)


# The database is the same for each example, and each begins by clearing it.
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.lists(RULES, max_size=4))
def test_what_was_exported_changes_nothing_and_makes_the_same_where_there_is_none(
    drawn: Camera, fields: list[dict[str, Any]]
) -> None:
    AlertRule.objects.all().delete()
    for each in fields:
        on_camera = each.pop("on_camera")
        add_rule(site=drawn.site, camera=drawn if on_camera else None, **each)
    before, document = text(), exported()
    assert import_configuration(document, prune=True) == []
    AlertRule.objects.all().delete()
    assert len(import_configuration(document)) == len(fields)
    assert text() == before


def test_a_rule_is_added_and_what_is_left_out_is_as_the_console_begins_with(drawn: Camera) -> None:
    document = with_rules({"name": "Full", "threshold": 80, "camera": "Hall"})
    assert import_configuration(document) == ["add the rule Museum/Full"]
    rule = AlertRule.objects.get()
    assert (rule.site_id, rule.camera_id, rule.kind, rule.threshold) == (
        drawn.site_id, drawn.pk, "occupancy", 80
    )  # fmt: skip
    assert (rule.lasts_s, rule.days, rule.enabled) == (60, [], True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"threshold": 120}, "threshold"),
        ({"days": ["Sunday", "Saturday"]}, "days"),
        ({"from": "21:31", "until": "06:05"}, "from"),
        ({"from": "00:00", "until": "23:59", "enabled": True}, "enabled, from, until"),
    ],
)
def test_a_rule_is_known_by_its_name_and_changed(
    queue: AlertRule, change: dict[str, object], told: str
) -> None:
    document = with_rules(QUEUE | change)
    [line] = import_configuration(document)
    assert line == f"change the rule Museum/Queue: {told}"
    assert AlertRule.objects.get().pk == queue.pk
    assert import_configuration(document) == []


def test_a_rule_that_names_no_camera_any_more_is_of_the_whole_site(queue: AlertRule) -> None:
    left = {key: value for key, value in QUEUE.items() if key not in ("camera", "zone")}
    assert import_configuration(with_rules(left)) == ["change the rule Museum/Queue: camera, zone"]
    rule = AlertRule.objects.get()
    assert (rule.camera, rule.zone) == (None, "")


def test_a_rule_follows_its_camera_under_a_new_name(queue: AlertRule) -> None:
    document = with_rules(QUEUE | {"camera": "Great hall"})
    document["site"][0]["camera"][0]["name"] = "Great hall"
    assert import_configuration(document) == ["change the camera Museum/Great hall: name"]


def test_rules_that_the_file_does_not_name_stay_unless_pruned(queue: AlertRule) -> None:
    assert begin(queue, 91, NOON) is not None
    older = exported()
    del older["site"][0]["rule"]
    assert import_configuration(older) == []
    assert import_configuration(older, prune=True) == ["delete the rule Museum/Queue"]
    assert not AlertRule.objects.exists()
    assert Alert.objects.get().ended_at is not None


def test_a_rule_that_goes_with_its_camera_is_told(queue: AlertRule) -> None:
    document = with_rules()
    document["site"][0]["camera"] = []
    assert import_configuration(document, prune=True) == [
        "delete the rule Museum/Queue",
        "delete the camera Museum/Hall with all that it counted",
    ]


def test_no_rule_may_be_about_a_camera_that_is_pruned(queue: AlertRule) -> None:
    document = with_rules(QUEUE)
    document["site"][0]["camera"] = []
    with pytest.raises(SettingError, match=r"rule Museum/Queue: there is no camera 'Hall'.*none yet"):
        import_configuration(document, prune=True)
    assert AlertRule.objects.get() == queue
    assert Camera.objects.exists()


def test_a_dry_run_leaves_the_rules_as_they_are(queue: AlertRule) -> None:
    before = text()
    changed = with_rules(QUEUE | {"threshold": 1}, {"name": "New", "threshold": 2})
    assert import_configuration(changed, dry_run=True) == [
        "change the rule Museum/Queue: threshold",
        "add the rule Museum/New",
    ]
    assert import_configuration(with_rules(), prune=True, dry_run=True) == ["delete the rule Museum/Queue"]
    assert text() == before


def test_rules_of_one_name_are_told_apart_by_their_order(queue: AlertRule) -> None:
    second = QUEUE | {"threshold": 5.0}
    assert import_configuration(with_rules(QUEUE, second)) == ["add the rule Museum/Queue"]
    assert import_configuration(with_rules(QUEUE, second | {"threshold": 6.0})) == [
        "change the rule Museum/Queue: threshold"
    ]
    assert rules_of(exported()) == [QUEUE, second | {"threshold": 6.0}]


RULE = "site.0.rule.0."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(RULE + "colour", 1), "Museum/Queue has no field 'colour'"),
        (put("site.0.rule", {}), r"start it with \[\[…rule\]\]"),
        (put(RULE + "name", 7), "Museum/7: name must be text"),
        (put(RULE + "name", ""), "Museum/: name: .*blank"),
        (put(RULE + "name", "x" * 81), "Museum/xxx.*at most 80"),
        (put(RULE + "camera", "Roof"), "Museum/Queue: there is no camera 'Roof'; .*are: Hall"),
        (put(RULE + "zone", "roof"), "Queue: the camera 'Hall' has no zone 'roof'; its zones are: square"),
        (put(RULE + "camera", ""), "Museum/Queue: the zone 'square' is on a camera's picture"),
        (put(RULE + "kind", "mood"), "Museum/Queue: kind must be one of occupancy, .*got 'mood'"),
        (put(RULE + "kind", "camera_down"), "Museum/Queue: a zone cannot lose its picture"),
        (put(RULE + "threshold", -1), "Museum/Queue: the limit must be a number from 0 to 1,000,000; got -1"),
        (put(RULE + "threshold", float("nan")), "Museum/Queue: the limit must be"),
        (put(RULE + "threshold", 10**400), "Museum/Queue: the limit must be"),
        (put(RULE + "threshold", "many"), "Museum/Queue: threshold must be a number"),
        (put(RULE + "lasts_s", -1), "Museum/Queue: lasts_s: "),
        (put(RULE + "cool_down_s", 2**80), "Museum/Queue: cool_down_s: "),
        (put(RULE + "days", ["Caturday"]), "Museum/Queue: days must be of Monday, .*got 'Caturday'"),
        (put(RULE + "days", [["Monday"]]), "Museum/Queue: days must be of Monday"),
        (put(RULE + "days", "Monday"), "Museum/Queue: days must be a list"),
        (put(RULE + "from", "24:00"), r"Queue: from and until must be .*07:05.*; got '24:00'"),
        (put(RULE + "until", "7:05"), "Museum/Queue: from and until must be times"),
        (lambda document: rules_of(document)[0].pop("until"), "Museum/Queue: give both from and until"),
        (put("site.0.rule", [{"name": "New"}]), "Museum/New: it is new here, so it needs a threshold"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_stored_is_named_and_nothing_is_changed(
    queue: AlertRule, change: Change, words: str
) -> None:
    # Before what is at fault, something that could be stored.
    document = with_rules(QUEUE, {"name": "Other", "threshold": 1})
    document["agent"][0]["detector"] = "motion"
    change(document)
    before = text()
    with pytest.raises(SettingError, match=words):
        import_configuration(document)
    assert text() == before


def test_waiting_is_not_watched_by_a_camera_without_a_zone(museum: Site) -> None:
    add_camera(museum, ADDRESS, name="Door")
    with pytest.raises(SettingError, match=r"Museum/Wait: density and waiting .* 'Door' has none"):
        import_configuration(with_rules({"name": "Wait", "camera": "Door", "kind": "dwell", "threshold": 9}))
