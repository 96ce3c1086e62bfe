from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest

from passerby.cameras.health import CameraHealth, CameraState
from passerby.cameras.options import CameraOptions

PAGE = (Path(__file__).parents[2] / "docs" / "cameras.md").read_text("utf-8")


@pytest.mark.parametrize("option", fields(CameraOptions), ids=lambda option: option.name)
def test_every_option_is_explained_with_its_default(option: Field[Any]) -> None:
    name, default = option.name, option.default
    row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{name}`")), "")
    shown = row.split("|")[2].strip().strip("`")
    assert shown in (
        str(default),
        f"{default:g}" if isinstance(default, float) else "",
        "none",
        "the system's",
    )


def test_every_table_is_whole() -> None:
    blocks = [block.splitlines() for block in PAGE.split("\n\n")]
    tables = [block for block in blocks if block[0].startswith("|")]
    assert [table[0] for table in tables if not table[1:] or set(table[1]) - set("|-")] == []


@pytest.mark.parametrize("state", CameraState)
def test_every_state_is_explained(state: CameraState) -> None:
    assert f"| `{state}` |" in PAGE


@pytest.mark.parametrize("counter", ["received", "dropped", "damaged", "reconnects", "clock_jumps"])
def test_every_counter_is_named(counter: str) -> None:
    assert counter in [field.name for field in fields(CameraHealth)]
    assert f"`{counter}`" in PAGE
