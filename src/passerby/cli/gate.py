"""`passerby gate`: watch a gate with the passes that are open, and tell who may enter."""

from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerby.cli.options import (
    CaFile,
    FaceDetectorName,
    Fps,
    OpenTimeout,
    StallTimeout,
    TemplateModel,
    Transport,
    VerifyTls,
)

if TYPE_CHECKING:
    from passerby.cameras.address import Address
    from passerby.gate.policy import GatePolicy


def gate(
    source: Annotated[
        str,
        typer.Argument(
            help="The gate's camera: rtsp://…, http://…, usb:0, a file, synthetic:gate-lisbon, or @FILE that "
            "holds the address."
        ),
    ],
    passes: Annotated[
        Path | None, typer.Option(help="Folder with site.toml, site.key and the passes that are open.")
    ] = None,
    mode: Annotated[
        str | None,
        typer.Option(
            help="verify: a face is compared with the card that is shown (default). identify: with all open "
            "passes."
        ),
    ] = None,
    false_accepts: Annotated[
        float | None, typer.Option(help="How many of all strangers may be let in by mistake, such as 0.0003.")
    ] = None,
    turn_head: Annotated[
        bool, typer.Option("--turn-head", help="Ask for a turn of the head, against flat pictures.")
    ] = False,
    face_detector: FaceDetectorName = "auto",
    template_model: TemplateModel = "auto",
    check_ins: Annotated[
        Path | None, typer.Option(help="Add who was let in to this file, ending in .jsonl.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each decision as a line of JSON.")] = False,
    fps: Fps = None,
    loop: Annotated[bool, typer.Option("--loop", help="Play a file again and again.")] = False,
    seconds: Annotated[float | None, typer.Option(help="Stop watching after so long.", min=0.1)] = None,
    transport: Transport = "tcp",
    verify_tls: VerifyTls = True,
    ca_file: CaFile = None,
    open_timeout: OpenTimeout = 10.0,
    stall_timeout: StallTimeout = 10.0,
) -> None:
    """Watch a gate: let members in who opened a pass for it. A stranger leaves nothing but a number."""
    from passerby.agent.check_in_file import CheckInFile
    from passerby.agent.gate_parts import open_gate_parts
    from passerby.agent.gate_place import find_site, open_place
    from passerby.agent.gate_runner import GateJob
    from passerby.cameras.address import parse
    from passerby.cli.gate_screen import GateTitle
    from passerby.cli.gate_watch import open_runner, watch_gate
    from passerby.cli.options import camera_options
    from passerby.cli.sources import read_source
    from passerby.settings import Settings

    address = parse(read_source(source))
    options = camera_options(transport, verify_tls, ca_file, fps, loop, open_timeout, stall_timeout)
    policy = gate_policy(mode or _usual_mode(address, passes), false_accepts, turn_head)
    site = find_site(address, passes)
    with closing(CheckInFile(check_ins)) if check_ins else nullcontext() as file:
        parts = open_gate_parts(face_detector, template_model, Settings.from_environment())
        place = open_place(site, address, parts)
        job = GateJob(place.site, address.label, address, options)
        title = GateTitle(place.name, address.label, policy.mode, place.note)
        runner = open_runner(job, place, parts, policy, file.write if file else None)
        watch_gate(runner, place, title, as_json=as_json, seconds=seconds)


def _usual_mode(address: "Address", passes: Path | None) -> str:
    # Nobody in a synthetic clip carries a card.
    return "identify" if passes is None and address.clip is not None else "verify"


def gate_policy(mode: str, false_accepts: float | None, turn_head: bool) -> "GatePolicy":
    """The policy that the command line sets. Raises SettingError for an unknown mode, and PolicyError."""
    from passerby.gate.policy import GatePolicy
    from passerby.shapes.errors import SettingError
    from passerby.shapes.presentation import GateMode

    if mode not in tuple(GateMode):
        raise SettingError(f"--mode must be verify or identify; got {mode!r}")
    if false_accepts is None:
        return GatePolicy(mode=GateMode(mode), turn_head=turn_head)
    return GatePolicy(mode=GateMode(mode), turn_head=turn_head, false_accept_rate=false_accepts)
