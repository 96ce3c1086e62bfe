"""Every clip there is, by name."""

from footage.studio.clip import Clip
from footage.studio.stories.plaza import PLAZA

CLIPS: dict[str, Clip] = {clip.name: clip for clip in (PLAZA,)}
