import threading
from pathlib import Path

import pytest

from passerby.agent import enrolling
from passerby.agent.enrolling import check_source, enrol_live
from passerby.agent.gate_parts import GateParts
from passerby.cameras.address import parse
from passerby.shapes.errors import AddressError, CameraError, FaceError
from passerby.shapes.faces import Faces
from tests.support.clips import write_clip, write_picture


class NoFaces:
    name = "none"

    def detect(self, image: object) -> Faces:
        return Faces.empty()


PARTS = GateParts(NoFaces(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["usb:0", "/dev/video3", "synthetic:selfie-01", "synthetic:selfie-08"])
def test_who_sits_before_a_camera_of_this_machine_may_enrol(source: str) -> None:
    check_source(parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "rtsp://user:hunter2@10.0.0.7/stream",
        "https://camera.example/live",
        "synthetic:gate-lisbon",
        "synthetic:flat-paper",
        "synthetic:plaza",
    ],
)
def test_nobody_is_enrolled_by_the_hand_of_another(source: str) -> None:
    with pytest.raises(AddressError, match="nobody enrols another") as caught:
        check_source(parse(source))
    assert "hunter2" not in str(caught.value)


def test_no_picture_recording_or_folder_enrols(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "face.jpg")
    clip = write_clip(tmp_path / "selfie-01.mp4")
    for path in (picture, clip, tmp_path):
        with pytest.raises(AddressError, match="Sit before a camera of this machine"):
            check_source(parse(str(path)))


def test_what_to_do_is_told_when_it_changes_and_nothing_comes_of_an_empty_chair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "GIVE_UP_S", 0.6)
    told: list[str] = []
    address = parse(str(write_clip(tmp_path / "chair.mp4", 30)))
    with pytest.raises(FaceError, match="nobody was enrolled, and nothing was kept"):
        enrol_live(address, PARTS, told.append, threading.Event())
    assert told == ["Nobody is in the picture; sit before the camera."]


def test_whoever_is_told_to_stop_enrols_nobody(tmp_path: Path) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(FaceError, match="nobody was enrolled"):
        enrol_live(parse(str(write_clip(tmp_path / "chair.mp4"))), PARTS, print, stopping)


def test_a_camera_that_cannot_be_opened_is_named() -> None:
    with pytest.raises(CameraError, match="video97"):
        enrol_live(parse("usb:97"), PARTS, print, threading.Event())
