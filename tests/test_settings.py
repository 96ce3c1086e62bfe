from dataclasses import fields
from pathlib import Path

import pytest

from passerby.settings import Settings
from passerby.shapes.errors import SettingError

DOCS = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_it_runs_with_no_setting_at_all() -> None:
    settings = Settings.from_environment({"HOME": "/home/alice"})
    assert (settings.provider, settings.threads, settings.workers) == ("cpu", 0, 0)
    assert settings.models.parts[-2:] == ("passerby", "models")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSERBY_PROVIDER", "abacus"),
        ("PASSERBY_THREADS", "many"),
        ("PASSERBY_THREADS", "-1"),
        ("PASSERBY_WORKERS", "1000"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}.*{value}"):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_in_the_documentation(field: object) -> None:
    assert f"`{field.metadata['env']}`" in DOCS.read_text()  # type: ignore[attr-defined]
