"""Passes, in memory alone, of the people in the synthetic clips, who enrol by the selfie clips that ship."""

from passerby.agent.enrolling import SELFIES, enrol_from_clip
from passerby.agent.gate_parts import GateParts
from passerby.footage.catalogue import SHIPPED, Clip
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.shapes.identity import new_id

_LASTS_S = 366 * 86400.0


class SyntheticPasses:
    """One pass for each selfie clip, as long as the gate is watched. Nobody in the clips exists."""

    NOTE = (
        "synthetic: nobody here exists. The passes are of the members, who have a selfie clip each, in "
        "memory alone; whoever else comes to this gate is a stranger"
    )

    def __init__(self, site: str, gallery: Gallery, parts: GateParts) -> None:
        self._site, self._gallery, self._parts = site, gallery, parts
        self._is_open = False

    def look(self, now: float) -> list[str]:
        """Open the passes, the first time. Raises FaceError where a clip shows no face that can be used."""
        if not self._is_open:
            self._is_open = True
            for clip in selfies():
                made = self._made(clip, now)
                self._gallery.add(made)
                made.wipe()
        return []

    def _made(self, clip: Clip, now: float) -> Pass:
        templates = enrol_from_clip(clip, self._parts)
        tag = card_tag(MemberKey.generate(), self._site)
        return Pass(new_id(), self._site, tag, templates, now, now + _LASTS_S)


def selfies() -> tuple[Clip, ...]:
    """The selfie clips that are there."""
    return tuple(clip for clip in SHIPPED.clips() if clip.name.startswith(SELFIES))
