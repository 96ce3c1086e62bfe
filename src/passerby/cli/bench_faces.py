"""`passerby bench faces` and `passerby bench groups`: faces on a user's own labelled pictures."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from passerby.cli.options import AsJson, FaceDetectorName, TemplateModel

if TYPE_CHECKING:
    from passerby.gate.template_networks import TemplateNetwork
    from passerby.vision.faces import FaceDetector


def faces(
    pairs: Annotated[
        Path, typer.Argument(metavar="PAIRS.csv", help="Columns file_x, file_y and Decision (Yes or No).")
    ],
    images: Annotated[Path, typer.Option(help="The folder of the pictures that it names.")],
    face_detector: FaceDetectorName = "auto",
    template_model: TemplateModel = "auto",
    peer: Annotated[
        bool, typer.Option("--peer", help="Also time the package face_recognition on the same pictures.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Which pairs of pictures show one person: accuracy at the shipped threshold, and speed on one core."""
    from passerby.bench.faces import measure_faces
    from passerby.cli.bench_output import print_json, progress_bar

    finds, describes = _open(face_detector, template_model)
    with progress_bar("pictures") as progress:
        report = measure_faces(pairs, images, finds, describes, peer=peer, progress=progress)
    if as_json:
        print_json(report.as_record())
    else:
        _print_faces(report.as_record())


def groups(
    enrol_dir: Annotated[
        Path, typer.Argument(metavar="ENROL_DIR", help="Pictures called NAME__anything, one person each.")
    ],
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO…", help="The photos to find those people in.")
    ],
    false_accepts: Annotated[
        float, typer.Option(help="The chance that a stranger in a photo is taken for somebody.")
    ] = 0.01,
    face_detector: FaceDetectorName = "auto",
    template_model: TemplateModel = "auto",
    as_json: AsJson = False,
) -> None:
    """Who of those enrolled is in each photo."""
    from passerby.bench.groups import measure_groups
    from passerby.cli.bench_output import print_json

    finds, describes = _open(face_detector, template_model)
    report = measure_groups(enrol_dir, photos, finds, describes, false_accepts).as_record()
    if as_json:
        print_json(report)
    else:
        _print_groups(report)


def _open(detector: str, network: str) -> "tuple[FaceDetector, TemplateNetwork]":
    """On one core, unless a setting says otherwise."""
    from passerby.agent.gate_parts import check_weights, open_network, open_picture_detector
    from passerby.settings import Settings

    settings = Settings.from_environment()
    check_weights(detector, network, settings)
    return open_picture_detector(detector, settings), open_network(network, settings, settings.threads or 1)


def _print_faces(record: dict[str, Any]) -> None:
    from rich.console import Console

    from passerby.cli.bench_output import print_figures

    print_figures(record)
    console = Console(markup=False)
    for note in record["failures"] + record["doubtful"]:
        console.print(f"{note['file']} (line {note['line']}): {note['reason']}")
    for pair in record["mistakes"]:
        console.print(
            f"line {pair['line']}: {pair['file_x']} and {pair['file_y']} are {pair['distance']} apart, and "
            f"the table says {pair['Decision']}"
        )


def _print_groups(record: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False)
    people = ", ".join(f"{name} ({count})" for name, count in record["enrolled"].items())
    console.print(f"Enrolled: {people}. Threshold {record['threshold']}, margin {record['margin']}.")
    for failure in record["failures"]:
        console.print(f"{failure['file']}: {failure['reason']}")
    table = Table("photo", "face", "is", "nearest", "distance", "second best", "distance")
    for photo in record["photos"]:
        if photo["failure"]:
            table.add_row(photo["file"], "", photo["failure"])
        for number, face in enumerate(photo["faces"], 1):
            cells = (face["best"], face["distance"], face["second_best"], face["second_distance"])
            told = ("" if cell is None else str(cell) for cell in cells)
            table.add_row(photo["file"], str(number), face["name"] or face["decision"], *told)
    console.print(table)
