"""From a face in a picture to a template: how each network is fed, and what is left behind.

dlib's network runs with its own weights. SFace and AuraFace are played by small stand-ins: what is tested of
them is what they are shown and how their answers are compared, not how well they tell people apart.
"""

import hashlib
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from passerby.gate import template_networks
from passerby.gate.alignment import Five, aligned
from passerby.gate.template_networks import (
    RECIPES,
    TEMPLATE_NETWORK_NAMES,
    OnnxTemplates,
    TemplateNetwork,
    open_template_network,
)
from passerby.passes.templates import Template, distance
from passerby.shapes.errors import FaceError, ModelError, TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image
from passerby.vision.onnx_session import OnnxSession, open_session
from passerby.vision.registry import ModelCard, find_card
from tests.gate.plain_pictures import KINDS, picture
from tests.gate.told_networks import tell_colours, tell_pixel

BLUE_GREEN_RED = (20, 100, 220)


def faces_at(*landmarks_xy: npt.NDArray[np.float64]) -> Faces:
    points = np.array(landmarks_xy, np.float32).reshape(-1, 5, 2)
    boxes = np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)
    return Faces(boxes, np.ones(len(points), np.float32), points)


def plain(size_px: int = 300) -> Image:
    return np.full((size_px, size_px, 3), BLUE_GREEN_RED, np.uint8)


def told(name: str, count: int | str = "count") -> OnnxTemplates:
    recipe = RECIPES[name]
    network = tell_colours(recipe.size_px, recipe.dimension, count)
    return OnnxTemplates(open_session(network, "Told"), recipe, "Told")


