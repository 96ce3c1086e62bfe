"""What tests of the gate lane share."""

from pathlib import Path

import pytest

from passerby.vision.registry import find_card, find_file, read_model


@pytest.fixture(scope="session")
def dlib_bytes() -> bytes:
    """dlib's file of weights, from the package that brings it."""
    card = find_card("dlib-resnet")
    if find_file(card, Path()) is None:
        pytest.skip(f"the package {card.package} is not installed")
    return read_model(card, Path())
