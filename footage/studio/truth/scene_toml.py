"""The scene of a crowd clip as the product reads it: zones, lines and calibration on the picture."""

import numpy as np

from footage.studio.clip import Clip, Ground


def scene_toml(clip: Clip) -> str:
    """The text of `NAME.toml`: what is drawn on the clip's ground, as its camera sees it."""
    parts = [
        f'# Drawn on the ground of the synthetic clip "{clip.name}", and projected through its camera.',
        f'time_zone = "{clip.site.time_zone}"',
    ]
    parts += [
        f'\n[[zone]]\nname = "{zone.name}"\npoints = {_listed(clip, zone.corners_m)}' for zone in clip.zones
    ]
    for line in clip.lines:
        start, end = (_listed(clip, (place,))[1:-1] for place in (line.start_m, line.end_m))
        parts.append(f'\n[[line]]\nname = "{line.name}"\nfrom = {start}\nto = {end}')
    if clip.calibration_m:
        ground = ", ".join(f"[{x:.2f}, {y:.2f}]" for x, y in clip.calibration_m)
        picture = _listed(clip, clip.calibration_m)
        parts.append(f"\n[calibration]\npicture = {picture}\nground_m = [{ground}]")
    return "\n".join(parts) + "\n"


def _listed(clip: Clip, places: tuple[Ground, ...]) -> str:
    """Places on the ground as a list of points on the picture, in parts of its width and height."""
    pixels, _ = clip.camera.pinhole.project(np.array([(x, y, 0.0) for x, y in places]))
    shares = np.clip(pixels / (clip.camera.width, clip.camera.height), 0, 1)
    return "[" + ", ".join(f"[{x:.4f}, {y:.4f}]" for x, y in shares) + "]"
