"""The passes that a gate opens: those in a site's folder, or those of the people in the synthetic clips."""

from dataclasses import dataclass
from pathlib import Path

from passerby.agent.gate_parts import GateParts
from passerby.agent.gate_runner import PassSource
from passerby.agent.gate_site import GateSite, open_site
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


def find_site(address: Address, folder: Path | None) -> GateSite | None:
    """The site whose passes lie in the folder; None for a synthetic gate without one, which brings its own.

    Raises PassError and KeyFileError as `gate_site.open_site` does, and PassError for any other gate without
    a folder.
    """
    if folder is not None:
        return open_site(folder)
    if address.clip is None or not address.clip.name.startswith(SYNTHETIC_GATES):
        raise PassError(
            "a gate opens to the passes in a folder: name it with --passes DIR; `passerby passes init DIR "
            "--site NAME` makes one, and synthetic:gate-lisbon needs none"
        )
    return None


def open_place(site: GateSite | None, address: Address, parts: GateParts) -> GatePlace:
    """The place of a gate with this camera. site: from `find_site`."""
    gallery = parts.gallery()
    if site is not None:
        return GatePlace(site.site, site.name, gallery, PassFolder(site, gallery))
    site_id = new_id()
    name = address.clip.site.name if address.clip is not None else address.label
    return GatePlace(site_id, name, gallery, SyntheticPasses(site_id, gallery, parts), SyntheticPasses.NOTE)
