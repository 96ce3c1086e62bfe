"""Which scene each source is counted in: the one that the user draws, else the one that a clip brings."""

from collections.abc import Sequence
from pathlib import Path

from passerby.cameras.address import Address
from passerby.crowd.scene_text import scene_from_texts, scene_from_toml
from passerby.shapes.errors import SceneError
from passerby.shapes.scene import Scene


def drawn_scene(path: Path | None, zones: Sequence[str], lines: Sequence[str]) -> Scene | None:
    """What the options --scene, --zone and --line draw; None where none is given. Raises SceneError."""
    if path is None:
        return scene_from_texts(zones, lines) if zones or lines else None
    if zones or lines:
        raise SceneError("draw zones and lines either in --scene or with --zone and --line, not both")
    return _read(path)


def own_scene(address: Address | None) -> Scene:
    """The scene that a synthetic clip brings; an empty one for any other source. Raises SceneError."""
    path = address.clip.scene if address is not None and address.clip is not None else None
    return _read(path) if path is not None else Scene()


def _read(path: Path) -> Scene:
    try:
        return scene_from_toml(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SceneError(f"the scene {path} cannot be read: {reason}") from error
