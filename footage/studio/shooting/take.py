"""A take: the folder where a clip's frames collect until all are there, so that work can stop and go on."""

import hashlib
import json
import shutil
from pathlib import Path

from footage.studio.casting import cast
from footage.studio.clip import Clip

TAKES = Path(__file__).parents[2] / "takes"


class Take:
    """The folder of one clip. Frames of an older version of the clip are thrown away."""

    def __init__(self, clip: Clip, folder: Path | None = None) -> None:
        self.folder = folder or TAKES / clip.name
        self.frames = self.folder / "frames"
        self.scenery = self.folder / "scenery.npy"
        self.empty = self.folder / "empty.png"
        self._clip = clip
        self._mark = self.folder / "version.json"

    def open(self, keep: bool = False) -> int:
        """Make the folder ready; returns how many frames are there already.

        keep: take frames of an older version of the clip for frames of this one.
        """
        version = {"version": _version(self._clip)}
        is_this = self._mark.exists() and json.loads(self._mark.read_text()) == version
        if self.folder.exists() and not is_this and not keep:
            shutil.rmtree(self.folder)
        self.frames.mkdir(parents=True, exist_ok=True)
        self._mark.write_text(json.dumps(version))
        return sum(self.path(frame).exists() for frame in range(1, self._clip.frames + 1))

    def path(self, frame: int) -> Path:
        """The picture of a frame, counted from 1."""
        return self.frames / f"{frame:05d}.png"


def _version(clip: Clip) -> str:
    """Changes when the clip, its place or its people do."""
    digest = hashlib.sha256(repr((clip, cast.SEEDS)).encode())
    studio = Path(__file__).parents[1]
    sources = [studio / "places" / f"{clip.place}.py", studio / "shooting" / "stage.py"]
    sources += [path for folder in ("bodies", "motion") for path in (studio / folder).glob("*.py")]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()
