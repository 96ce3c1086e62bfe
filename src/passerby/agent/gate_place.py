"""The passes that a gate opens: those in a site's folder, or those of the people in the synthetic clips."""

from dataclasses import dataclass
from pathlib import Path

from passerby.agent.gate_parts import GateParts
from passerby.agent.gate_runner import PassSource
from passerby.agent.gate_site import open_site
from passerby.agent.pass_folder import PassFolder
from passerby.agent.synthetic_passes import SyntheticPasses
from passerby.cameras.address import Address
from passerby.passes.gallery import Gallery
from passerby.shapes.errors import PassError
from passerby.shapes.identity import new_id

SYNTHETIC_GATES = ("gate-", "flat-")


@dataclass(frozen=True, slots=True)
class GatePlace:
    """Where a gate decides. site: its id; name: for a person. note: what to read beside its decisions."""

    site: str
    name: str
    gallery: Gallery
    passes: PassSource
    note: str = ""


def open_place(address: Address, folder: Path | None, parts: GateParts) -> GatePlace:
    """The place of a gate with this camera. folder: of the passes; None for a synthetic gate alone.

    Raises PassError and KeyFileError as `gate_site.open_site` does, and PassError where there is no folder.
    """
    gallery = parts.gallery()
    if folder is not None:
        site = open_site(folder)
        return GatePlace(site.site, site.name, gallery, PassFolder(site, gallery))
    clip = address.clip
    if clip is None or not clip.name.startswith(SYNTHETIC_GATES):
        raise PassError(
            "a gate opens to the passes in a folder: name it with --passes DIR; `passerby passes init DIR "
            "--site NAME` makes one, and synthetic:gate-lisbon needs none"
        )
    site_id = new_id()
    return GatePlace(
        site_id, clip.site.name, gallery, SyntheticPasses(site_id, gallery, parts), SyntheticPasses.NOTE
    )
