"""Enrolling oneself on the terminal: consent, the look into the camera, and the card."""

import os
import stat
import sys
import time
from pathlib import Path

import qrcode
import typer

from passerby.agent.enrolling import check_source, enrol_from_clip, enrol_live
from passerby.agent.gate_parts import GateParts, open_gate_parts
from passerby.agent.gate_site import open_site
from passerby.agent.pass_files import write_pass
from passerby.cameras.address import Address, parse
from passerby.cameras.faults import check_device
from passerby.cli.consent import ask_for_consent, last_moment
from passerby.cli.stopping import stoppable
from passerby.passes.card_codes import encode_card
from passerby.passes.card_pictures import card_png
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Template
from passerby.settings import Settings
from passerby.shapes.errors import OutputError
from passerby.shapes.identity import new_id

_BLOCKS = "\N{FULL BLOCK}\N{UPPER HALF BLOCK}\N{LOWER HALF BLOCK}\N{NO-BREAK SPACE}"
"""Of what `qrcode` draws in a terminal."""


def enrol_person(
    source: str, folder: Path, until: str, card: Path | None, models: tuple[str, str], settings: Settings
) -> None:
    """Ask, look, seal, and show the card once. models: names of the face detector and template network.

    Raises AddressError for a source before which not the person themself sits, CameraError for a camera that
    is not there or gives no pictures, PassError without consent, FaceError where nobody could be enrolled,
    and OutputError for a card's file that is there already.
    """
    address = parse(source)
    check_source(address)
    ends_at = last_moment(until, time.time())
    site = open_site(folder)
    _check_card(card)
    if address.is_live:
        check_device(address)
    parts = open_gate_parts(*models, settings)
    ask_for_consent(site.name, ends_at)
    key = MemberKey.generate()
    templates = _templates(address, parts)
    made = Pass(new_id(), site.site, card_tag(key, site.site), templates, time.time(), ends_at)
    try:
        # Before the pass: one whose card nobody has is of use to nobody.
        _write_card(key, card)
        path = write_pass(site, made)
    finally:
        made.wipe()
    typer.echo(f"The pass {made.pass_id} was sealed into {path}.")
    _show_card(key, card)


def _templates(address: Address, parts: GateParts) -> tuple[Template, ...]:
    if address.clip is not None:
        typer.echo("synthetic: nobody in this clip exists")
        return enrol_from_clip(address.clip, parts)
    typer.echo(
        "Take off what covers your face, such as a mask, sunglasses or a cap, and let light fall on it."
    )
    with stoppable() as stopping:
        return enrol_live(address, parts, typer.echo, stopping)


def _check_card(card: Path | None) -> None:
    """See, before anybody is asked, that the card can be shown or written. Raises OutputError."""
    if card is None:
        if not _can_draw():
            raise OutputError(
                f"this terminal cannot draw a card (its encoding is {sys.stdout.encoding}); name a file for "
                "it with --card FILE.png, or use a terminal of UTF-8"
            )
        return
    if card.suffix.lower() != ".png":
        raise OutputError(f"{card}: a card is written as PNG; choose a name ending in .png")
    if card.exists() or not card.parent.is_dir():
        raise OutputError(f"{card} is there already, or has no folder; choose another name for the card")
    if not os.access(card.parent, os.W_OK | os.X_OK):
        raise OutputError(
            f"{card.parent} may not be written to by this user; choose another folder for the card"
        )


def _can_draw() -> bool:
    """Whether the terminal has the characters of which a card is drawn."""
    try:
        _BLOCKS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _write_card(key: MemberKey, card: Path | None) -> None:
    if card is None:
        return
    # Who has the picture has the card.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(card, flags, stat.S_IRUSR | stat.S_IWUSR), "wb") as file:
        file.write(card_png(key))


def _show_card(key: MemberKey, card: Path | None) -> None:
    """The only time that the card is shown: nobody but the member has its key from here on."""
    if _can_draw():
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(encode_card(key))
        code.print_ascii(invert=True)
    if card is not None:
        typer.echo(f"The card was written to {card}; print it, then delete the file.")
    typer.echo("This is the member's card. It is shown this once: photograph or print it now.")
