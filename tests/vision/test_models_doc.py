"""What the page on models says is what the registry holds."""

from pathlib import Path

import pytest

from passerby.vision.faces import FACE_DETECTOR_NAMES
from passerby.vision.people import DETECTOR_NAMES
from passerby.vision.registry import CARDS, ModelCard

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_model_stands_on_the_page_with_its_licence_size_hash_and_address(card: ModelCard) -> None:
    row = (
        f"| `{card.name}` | {card.task} | {card.licence} | `{card.file_name}` "
        f"| {card.size_bytes:,} | `{card.sha256}` |"
    )
    assert row in PAGE.splitlines()
    assert f"* `{card.name}`: {card.url}" in PAGE.splitlines()


def test_every_detector_is_explained() -> None:
    for name in (*DETECTOR_NAMES, *FACE_DETECTOR_NAMES):
        assert f"\n| `{name}` |" in PAGE
