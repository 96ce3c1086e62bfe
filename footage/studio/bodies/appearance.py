"""What a person looks like, drawn from a seed within calm limits: build, face, skin, hair and clothes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from footage.studio.bodies import morphs

Sex = Literal["male", "female"]
Colour = tuple[float, float, float]
"""Red, green and blue as sRGB, 0 to 1."""

FACE_STRENGTH = 0.72
"""How far faces are from the average; more looks drawn."""

_TOPS: tuple[Colour, ...] = (
    (0.16, 0.20, 0.30),  # navy
    (0.42, 0.43, 0.44),  # grey
    (0.33, 0.36, 0.27),  # olive
    (0.44, 0.20, 0.20),  # brick
    (0.72, 0.69, 0.62),  # sand
    (0.21, 0.35, 0.36),  # petrol
    (0.80, 0.80, 0.78),  # off-white
    (0.14, 0.14, 0.15),  # black
    (0.47, 0.41, 0.52),  # heather
    (0.62, 0.48, 0.30),  # ochre
)
_BOTTOMS: tuple[Colour | None, ...] = (None, (0.16, 0.16, 0.17), (0.38, 0.36, 0.33), None, (0.22, 0.24, 0.30))
_HAIR: tuple[Colour, ...] = (
    (0.07, 0.06, 0.05),
    (0.20, 0.13, 0.09),
    (0.32, 0.21, 0.13),
    (0.52, 0.40, 0.25),
    (0.46, 0.45, 0.44),
)
_IRIS: tuple[Colour, ...] = ((0.24, 0.14, 0.08), (0.35, 0.22, 0.12), (0.30, 0.36, 0.25), (0.33, 0.43, 0.52))

_CLOTHES = {
    "male": (
        "male_casualsuit02",
        "male_casualsuit01",
        "male_casualsuit05",
        "male_casualsuit04",
        "male_elegantsuit01",
        "male_casualsuit06",
        "male_casualsuit02",
    ),
    "female": (
        "female_casualsuit01",
        "female_elegantsuit01",
        "male_casualsuit02",
        "female_casualsuit02",
        "male_casualsuit05",
        "female_casualsuit01",
        "male_casualsuit01",
    ),
}
_HAIRCUTS = {
    "male": ("short01", "short02", "short04"),
    "female": ("ponytail01", "long01", "short02"),
}
_SKINS = {
    ("young", "caucasian"): ("young_caucasian", "young_lightskinned", ("", "2")),
    ("young", "asian"): ("young_asian", "young_lightskinned", ("3",)),
    ("young", "african"): ("young_african", "young_darkskinned", ("",)),
    ("middleage", "caucasian"): ("middleage_caucasian", "middleage_lightskinned", ("",)),
    ("middleage", "asian"): ("middleage_asian", "middleage_lightskinned", ("2",)),
    ("middleage", "african"): ("middleage_african", "middleage_darkskinned", ("",)),
    ("old", "caucasian"): ("old_caucasian", "old_lightskinned", ("",)),
    ("old", "asian"): ("old_asian", "old_lightskinned", ("2",)),
    ("old", "african"): ("old_african", "old_darkskinned", ("",)),
}
_OLD = {"young": 0.0, "middleage": 0.45, "old": 0.9}


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person who does not exist.

    seed: what they were drawn from. origin and age: which of the base set's skins and builds they have, to
    keep a cast varied. top, bottom, hair: colours that cloth and hair are dyed in; None leaves them.
    """

    seed: int
    sex: Sex
    origin: str
    age: str
    morphs: morphs.Morphs
    skin: str
    clothes: str
    top: Colour
    bottom: Colour | None
    shoes: str
    haircut: str
    hair: Colour
    iris: Colour
    brows: str
    lashes: str


def appearance(seed: int) -> Appearance:
    """The person of a seed, always the same."""
    rng = np.random.default_rng(7000 + seed)
    sex: Sex = "male" if seed % 2 == 0 else "female"
    origin = ("caucasian", "african", "asian")[seed // 2 % 3]
    age = ("young", "middleage", "young", "old", "young", "middleage")[seed // 6 % 6]
    other = "asian" if origin == "caucasian" else "caucasian"
    own = float(rng.uniform(0.75, 0.95))
    build = morphs.build(
        sex,
        _OLD[age],
        {origin: own, other: 1 - own},
        muscle=float(rng.uniform(0.35, 0.7)),
        weight=float(rng.uniform(0.3, 0.75)),
        height=float(rng.uniform(0.42, 0.62) if sex == "male" else rng.uniform(0.5, 0.7)),
    )
    folder, stem, kinds = _SKINS[age, origin]
    dark = origin != "caucasian"
    hair = _HAIR[4] if age == "old" else _HAIR[int(rng.integers(2 if dark else 4))]
    return Appearance(
        seed=seed,
        sex=sex,
        origin=origin,
        age=age,
        morphs=build | morphs.face(rng, FACE_STRENGTH),
        skin=f"{folder}_{sex}/textures/{stem}_{sex}_diffuse{kinds[int(rng.integers(len(kinds)))]}.png",
        clothes=_CLOTHES[sex][int(rng.integers(7))],
        top=_TOPS[int(rng.integers(len(_TOPS)))],
        bottom=_BOTTOMS[int(rng.integers(len(_BOTTOMS)))],
        shoes=f"shoes0{1 + int(rng.integers(6))}",
        haircut=_haircut(sex, origin, rng),
        hair=hair,
        iris=_IRIS[int(rng.integers(1 if dark else 4))],
        brows=f"eyebrow{1 + int(rng.integers(12)):03d}",
        lashes=f"eyelashes0{2 + int(rng.integers(3))}",
    )


def _haircut(sex: Sex, origin: str, rng: np.random.Generator) -> str:
    if origin == "african" and rng.random() < 0.4:
        return "afro01"
    cuts = _HAIRCUTS[sex]
    return cuts[int(rng.integers(len(cuts)))]
