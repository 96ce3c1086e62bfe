"""How long figures are kept, in the configuration."""

import pytest

from passerby.hub.config.document import import_configuration
from passerby.hub.crowd.kept import change_retention, retention
from passerby.hub.crowd.models import Retention
from passerby.shapes.errors import SettingError
from tests.hub.config.conftest import exported, text

pytestmark = pytest.mark.django_db


def test_the_defaults_are_told_and_nothing_is_stored_by_them() -> None:
    document = exported()
    assert document["retention"] == {
        "window_days": 30,
        "minute_days": 90,
        "hour_days": 1100,
        "health_days": 30,
    }
    assert import_configuration(document) == []
    assert not Retention.objects.exists()


def test_what_is_named_is_stored_and_the_rest_stays() -> None:
    change_retention(hour_days=800)
    document = exported()
    document["retention"] = {"window_days": 7, "health_days": 9, "hour_days": 800}
    assert import_configuration(document) == [
        "change how long figures are kept: window_days from 30 to 7, health_days from 30 to 9"
    ]
    kept = retention()
    assert (kept.window_days, kept.minute_days, kept.hour_days, kept.health_days) == (7, 90, 800, 9)
    assert import_configuration(document) == []


def test_a_file_that_does_not_name_it_leaves_it() -> None:
    change_retention(window_days=7)
    document = exported()
    del document["retention"]
    assert import_configuration(document, prune=True) == []
    assert retention().window_days == 7


def test_a_dry_run_keeps_everything_as_long_as_before() -> None:
    document = exported()
    document["retention"]["window_days"] = 7
    assert len(import_configuration(document, dry_run=True)) == 1
    assert retention().window_days == 30


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"window_days": 0}, "retention: window_days: .*from 1 to 36,500 days; got 0"),
        ({"health_days": 10**400}, "retention: health_days: .*from 1 to"),
        ({"minute_days": 20}, "retention: minute_days: coarser sums .*here 30 days; got 20"),
        ({"window_days": "long"}, "retention: window_days must be a whole number"),
        ({"window_days": True}, "retention: window_days must be a whole number"),
        ({"year_days": 1}, "retention has no field 'year_days'"),
        ([], r"begun with \[retention\]"),
    ],
)
def test_a_retention_that_makes_no_sense_changes_nothing_at_all(wrong: object, words: str) -> None:
    document = exported()
    # Before what is at fault, something that could be stored.
    document["agent"] = [{"id": "local", "detector": "motion"}]
    document["retention"] = wrong
    before = text()
    with pytest.raises(SettingError, match=words):
        import_configuration(document)
    assert text() == before
