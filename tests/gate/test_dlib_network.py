"""The converted network against dlib: stored answers anywhere, dlib itself where it is installed."""

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from passerby.footage.catalogue import SHIPPED
from passerby.gate.dlib_network import build_network
from passerby.gate.dlib_weights import INPUT_PX, parse_weights
from passerby.shapes.frame import Image
from passerby.vision.onnx_session import OnnxSession, open_session
from passerby.vision.registry import find_card, find_file
from tests.gate.plain_pictures import KINDS, picture

STORED = json.loads((Path(__file__).parent / "dlib_templates.json").read_text(encoding="utf-8"))["templates"]
NEAR = 5e-6
"""float32 sums in another order differ by a little; templates of two faces by .3 and more."""


@pytest.fixture(scope="module")
def session(dlib_bytes: bytes) -> OnnxSession:
    return open_session(build_network(parse_weights(dlib_bytes)), "dlib-resnet")


def fed(*images: Image) -> npt.NDArray[np.float32]:
    return np.stack([image[:, :, ::-1].transpose(2, 0, 1) for image in images]).astype(np.float32)


def rendered_faces() -> list[Image]:
    """The face in the first frame of each selfie, cut out by its true box."""
    crops = []
    for name in ("selfie-01", "selfie-04", "selfie-08"):
        clip = SHIPPED.find(name)
        video = cv2.VideoCapture(str(clip.video))
        _, image = video.read()
        video.release()
        with clip.truth.open(encoding="utf-8", newline="") as file:
            row = next(csv.DictReader(file))
        left, top, right, bottom = (
            round(float(row[f"face_{side}"])) for side in ("left", "top", "right", "bottom")
        )
        crop = cv2.resize(image[top:bottom, left:right], (INPUT_PX, INPUT_PX))
        crops.append(np.ascontiguousarray(crop, np.uint8))
    return crops


@pytest.mark.parametrize("kind", KINDS)
def test_the_network_gives_what_dlib_gave(session: OnnxSession, kind: str) -> None:
    (made,) = session.run(fed(picture(kind)))
    np.testing.assert_allclose(made[0], STORED[kind], rtol=0, atol=NEAR)


def test_several_faces_at_once_are_each_as_alone(session: OnnxSession) -> None:
    (made,) = session.run(fed(*(picture(kind) for kind in KINDS)))
    np.testing.assert_allclose(made, [STORED[kind] for kind in KINDS], rtol=0, atol=NEAR)


def test_the_network_gives_what_the_installed_dlib_gives_for_rendered_faces(session: OnnxSession) -> None:
    dlib = pytest.importorskip("dlib", reason="dlib is a development dependency, and not installed")
    file = find_file(find_card("dlib-resnet"), Path())
    peer = dlib.face_recognition_model_v1(str(file))
    crops = rendered_faces()
    (made,) = session.run(fed(*crops))
    theirs = [
        np.array(peer.compute_face_descriptor(np.ascontiguousarray(crop[:, :, ::-1]))) for crop in crops
    ]
    np.testing.assert_allclose(made, theirs, rtol=0, atol=NEAR)
