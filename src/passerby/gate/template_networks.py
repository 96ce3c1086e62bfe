"""Makes templates of faces: one small interface over the networks that can, and the door that opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from passerby.gate.alignment import Five, aligned
from passerby.gate.conversion import converted_network
from passerby.gate.face_geometry import MEAN_FACE
from passerby.gate.thresholds import DLIB_IMPOSTORS, ImpostorModel
from passerby.passes.templates import Template
from passerby.shapes.boxes import Points
from passerby.shapes.errors import ModelError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.onnx_session import OnnxSession, Tensor, open_session
from passerby.vision.registry import ModelCard, find_card, read_model

AUTO, DLIB = "auto", "dlib-resnet"

_MOST_AT_ONCE = 8
_SHORTEST = 1e-6


class TemplateNetwork(Protocol):
    """Makes templates that are compared by their Euclidean distance. May be used by several threads."""

    @property
    def model_id(self) -> str:
        """What travels in each template, e.g. "dlib-resnet-1": only those of one id are compared."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a template has."""
        ...

    @property
    def threshold(self) -> float:
        """The greatest distance at which two faces are taken for one person, 1:1."""
        ...

    @property
    def impostors(self) -> ImpostorModel:
        """How the distances of two different people are spread."""
        ...

    def templates(self, image: Image, faces: Faces, *, mirrored: bool = False) -> list[Template]:
        """One template per face, in their order; the caller wipes them.

        mirrored: of what a mirror would show of each. Raises FaceError for landmarks that do not lie like a
        face's, TemplateError where the network gives nothing that can be compared; then no template is left
        behind.
        """
        ...

    def mean(self, templates: Sequence[Template]) -> Template:
        """One template in the place of several of one person, compared as any other; the caller wipes it.

        Raises TemplateError for none, and for those of another model.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TemplateRecipe:
    """How a network is fed, and how what it gives is compared.

    reference_xy: (5, 2), where the landmarks lie in its input of size_px by size_px pixels. pixel_mean,
    pixel_scale: it takes (pixel - mean) · scale of red-green-blue 0..255. unit_length: what it gives is
    scaled to length 1, so that the distance follows from the cosine.
    """

    model_id: str
    dimension: int
    size_px: int
    reference_xy: Points
    pixel_mean: float
    pixel_scale: float
    unit_length: bool
    threshold: float
    impostors: ImpostorModel


# dlib's network was trained on crops with a quarter of the face as margin on each side.
_DLIB_REFERENCE = (MEAN_FACE + 0.25) / 1.5 * 150

# ArcFace's places of the landmarks (J. Deng et al. 2019), as OpenCV and InsightFace use them.
_ARCFACE_REFERENCE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)

RECIPES = {
    # The threshold is the one that the network was trained for, and stands in dlib's file.
    DLIB: TemplateRecipe(
        model_id="dlib-resnet-1",
        dimension=128,
        size_px=150,
        reference_xy=_DLIB_REFERENCE,
        pixel_mean=0.0,
        pixel_scale=1.0,
        unit_length=False,
        threshold=0.6,
        impostors=DLIB_IMPOSTORS,
    ),
    # The threshold is the one that OpenCV publishes with it (`samples/dnn/face_detect.cpp`). How strangers
    # are spread is a guess: unit vectors at right angles on average, and .6 % within the threshold, after the
    # 99.4 % on Labelled Faces in the Wild that OpenCV's model zoo reports.
    "sface": TemplateRecipe(
        model_id="sface-2021dec",
        dimension=128,
        size_px=112,
        reference_xy=_ARCFACE_REFERENCE,
        pixel_mean=0.0,
        pixel_scale=1.0,
        unit_length=True,
        threshold=1.128,
        impostors=ImpostorModel(scale=0.161, dimensions=77.5, measured=False),
    ),
    # Nobody publishes a threshold with it: this is a cosine of 0.3, usual for networks of its kind. The
    # spread is a guess as above, with .35 % within the threshold.
    "auraface": TemplateRecipe(
        model_id="auraface-1",
        dimension=512,
        size_px=112,
        reference_xy=_ARCFACE_REFERENCE,
        pixel_mean=127.5,
        pixel_scale=1 / 127.5,
        unit_length=True,
        threshold=1.183,
        impostors=ImpostorModel(scale=0.121, dimensions=136.5, measured=False),
    ),
}

TEMPLATE_NETWORK_NAMES = (AUTO, *RECIPES)


class OnnxTemplates:
    """Makes templates with an ONNX network. Crops and buffers of its own are overwritten after use; what ONNX
    Runtime keeps of a run in its own memory, the next run overwrites.
    """

    def __init__(self, session: OnnxSession, recipe: TemplateRecipe, name: str) -> None:
        sides = session.input_shape[2:]
        if any(isinstance(side, int) and side != recipe.size_px for side in sides):
            raise ModelError(
                f"{name} does not fit: wanted an input of {recipe.size_px} pixels, found {sides}"
            )
        self._session, self._recipe, self._name = session, recipe, name
        self._at_once = 1 if isinstance(session.input_shape[0], int) else _MOST_AT_ONCE

    @property
    def model_id(self) -> str:
        """See TemplateNetwork."""
        return self._recipe.model_id

    @property
    def dimension(self) -> int:
        """See TemplateNetwork."""
        return self._recipe.dimension

    @property
    def threshold(self) -> float:
        """See TemplateNetwork."""
        return self._recipe.threshold

    @property
    def impostors(self) -> ImpostorModel:
        """See TemplateNetwork."""
        return self._recipe.impostors

    def templates(self, image: Image, faces: Faces, *, mirrored: bool = False) -> list[Template]:
        """See TemplateNetwork."""
        made: list[Template] = []
        whole = False
        try:
            for start in range(0, len(faces), self._at_once):
                some = faces.where(np.arange(start, min(start + self._at_once, len(faces))))
                self._add_templates(image, some, mirrored, made)
            whole = True
        finally:
            if not whole:
                for template in made:
                    template.wipe()
        return made

    def mean(self, templates: Sequence[Template]) -> Template:
        """See TemplateNetwork."""
        if not templates or any(template.model_id != self.model_id for template in templates):
            raise TemplateError(
                f"a mean is made of one or more templates of {self.model_id}; "
                f"got those of {[template.model_id for template in templates]}"
            )
        total = np.zeros(self.dimension, np.float32)
        try:
            for template in templates:
                total += template.numbers
            total /= len(templates)
            return self._template(total)
        finally:
            total.fill(0)

    def _add_templates(self, image: Image, faces: Faces, mirrored: bool, made: list[Template]) -> None:
        size = self._recipe.size_px
        given = np.zeros((len(faces), 3, size, size), np.float32)
        rows: list[Tensor] = []
        try:
            for row, landmarks_xy in zip(given, faces.landmarks_xy, strict=True):
                self._fill(row, image, landmarks_xy, mirrored)
            rows = self._session.run(given)
            self._check(rows, len(faces))
            made.extend(self._template(numbers) for numbers in rows[0])
        finally:
            for buffer in (given, *rows):
                buffer.fill(0)

    def _fill(self, row: Tensor, image: Image, landmarks_xy: Five, mirrored: bool) -> None:
        recipe = self._recipe
        crop = aligned(image, landmarks_xy, recipe.reference_xy, recipe.size_px)
        shown = crop[:, ::-1] if mirrored else crop
        row[...] = shown[:, :, ::-1].transpose(2, 0, 1)
        crop.fill(0)
        if (recipe.pixel_mean, recipe.pixel_scale) != (0.0, 1.0):
            row -= recipe.pixel_mean
            row *= recipe.pixel_scale

    def _check(self, rows: list[Tensor], count: int) -> None:
        wanted = (count, self._recipe.dimension)
        found = [row.shape for row in rows]
        if found != [wanted]:
            raise ModelError(f"{self._name} does not fit: wanted one output {wanted}, found {found}")

    def _template(self, numbers: Tensor) -> Template:
        if self._recipe.unit_length:
            length = float(np.linalg.norm(numbers))
            if not length > _SHORTEST:
                raise TemplateError(
                    f"{self._name} gave nothing for a face; show the face once more, in better light"
                )
            numbers /= length
        return Template(self._recipe.model_id, numbers)


def open_template_network(
    name: str, models_folder: Path, cache_folder: Path, provider: str = "cpu", threads: int = 1
) -> TemplateNetwork:
    """Open a network by one of TEMPLATE_NETWORK_NAMES; "auto" is the default one, dlib-resnet.

    cache_folder: where dlib's network is kept once converted. provider, threads: see `open_session`. Raises
    ModelError when the name is unknown, or the file is absent, damaged or cannot run on `provider`.
    """
    card = template_network_card(name)
    weights = read_model(card, models_folder)
    network = converted_network(weights, cache_folder) if card.name == DLIB else weights
    return OnnxTemplates(open_session(network, card.title, provider, threads), RECIPES[card.name], card.title)


def template_network_card(name: str) -> ModelCard:
    """The model that `open_template_network` opens under that name. Raises ModelError for an unknown name."""
    if name not in TEMPLATE_NETWORK_NAMES:
        raise ModelError(
            f"there is no network for templates called {name!r}; choose one of "
            f"{', '.join(TEMPLATE_NETWORK_NAMES)}"
        )
    return find_card(DLIB if name == AUTO else name)
