"""Every clip there is, by name."""

from footage.studio.clip import Clip
from footage.studio.stories.flats import FLAT_PAPER, FLAT_PHONE
from footage.studio.stories.gates import GATE_LISBON, GATE_OSLO
from footage.studio.stories.lobby import LOBBY
from footage.studio.stories.plaza import PLAZA
from footage.studio.stories.selfies import SELFIES

CLIPS: dict[str, Clip] = {
    clip.name: clip for clip in (PLAZA, LOBBY, GATE_LISBON, GATE_OSLO, *SELFIES, FLAT_PAPER, FLAT_PHONE)
}
