"""The synthetic clips that ship with Passerby: rendered people who do not exist, with exact ground truth."""

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Self

from passerby.footage.facts import Facts, read_facts
from passerby.shapes.errors import FootageError

LICENCE = "CC0-1.0"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Site:
    """The invented place that a clip shows; time_zone: a name of the time zone database."""

    name: str
    city: str
    time_zone: str

    @classmethod
    def from_facts(cls, facts: Facts) -> Self:
        """Read the object `site`. Raises FootageError."""
        return cls(facts.text("name"), facts.text("city"), facts.text("time_zone"))


@dataclass(frozen=True, slots=True)
class Clip:
    """One synthetic clip and the files beside it.

    size_wh: pixels. loops: its last picture leads into its first. folder: where its files lie.
    """

    name: str
    title: str
    site: Site
    fps: float
    frames: int
    size_wh: tuple[int, int]
    loops: bool
    folder: Path

    @property
    def label(self) -> str:
        """Its camera's name for a person, which always says that it is synthetic."""
        place = ", ".join(part for part in (self.site.name, self.site.city) if part)
        return f"{place or self.title} (synthetic)"

    @property
    def seconds(self) -> float:
        """How long one round of it plays."""
        return self.frames / self.fps

    @property
    def video(self) -> Path:
        """H.264 in MP4, without sound."""
        return self.folder / f"{self.name}.mp4"

    @property
    def facts(self) -> Path:
        """What it shows, its camera, and the figures derived from its truth, as JSON."""
        return self.folder / f"{self.name}.json"

    @property
    def truth(self) -> Path:
        """Everybody in every frame, as CSV."""
        return self.folder / f"{self.name}.truth.csv"

    @property
    def mot(self) -> Path:
        """The people who can be seen, as MOT text."""
        return self.folder / f"{self.name}.mot.txt"

    @property
    def scene(self) -> Path | None:
        """Its zones, lines and calibration as TOML; None where it is not made for counting."""
        path = self.folder / f"{self.name}.toml"
        return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The clips in a folder. Reads the folder anew each time, for it is asked seldom."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """The names of the clips that are there, in order of the alphabet."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.json")))

    def clips(self) -> tuple[Clip, ...]:
        """All clips that are there. Raises FootageError where the facts of one are not whole."""
        return tuple(self.find(name) for name in self.names())

    def find(self, name: str) -> Clip:
        """The clip of that name. Raises FootageError naming those that there are."""
        if not _NAME.fullmatch(name) or not (self.folder / f"{name}.json").is_file():
            there = ", ".join(self.names()) or "none in this installation"
            wanted = f"called {name!r}" if _NAME.fullmatch(name) else "of that name"
            raise FootageError(f"there is no synthetic clip {wanted}; the clips are: {there}")
        return _read(name, self.folder)


def _read(name: str, folder: Path) -> Clip:
    facts = read_facts(folder / f"{name}.json")
    found = facts.text("clip"), facts.flag("synthetic"), facts.text("licence")
    if found != (name, True, LICENCE):
        raise FootageError(f"{facts.path} must be of the clip {name}, synthetic and {LICENCE}; got {found}")
    clip = Clip(
        name=name,
        title=facts.text("title"),
        site=Site.from_facts(facts.inner("site")),
        fps=facts.amount("fps"),
        frames=facts.count("frames"),
        size_wh=(facts.count("width"), facts.count("height")),
        loops=facts.flag("loops"),
        folder=folder,
    )
    if not (clip.fps and clip.frames and min(clip.size_wh)):
        raise FootageError(f"{facts.path}: fps, frames, width and height must be more than 0")
    return clip


# A wheel is unpacked when it is installed, so what it carries are plain files that FFmpeg can open.
SHIPPED = Catalogue(Path(str(resources.files("passerby.footage"))) / "clips")
"""The clips that came with this installation."""
