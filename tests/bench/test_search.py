import importlib.util

import numpy as np
import pytest

from passerby.bench import search
from passerby.bench.search import measure_search, templates_of
from passerby.passes.gallery import Gallery, Match
from passerby.passes.templates import Template


def test_synthetic_templates_are_as_far_apart_as_real_ones() -> None:
    numbers = templates_of(2000, np.random.default_rng(0))
    distances = np.linalg.norm(numbers[:1000] - numbers[1000:], axis=1)
    assert 0.83 < distances.mean() < 0.86
    assert 0.06 < distances.std() < 0.09


@pytest.mark.parametrize("size", [2, 1500])
def test_a_report_tells_speed_exactness_and_memory(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_BATCH", 1000)
    record = measure_search(size).as_record()
    assert record["size"] == size
    assert record["exact"] == 1.0
    assert 0 < record["p50_ms"] <= record["p95_ms"]
    assert record["bytes_per_template"] > 512
    if importlib.util.find_spec("faiss") is not None:
        assert 0 < record["flat_p50_ms"] <= record["flat_p95_ms"]


def test_without_the_peer_its_figures_are_told_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    record = measure_search(10).as_record()
    assert record["flat_p50_ms"] is None
    assert record["flat_p95_ms"] is None


def test_a_search_that_misses_is_not_called_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Gallery.search

    def worse(gallery: Gallery, template: Template, now: float) -> Match:
        found = right(gallery, template, now)
        return Match(found.best, found.distance, found.second_distance + 1e-9)

    monkeypatch.setattr(Gallery, "search", worse)
    assert measure_search(10).exact == 0.0
