"""`passerby bench search`: how soon the nearest pass is found, for several numbers of passes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from passerby.shapes.errors import SettingError

if TYPE_CHECKING:
    from passerby.bench.progress import Progress
    from passerby.bench.search import SearchReport

MIN_SIZE, MAX_SIZE = 2, 4_000_000
"""The largest takes five gigabytes of memory, with the peer."""


def read_sizes(text: str) -> list[int]:
    """Numbers of passes, with commas between them. Raises SettingError for anything else."""
    sizes = []
    for part in text.split(","):
        number = part.strip()
        if not (number.isascii() and number.isdigit() and MIN_SIZE <= int(number[:10]) <= MAX_SIZE):
            raise SettingError(
                f"--sizes takes whole numbers from {MIN_SIZE} to {MAX_SIZE} with commas between them, "
                f"such as 10000,100000; got {part[:20]!r}"
            )
        sizes.append(int(number))
    return sizes


def measure_sizes(sizes: Sequence[int], progress: "Progress") -> list["SearchReport"]:
    """Measure one size after another."""
    from passerby.bench.search import measure_search

    return [measure_search(size, progress=progress) for size in sizes]


def tell_sizes(reports: Sequence["SearchReport"]) -> None:
    """Print the figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("passes", "p50", "p95", "FAISS flat p95", "exact", "bytes a template")
    for report in reports:
        flat = "not measured" if report.flat_p95_ms is None else f"{report.flat_p95_ms:.2f} ms"
        table.add_row(
            f"{report.size:,}",
            f"{report.p50_ms:.2f} ms",
            f"{report.p95_ms:.2f} ms",
            flat,
            f"{report.exact:.1%}",
            f"{report.bytes_per_template:.0f}",
        )
    console = Console(markup=False)
    console.print(table)
    console.print("The templates are synthetic: nobody's face was searched for.")
