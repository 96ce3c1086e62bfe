"""Test vectors: what the first version wrote, and what must be refused with which words."""

import json
from pathlib import Path
from typing import Any

import pytest


def vectors(name: str) -> Any:
    """The vectors in a file beside this one, as the parameters of a test."""
    listed = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector.get("name")) for vector in listed]
