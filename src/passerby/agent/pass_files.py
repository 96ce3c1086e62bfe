"""Sealed passes in files: each in one of its id, `<id>.pass`, so that no two files can be the same pass."""

from dataclasses import dataclass
from pathlib import Path

from passerby.agent.gate_site import GateSite
from passerby.passes.secret_files import write_once
from passerby.passes.site_passes import Pass, open_pass, seal_pass
from passerby.shapes.errors import PassError
from passerby.shapes.identity import is_id

ENDING = ".pass"
MAX_BYTES = 64 * 1024
"""A pass of eight templates of 1024 numbers takes half of it."""


@dataclass(frozen=True, slots=True)
class PassRow:
    """A pass in a list. valid_from, valid_until: UTC seconds, None where it does not open. state: "open", or
    why it is not. model: of its templates, "" where it does not open; a gate takes those of its own alone.
    """

    pass_id: str
    valid_from: float | None
    valid_until: float | None
    state: str
    model: str = ""


def write_pass(site: GateSite, made: Pass) -> Path:
    """Seal a new pass into the site's folder. Raises KeyFileError, and OSError where it cannot be written."""
    path = site.folder / f"{made.pass_id}{ENDING}"
    write_once(path, lambda: seal_pass(made, site.key.public_key))
    return path


def read_pass(path: Path, site: GateSite, now: float) -> Pass:
    """The pass in a file, if it is valid at this time (UTC seconds).

    Raises PassError for a file that cannot be read or that holds another pass than its name says, and as
    `open_pass` does.
    """
    try:
        with path.open("rb") as file:
            sealed = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PassError(f"the file cannot be read: {error.strerror}") from error
    if len(sealed) > MAX_BYTES:
        raise PassError(f"a pass has at most {MAX_BYTES} bytes, and this file has more: it is something else")
    opened = open_pass(sealed, site.key, site.site, now)
    if path.name != f"{opened.pass_id}{ENDING}":
        opened.wipe()
        raise PassError(f"the pass in it is {opened.pass_id}; call the file {opened.pass_id}{ENDING}")
    return opened


def list_passes(site: GateSite, now: float) -> list[PassRow]:
    """The passes in a site's folder, by id."""
    return [_row(path, site, now) for path in sorted(site.folder.glob(f"*{ENDING}"))]


def remove_pass(site: GateSite, pass_id: str) -> None:
    """Delete a pass. Raises PassError where there is none of that id."""
    # The id becomes a file's name, so nothing else may stand in it.
    path = site.folder / f"{pass_id}{ENDING}"
    if not is_id(pass_id) or not path.is_file():
        raise PassError(
            f"there is no pass {pass_id[:40]!r} in {site.folder}; `passerby passes list` shows those that "
            "there are"
        )
    path.unlink()


def _row(path: Path, site: GateSite, now: float) -> PassRow:
    try:
        opened = read_pass(path, site, now)
    except PassError as error:
        return PassRow(path.stem, None, None, str(error))
    opened.wipe()
    model = opened.templates[0].model_id
    return PassRow(opened.pass_id, opened.valid_from, opened.valid_until, "open", model)