@pytest.fixture(scope="module")
def dlib(dlib_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> TemplateNetwork:
    del dlib_bytes  # skips where the weights are not installed
    return open_template_network("auto", Path(), tmp_path_factory.mktemp("converted"))


@pytest.mark.parametrize("name", RECIPES)
def test_each_network_sees_red_green_blue_in_its_own_scale(name: str) -> None:
    recipe = RECIPES[name]
    (made,) = told(name).templates(plain(), faces_at(recipe.reference_xy + 50))
    seen = (np.array([220, 100, 20]) - recipe.pixel_mean) * recipe.pixel_scale
    if recipe.unit_length:
        seen /= np.linalg.norm(seen)
    np.testing.assert_allclose(made.numbers[:3], seen, rtol=1e-4)
    assert made.model_id == recipe.model_id
    assert len(made.numbers) == recipe.dimension


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("point", range(5))
def test_each_landmark_comes_to_where_the_network_expects_it(name: str, point: int) -> None:
    recipe = RECIPES[name]
    landmarks = recipe.reference_xy * 3 + 40
    image = np.zeros((600, 600, 3), np.uint8)
    x, y = np.round(landmarks[point]).astype(int)
    image[y - 6 : y + 7, x - 6 : x + 7] = 255
    at = tuple(int(value) for value in np.round(recipe.reference_xy[point]))
    bare = replace(recipe, pixel_mean=0.0, pixel_scale=1.0, unit_length=False)
    session = open_session(tell_pixel(recipe.size_px, recipe.dimension, (at[0], at[1])), "Told")
    (made,) = OnnxTemplates(session, bare, "Told").templates(image, faces_at(landmarks))
    assert made.numbers[0] > 200


@pytest.mark.parametrize("name", RECIPES)
def test_a_mirror_image_shows_the_left_eye_on_the_right(name: str) -> None:
    recipe = replace(RECIPES[name], pixel_mean=0.0, pixel_scale=1.0, unit_length=False)
    landmarks = recipe.reference_xy * 3 + 40
    image = np.zeros((600, 600, 3), np.uint8)
    x, y = np.round(landmarks[0]).astype(int)
    image[y - 6 : y + 7, x - 6 : x + 7] = 255
    left_x, left_y = (int(value) for value in np.round(recipe.reference_xy[0]))
    told_there = tell_pixel(recipe.size_px, recipe.dimension, (recipe.size_px - 1 - left_x, left_y))
    network = OnnxTemplates(open_session(told_there, "Told"), recipe, "Told")
    (plain,) = network.templates(image, faces_at(landmarks))
    (mirrored,) = network.templates(image, faces_at(landmarks), mirrored=True)
    assert plain.numbers[0] == 0
    assert mirrored.numbers[0] > 200


def test_the_mean_of_templates_is_one_that_is_compared_as_they_are() -> None:
    for name in RECIPES:
        one, other = np.zeros((2, RECIPES[name].dimension), np.float32)
        one[0], other[1] = 0.6, 0.8
        given = [Template(RECIPES[name].model_id, numbers) for numbers in (one, other)]
        mean = told(name).mean(given)
        length = 0.5 if RECIPES[name].unit_length else 1.0
        np.testing.assert_allclose(mean.numbers[:3] * length, [0.3, 0.4, 0.0], rtol=1e-5)
        assert mean.model_id == RECIPES[name].model_id
        assert given[0].numbers[0] == pytest.approx(0.6)


def test_no_mean_is_made_of_nothing_or_of_templates_of_another_model() -> None:
    other = Template("other-1", np.ones(128, np.float32))
    for given in ([], [other]):
        with pytest.raises(TemplateError, match="one or more templates of dlib-resnet-1"):
            told("dlib-resnet").mean(given)


@pytest.mark.parametrize("name", ["sface", "auraface"])
def test_templates_that_are_compared_by_angle_have_length_one(name: str) -> None:
    faces = faces_at(RECIPES[name].reference_xy, RECIPES[name].reference_xy + 30)
    for template in told(name).templates(plain(), faces):
        assert math.hypot(*template.numbers) == pytest.approx(1, abs=1e-6)


def test_dlibs_places_of_the_landmarks_are_those_of_its_mean_face() -> None:
    # The quarter of margin on each side leaves 100 of the 150 pixels for the mean face.
    np.testing.assert_allclose(
        RECIPES["dlib-resnet"].reference_xy,
        [[47.73, 46.26], [100.28, 46.26], [74.01, 76.56], [50.41, 103.02], [97.61, 103.02]],
        atol=0.01,
    )


@pytest.mark.parametrize("name", ["sface", "auraface"])
def test_arcfaces_places_of_the_landmarks_are_the_published_ones(name: str) -> None:
    left_eye, right_eye, nose, left_mouth, right_mouth = RECIPES[name].reference_xy
    assert right_eye - left_eye == pytest.approx([35.2372, -0.1949])
    assert nose - (left_eye + right_eye) / 2 == pytest.approx([0.112, 20.13775])
    assert right_mouth - left_mouth == pytest.approx([29.1806, -0.1614])
    assert (left_mouth + right_mouth) / 2 - nose == pytest.approx([0.1144, 20.5482])
    assert nose == pytest.approx([56.0252, 71.7366])


def test_a_network_that_gives_nothing_makes_no_template() -> None:
    with pytest.raises(TemplateError, match="gave nothing for a face"):
        told("sface").templates(plain() * 0, faces_at(RECIPES["sface"].reference_xy))


@pytest.mark.parametrize("count", ["count", 1])
@pytest.mark.parametrize("faces", [0, 1, 8, 9, 40])
def test_any_number_of_faces_is_templated_in_order(count: int | str, faces: int) -> None:
    slope = np.zeros((300, 5000, 3), np.uint8)
    slope[:, :, 2] = np.linspace(0, 255, 5000).astype(np.uint8)
    reference = RECIPES["dlib-resnet"].reference_xy
    places = [reference + np.array([100 * number, 50]) for number in range(faces)]
    made = told("dlib-resnet", count).templates(slope, faces_at(*places))
    reds = [float(template.numbers[0]) for template in made]
    assert len(made) == faces
    assert reds == sorted(set(reds))


def test_the_network_of_another_size_is_refused() -> None:
    session = open_session(tell_colours(112, 128), "Told")
    with pytest.raises(ModelError, match="wanted an input of 150 pixels"):
        OnnxTemplates(session, RECIPES["dlib-resnet"], "Told")


def test_the_network_of_another_dimension_is_refused() -> None:
    network = OnnxTemplates(open_session(tell_colours(112, 128), "Told"), RECIPES["auraface"], "Told")
    with pytest.raises(ModelError, match=r"wanted one output \(1, 512\), found \[\(1, 128\)\]"):
        network.templates(plain(), faces_at(RECIPES["auraface"].reference_xy))


class Remembering(OnnxSession):
    """Keeps the arrays that went in and came out, to look at them afterwards."""

    def __init__(self, session: OnnxSession) -> None:
        self._inner = session
        self.input_shape = session.input_shape
        self.seen: list[npt.NDArray[np.float32]] = []

    def run(self, picture_nchw: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        outputs = self._inner.run(picture_nchw)
        assert picture_nchw.any()
        assert all(output.any() for output in outputs)
        self.seen += [picture_nchw, *outputs]
        return outputs


@pytest.mark.parametrize("name", ["dlib-resnet", "sface"])
def test_crops_and_answers_are_overwritten_after_use(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = RECIPES[name]
    crops: list[Image] = []

    def remembered(image: Image, landmarks_xy: Five, reference_xy: Five, size_px: int) -> Image:
        crops.append(aligned(image, landmarks_xy, reference_xy, size_px))
        assert crops[-1].any()
        return crops[-1]

    monkeypatch.setattr(template_networks, "aligned", remembered)
    session = Remembering(open_session(tell_colours(recipe.size_px, recipe.dimension), "Told"))
    (made,) = OnnxTemplates(session, recipe, "Told").templates(plain(), faces_at(recipe.reference_xy))
    assert made.numbers.any()
    assert len(session.seen) == 2
    assert len(crops) == 1
    assert not any(left.any() for left in session.seen)
    assert not crops[0].any()


def test_no_template_is_left_where_a_later_face_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Template] = []

    def remembered(model_id: str, numbers: npt.NDArray[np.float32]) -> Template:
        made.append(Template(model_id, numbers))
        return made[-1]

    monkeypatch.setattr(template_networks, "Template", remembered)
    good, bad = RECIPES["sface"].reference_xy, np.full((5, 2), 9.0)
    with pytest.raises(FaceError):
        told("sface", 1).templates(plain(), faces_at(good, good + 9, bad))
    assert len(made) == 2
    for template in made:
        with pytest.raises(TemplateError, match="was overwritten"):
            _ = template.numbers


def test_dlib_is_the_default_and_gives_the_stored_templates(dlib: TemplateNetwork) -> None:
    from tests.gate.test_dlib_network import NEAR, STORED

    assert (dlib.model_id, dlib.dimension, dlib.threshold) == ("dlib-resnet-1", 128, 0.6)
    for kind in KINDS:
        (made,) = dlib.templates(picture(kind), faces_at(RECIPES["dlib-resnet"].reference_xy))
        np.testing.assert_allclose(made.numbers, STORED[kind], rtol=0, atol=NEAR)


def test_a_name_that_is_not_known_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=", ".join(TEMPLATE_NETWORK_NAMES)):
        open_template_network("arcface", tmp_path, tmp_path)


@pytest.mark.parametrize("name", ["sface", "auraface"])
def test_a_network_that_was_not_pulled_tells_how_to_get_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"passerby models pull {name}"):
        open_template_network(name, tmp_path, tmp_path)


