"""Every clip there is, by name."""

from footage.studio.clip import Clip
from footage.studio.stories.gates import GATE_LISBON, GATE_OSLO
from footage.studio.stories.lobby import LOBBY
from footage.studio.stories.plaza import PLAZA

CLIPS: dict[str, Clip] = {clip.name: clip for clip in (PLAZA, LOBBY, GATE_LISBON, GATE_OSLO)}
