"""How long pages take that look at a long history: each asked for several times, in turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from passerby.bench.progress import Progress, unwatched
from passerby.shapes.errors import PasserbyError

OK = (200, 302)


@dataclass(frozen=True, slots=True)
class PageTime:
    """One address: the 95th percentile of its answers, in milliseconds."""

    address: str
    p95_ms: float


@dataclass(frozen=True, slots=True)
class PagesReport:
    """page_p95_ms: of all answers to all addresses. pages: how many addresses. slowest: of them, in order."""

    page_p95_ms: float
    pages: int
    slowest: tuple[PageTime, ...]

    def as_record(self) -> dict[str, Any]:
        """The report as one JSON object."""
        slowest = [{**asdict(page), "p95_ms": round(page.p95_ms, 1)} for page in self.slowest]
        return {"page_p95_ms": round(self.page_p95_ms, 1), "pages": self.pages, "slowest": slowest}


def measure_pages(
    ask: Callable[[str], int],
    addresses: Sequence[str],
    rounds: int = 20,
    progress: Progress = unwatched,
) -> PagesReport:
    """Ask for every address in every round; `ask` gives the status of the whole answer.

    The first, when nothing is in memory yet, counts like the others. Raises PasserbyError for an answer that
    is an error: how fast a page fails says nothing.
    """
    times_ms: dict[str, list[float]] = {address: [] for address in addresses}
    if not times_ms:
        raise PasserbyError("there are no pages to measure")
    for done in range(rounds):
        for number, address in enumerate(addresses):
            began = time.perf_counter()
            status = ask(address)
            times_ms[address].append((time.perf_counter() - began) * 1000)
            if status not in OK:
                raise PasserbyError(f"{address} answers {status}; a page that fails is not measured")
            progress(done * len(addresses) + number + 1, rounds * len(addresses))
    pages = [PageTime(address, float(np.percentile(each, 95))) for address, each in times_ms.items()]
    pages.sort(key=lambda page: -page.p95_ms)
    every = np.concatenate([np.array(each) for each in times_ms.values()])
    return PagesReport(float(np.percentile(every, 95)), len(pages), tuple(pages[:10]))