@pytest.mark.parametrize("name", ["sface", "auraface"])
def test_a_pulled_network_is_opened_and_carries_its_own_id(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tell_colours(112, RECIPES[name].dimension)
    (tmp_path / find_card(name).file_name).write_bytes(content)

    def stand_in(asked: str) -> ModelCard:
        digest = hashlib.sha256(content).hexdigest()
        return replace(find_card(asked), sha256=digest, size_bytes=len(content))

    monkeypatch.setattr(template_networks, "find_card", stand_in)
    network = open_template_network(name, tmp_path, tmp_path / "converted")
    (made,) = network.templates(plain(), faces_at(RECIPES[name].reference_xy))
    assert made.model_id == RECIPES[name].model_id
    assert not (tmp_path / "converted").exists()


def test_weights_of_the_wrong_hash_are_refused(tmp_path: Path) -> None:
    (tmp_path / find_card("dlib-resnet").file_name).write_bytes(b"other weights")
    with pytest.raises(ModelError, match="is not the model dlib-resnet"):
        open_template_network("dlib-resnet", tmp_path, tmp_path)


def test_templates_of_two_networks_never_meet() -> None:
    one, other = (told(name).templates(plain(), faces_at(RECIPES[name].reference_xy))[0]
                  for name in ("dlib-resnet", "sface"))  # fmt: skip
    with pytest.raises(TemplateError, match="cannot be compared"):
        distance(one, other)


@pytest.mark.parametrize("name", RECIPES)
def test_strangers_are_modelled_beyond_the_threshold(name: str) -> None:
    recipe = RECIPES[name]
    assert recipe.impostors.mean > recipe.threshold
    assert recipe.impostors.false_match_rate(recipe.threshold) < 0.01
