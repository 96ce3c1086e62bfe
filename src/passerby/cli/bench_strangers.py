"""`passerby bench strangers`: does the arithmetic of the threshold keep its promise?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from passerby.cli.options import AsJson

if TYPE_CHECKING:
    from passerby.bench.progress import Progress
    from passerby.gate.template_networks import TemplateNetwork
    from passerby.settings import Settings

NOTE = "Simulated people, drawn from the model of impostors: they test the arithmetic, and no real faces."


def strangers(
    passes: Annotated[int, typer.Option(help="How many passes are open.", min=1, max=200_000)] = 10_000,
    tries: Annotated[int, typer.Option(help="How many strangers try.", min=1, max=10_000_000)] = 100_000,
    false_accepts: Annotated[
        float | None,
        typer.Option(help="The chance that the operator allows a stranger; the default, if unsaid."),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(help="Also hold the model against pictures called NAME__anything in this folder."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws other people.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """How many simulated strangers a gate lets in, beside how many its threshold promised."""
    from passerby.agent.gate_parts import check_weights, open_network
    from passerby.bench.strangers import measure_strangers
    from passerby.cli.bench_output import print_json, progress_bar
    from passerby.gate.policy import GatePolicy
    from passerby.settings import Settings
    from passerby.shapes.presentation import GateMode

    policy = GatePolicy(mode=GateMode.IDENTIFY)
    if false_accepts is not None:
        policy = GatePolicy(mode=GateMode.IDENTIFY, false_accept_rate=false_accepts)
    settings = Settings.from_environment()
    if images is not None:
        check_weights("auto", "auto", settings)
    network = open_network("auto", settings, settings.threads or 1)
    with progress_bar("strangers") as progress:
        record = measure_strangers(network, policy, passes, tries, seed, progress).as_record()
        if images is not None:
            record["pictures"] = _pictures(images, network, settings, progress)
    if as_json:
        print_json({"synthetic": True, **record})
    else:
        _print(record)


def _pictures(
    folder: Path, network: "TemplateNetwork", settings: "Settings", progress: "Progress"
) -> dict[str, Any]:
    from passerby.agent.gate_parts import open_picture_detector
    from passerby.bench.stranger_pictures import measure_pictures

    detector = open_picture_detector("auto", settings)
    return measure_pictures(folder, detector, network, progress).as_record()


def _print(record: dict[str, Any]) -> None:
    from passerby.cli.bench_output import print_figures

    print_figures(record, NOTE)
    if "pictures" in record:
        _print_pictures(record["pictures"])


def _print_pictures(pictures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False)
    console.print(
        f"{pictures['pictures']} pictures of {pictures['people']} people. {pictures['pairs']} pairs show "
        f"different ones: {pictures['mean']:.3f} apart on average (the model says "
        f"{pictures['model_mean']:.3f}), the nearest {pictures['least']:.3f}."
    )
    rates = Table("distance", "pairs within", "rate", "95 % interval", "model", "")
    for row in pictures["rows"]:
        rates.add_row(
            f"{row['distance']:.3f}",
            str(row["pairs_within"]),
            f"{row['rate']:.2g}",
            f"{row['rate_low']:.2g} to {row['rate_high']:.2g}",
            f"{row['model_rate']:.2g}",
            row["says"],
        )
    console.print(rates)
    for file, reason in pictures["failures"].items():
        console.print(f"{file}: {reason}")
