"""Which morphs make a body of a given build, and a face that is nobody's."""

from collections.abc import Mapping

import numpy as np

from footage.studio.bodies.base_mesh import morph_file

Morphs = dict[str, float]
"""Strength of each morph by its name."""

_FACE: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "nose": (
        ("nose-base", "down", "up"),
        ("nose-curve", "concave", "convex"),
        ("nose-flaring", "decr", "incr"),
        ("nose-greek", "decr", "incr"),
        ("nose-hump", "decr", "incr"),
        ("nose-nostrils-width", "decr", "incr"),
        ("nose-point", "down", "up"),
        ("nose-point-width", "decr", "incr"),
        ("nose-scale-depth", "decr", "incr"),
        ("nose-scale-horiz", "decr", "incr"),
        ("nose-scale-vert", "decr", "incr"),
        ("nose-volume", "decr", "incr"),
        ("nose-width1", "decr", "incr"),
        ("nose-width2", "decr", "incr"),
        ("nose-width3", "decr", "incr"),
        ("nose-trans", "down", "up"),
    ),
    "mouth": (
        ("mouth-scale-horiz", "decr", "incr"),
        ("mouth-scale-vert", "decr", "incr"),
        ("mouth-trans", "down", "up"),
        ("mouth-angles", "down", "up"),
        ("mouth-lowerlip-volume", "decr", "incr"),
        ("mouth-upperlip-volume", "decr", "incr"),
        ("mouth-lowerlip-height", "decr", "incr"),
        ("mouth-upperlip-height", "decr", "incr"),
        ("mouth-cupidsbow", "decr", "incr"),
        ("mouth-philtrum-volume", "decr", "incr"),
    ),
    "chin": (
        ("chin-bones", "decr", "incr"),
        ("chin-height", "decr", "incr"),
        ("chin-prominent", "decr", "incr"),
        ("chin-width", "decr", "incr"),
        ("chin-jaw-drop", "decr", "incr"),
        ("chin-prognathism", "decr", "incr"),
        ("chin-cleft", "decr", "incr"),
    ),
    "forehead": (
        ("forehead-nubian", "decr", "incr"),
        ("forehead-scale-vert", "decr", "incr"),
        ("forehead-temple", "decr", "incr"),
        ("forehead-trans", "backward", "forward"),
    ),
    "eyebrows": (
        ("eyebrows-angle", "down", "up"),
        ("eyebrows-trans", "down", "up"),
        ("eyebrows-trans", "backward", "forward"),
    ),
    "cheek": (
        ("l-cheek-bones", "decr", "incr"),
        ("l-cheek-inner", "decr", "incr"),
        ("l-cheek-volume", "decr", "incr"),
        ("l-cheek-trans", "down", "up"),
    ),
    "eyes": (
        ("l-eye-scale", "decr", "incr"),
        ("l-eye-trans", "down", "up"),
        ("l-eye-trans", "in", "out"),
        ("l-eye-corner1", "down", "up"),
        ("l-eye-corner2", "down", "up"),
        ("l-eye-height1", "decr", "incr"),
        ("l-eye-height2", "decr", "incr"),
        ("l-eye-height3", "decr", "incr"),
        ("l-eye-epicanthus", "in", "out"),
        ("l-eye-eyefold", "down", "up"),
        ("l-eye-bag", "in", "out"),
    ),
    "ears": (("l-ear-scale", "decr", "incr"), ("l-ear-wing", "decr", "incr"), ("l-ear-lobe", "decr", "incr")),
    "head": (
        ("head-scale-horiz", "decr", "incr"),
        ("head-scale-vert", "decr", "incr"),
        ("head-scale-depth", "decr", "incr"),
        ("head-fat", "decr", "incr"),
        ("head-angle", "in", "out"),
    ),
}
_HEADS = ("diamond", "invertedtriangular", "oval", "rectangular", "round", "square", "triangular")


def face(rng: np.random.Generator, strength: float) -> Morphs:
    """A face drawn at random; `strength` 0 is the average face, above .8 few look like people."""
    morphs: Morphs = {}
    for folder, parts in _FACE.items():
        for stem, fewer, more in parts:
            amount = float(np.clip(rng.normal(0, 0.6 * strength), -1, 1))
            for side in (stem, "r-" + stem[2:]) if stem.startswith("l-") else (stem,):
                name = f"{folder}/{side}-{more if amount > 0 else fewer}"
                if morph_file(name).exists():
                    morphs[name] = abs(amount)
    head = _HEADS[rng.integers(len(_HEADS))]
    morphs[f"head/head-{head}"] = float(rng.uniform(0.4, 1.0)) * strength
    return morphs


def build(
    sex: str, old: float, ancestry: Mapping[str, float], muscle: float, weight: float, height: float
) -> Morphs:
    """A body's build. `sex` is `male` or `female`; `old`, muscle, weight and height run from 0 to 1, where
    .5 is the average; ancestry: shares of `african`, `asian` and `caucasian` that sum to 1.
    """
    morphs: Morphs = {}
    for age, share in (("young", 1 - old), ("old", old)):
        if share <= 0:
            continue
        for origin, part in ancestry.items():
            morphs[f"macrodetails/{origin}-{sex}-{age}"] = share * part
        for muscles, by_muscle in _around(muscle, "minmuscle", "averagemuscle", "maxmuscle").items():
            for heavy, by_weight in _around(weight, "minweight", "averageweight", "maxweight").items():
                amount = share * by_muscle * by_weight
                if amount < 1e-4:
                    continue
                shape = f"{sex}-{age}-{muscles}-{heavy}"
                morphs[f"macrodetails/universal-{shape}"] = amount
                tall = "max" if height > 0.5 else "min"
                morphs[f"macrodetails/height/{shape}-{tall}height"] = amount * abs(2 * height - 1)
    return morphs


def _around(value: float, low: str, middle: str, high: str) -> Morphs:
    return {low: max(0.0, 1 - 2 * value), middle: 1 - abs(2 * value - 1), high: max(0.0, 2 * value - 1)}
