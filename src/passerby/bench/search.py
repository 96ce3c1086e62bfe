"""How soon a gallery finds the nearest pass, beside a flat FAISS index over the same templates.

The templates are synthetic: drawn so that the distances of two people are spread as those of dlib's network
are (see `templates_of`). The peer is a development dependency, and left out where it is not installed.
"""

import importlib.util
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from passerby.bench.progress import Progress, unwatched
from passerby.passes.gallery import Gallery, Match
from passerby.passes.pass_columns import pass_id_of
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Numbers, Template

Floats = npt.NDArray[np.float64]

DIMENSION = 128
QUERIES = 200
"""Every other one of a member, the rest of strangers."""

_MODEL = "synthetic-1"
_SITE = "synthetic000"
_NOW, _UNTIL = 1.0, 2.0
_BATCH = 10_000
_AT_ONCE = 100
_WARM_UP = 10
_DIFFERENT = 0.84
_SAME = 0.35
_DECAY = 27.0
_CLOSEST = 8


@dataclass(frozen=True, slots=True)
class SearchReport:
    """One size. p50_ms, p95_ms: of a search, one at a time on one thread. flat_p50_ms, flat_p95_ms: of FAISS
    IndexFlatL2 with the same queries; None where it is not installed. exact: share of the searches whose pass
    and both distances are those of comparing all in full. bytes_per_template: memory the gallery holds, with
    search codes, passes and room to scan.
    """

    size: int
    p50_ms: float
    p95_ms: float
    flat_p50_ms: float | None
    flat_p95_ms: float | None
    exact: float
    bytes_per_template: float

    def as_record(self) -> dict[str, Any]:
        """The report as one flat JSON object."""
        return {
            "size": self.size,
            "p50_ms": round(self.p50_ms, 3),
            "p95_ms": round(self.p95_ms, 3),
            "flat_p50_ms": None if self.flat_p50_ms is None else round(self.flat_p50_ms, 3),
            "flat_p95_ms": None if self.flat_p95_ms is None else round(self.flat_p95_ms, 3),
            "exact": self.exact,
            "bytes_per_template": round(self.bytes_per_template, 1),
        }


def measure_search(size: int, seed: int = 5, progress: Progress = unwatched) -> SearchReport:
    """Fill a gallery with so many passes of one template each, and search it QUERIES times."""
    gallery, flat = Gallery(_MODEL, DIMENSION), _flat_index()
    for first, numbers in _batches(size, seed):
        gallery.add_all(_passes(first, numbers))
        if flat is not None:
            flat.add(numbers)
        progress(first + len(numbers), size)
    queries = _queries(size, seed)
    matches, took_s, flat_took_s = _timed(gallery, flat, queries)
    wanted = _compared_in_full(size, seed, queries)
    p50_ms, p95_ms = np.percentile(took_s, [50, 95]) * 1000
    flat_p50_ms, flat_p95_ms = np.percentile(flat_took_s, [50, 95]) * 1000 if flat_took_s else (None, None)
    return SearchReport(
        size=size,
        p50_ms=float(p50_ms),
        p95_ms=float(p95_ms),
        flat_p50_ms=flat_p50_ms,
        flat_p95_ms=flat_p95_ms,
        exact=float(np.mean([found == right for found, right in zip(matches, wanted, strict=True)])),
        bytes_per_template=gallery.nbytes / size,
    )


def templates_of(people: int, generator: np.random.Generator) -> Numbers:
    """Synthetic templates (N, 128), float32: two people are .84 apart, give or take .08.

    So far are those of two people of dlib's network on public photos (mean .83 to .86, deviation .06 to .08),
    which is the spread of about 54 numbers out of 128; the spread falls evenly from axis to axis here.
    """
    spread = np.exp(-np.arange(DIMENSION) / _DECAY)
    spread *= _DIFFERENT**2 / 2 / spread.sum()
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((DIMENSION, DIMENSION)))
    axes = (turned * np.sqrt(spread)).astype(np.float32)
    return generator.standard_normal((people, DIMENSION), np.float32) @ axes.T


def _batches(size: int, seed: int) -> Iterator[tuple[int, Numbers]]:
    """The same templates each time, a batch at a time, so that they need not be held twice."""
    for first in range(0, size, _BATCH):
        generator = np.random.default_rng([seed, first])
        yield first, templates_of(min(_BATCH, size - first), generator)


def _passes(first: int, numbers: Numbers) -> list[Pass]:
    return [
        Pass(
            pass_id_of(number),
            _SITE,
            number.to_bytes(16, "big"),
            (Template(_MODEL, row),),
            valid_from=0.0,
            valid_until=_UNTIL,
        )
        for number, row in enumerate(numbers, first)
    ]


def _queries(size: int, seed: int) -> Numbers:
    """Templates of strangers, and in every other row one of a member, seen another time."""
    generator = np.random.default_rng([seed, size, 1])
    queries = templates_of(QUERIES, generator)
    _, members = next(_batches(size, seed))
    chosen = generator.integers(0, len(members), QUERIES // 2)
    queries[1::2] = members[chosen] + queries[1::2] * np.float32(_SAME / _DIFFERENT * 2**0.5)
    return queries


def _timed(gallery: Gallery, flat: Any, queries: Numbers) -> tuple[list[Match], list[float], list[float]]:
    """A few queries of ours, the same of the peer's, and so on: both meet the same moments of the machine."""
    matches, took_s, flat_took_s = [], [], []
    templates = [Template(_MODEL, query) for query in queries]
    for template in templates[:_WARM_UP]:
        gallery.search(template, _NOW)
    for first in range(0, len(queries), _AT_ONCE):
        for template in templates[first : first + _AT_ONCE]:
            began = time.perf_counter()
            matches.append(gallery.search(template, _NOW))
            took_s.append(time.perf_counter() - began)
        for query in queries[first : first + _AT_ONCE] if flat is not None else ():
            began = time.perf_counter()
            flat.search(query[np.newaxis], 2)
            flat_took_s.append(time.perf_counter() - began)
    return matches, took_s, flat_took_s


def _flat_index() -> Any:
    if importlib.util.find_spec("faiss") is None:
        return None
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss.IndexFlatL2(DIMENSION)


def _compared_in_full(size: int, seed: int, queries: Numbers) -> list[Match]:
    """What comparing every template with every query finds.

    All are compared in float32, and of each batch the eight nearest again in float64.
    """
    numbers, found = _closest(size, seed, queries)
    order = np.argsort(found, axis=1, kind="stable")
    return [
        Match(pass_id_of(int(row[best])), float(near[best]), float(near[second]))
        for row, near, (best, second) in zip(numbers, found, order[:, :2].tolist(), strict=True)
    ]


def _closest(size: int, seed: int, queries: Numbers) -> tuple[npt.NDArray[np.intp], Floats]:
    """For each query the rows that may be the nearest two, in rising order, and their distances."""
    rows, found = [], []
    for first, numbers in _batches(size, seed):
        squares = np.vecdot(numbers, numbers) - 2 * (queries @ numbers.T)
        kept = min(_CLOSEST, len(numbers))
        near = np.sort(np.argpartition(squares, kept - 1, axis=1)[:, :kept], axis=1)
        differences = numbers[near].astype(np.float64) - queries[:, np.newaxis]
        rows.append(near + first)
        found.append(np.sqrt(np.vecdot(differences, differences)))
    return np.concatenate(rows, axis=1), np.concatenate(found, axis=1)
