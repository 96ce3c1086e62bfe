"""`passerby passes enrol usb:0` as a person types it, with a device that FFmpeg would open if it was there.

No machine that runs tests has a camera: what stands in for it is a film, in the place of the one call that
opens the device. All else is what ships.
"""

import errno
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from passerby.agent import enrolling
from passerby.agent.gate_site import make_site, open_site
from passerby.agent.pass_files import list_passes, read_pass
from passerby.cameras import faults
from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.cameras.options import CameraOptions
from passerby.cli.main import app
from passerby.gate.card_reading import read_cards
from passerby.passes.member_keys import card_tag
from passerby.shapes.errors import CameraError, FaceError, OutputError, PasserbyError, PassError
from passerby.vision.registry import find_card, find_file
from tests.support.clips import grey_picture, write_film

TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
YES = "I agree\n"
OPEN = av.open


@dataclass
class Device:
    """What is plugged in: a film, or the fault that opening gives. opened: how often it was asked for."""

    film: Path | None = None
    fault: av.FFmpegError | None = None
    opened: list[str] = field(default_factory=list)

    def open(self, url: str, *how: Any, **more: Any) -> Any:
        """In the place of `av.open`."""
        if more.get("format") != "v4l2":
            return OPEN(url, *how, **more)
        self.opened.append(url)
        if self.fault is not None:
            raise self.fault
        return OPEN(str(self.film), *how)


@dataclass
class Desk:
    """A folder for passes, a device, and the command."""

    folder: Path
    device: Device

    def enrol(self, *more: str, answer: str = YES) -> Result:
        words = ["passes", "enrol", "usb:0", str(self.folder), "--until", TOMORROW, *more]
        return CliRunner().invoke(app, words, input=answer)

    def refused(self, kind: type[PasserbyError], *more: str, answer: str = YES) -> str:
        """The error of a try of which nothing may be left."""
        ran = self.enrol(*more, answer=answer)
        assert isinstance(ran.exception, kind), ran.output
        assert list(self.folder.glob("*.pass")) == []
        return str(ran.exception)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("centerface", "dlib-resnet"):
        if find_file(find_card(name), Path()) is None:
            pytest.skip(f"the package {find_card(name).package} is not installed")
    monkeypatch.setenv("PASSERBY_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr("passerby.cli.enrol.check_device", lambda address: None)
    device = Device()
    monkeypatch.setattr("passerby.cameras.opening.av.open", device.open)
    make_site(tmp_path / "door", "Harbour Plaza")
    return Desk(tmp_path / "door", device)


def selfie() -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
    with VideoFile(parse("synthetic:selfie-06")) as video:
        yield from (np.ascontiguousarray(frame.image) for frame in video)


@pytest.mark.timeout(180)
def test_a_person_before_a_webcam_is_enrolled_with_a_pass_and_the_card_that_fits_it(
    desk: Desk, tmp_path: Path
) -> None:
    # Twice, for a machine that is too busy to see enough of the first time.
    desk.device.film = write_film(tmp_path / "webcam.mp4", [*selfie()] * 2, fps=15)
    card = tmp_path / "card.png"
    ran = desk.enrol("--card", str(card))
    assert ran.exception is None, ran.output
    assert desk.device.opened[0] == "/dev/video0"
    for text in ("at the gates of Harbour Plaza", TOMORROW, "Take off", "Turn your head", "shown this once"):
        assert text in ran.output
    site = open_site(desk.folder)
    [row] = list_passes(site, time.time())
    assert row.state == "open"
    made = read_pass(desk.folder / f"{row.pass_id}.pass", site, time.time())
    assert 1 <= len(made.templates) <= 3
    [shown] = read_cards(np.asarray(cv2.imread(str(card)), np.uint8))
    assert card_tag(shown.key, site.site) == made.card_tag
    for path in (card, desk.folder / f"{row.pass_id}.pass"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in desk.folder.iterdir()) == sorted(
        [f"{row.pass_id}.pass", "site.key", "site.toml"]
    )


@pytest.mark.parametrize("answer", ["\n", "yes\n", "I agree to nothing\n"])
def test_without_the_typed_yes_no_camera_is_opened(desk: Desk, answer: str) -> None:
    assert "nothing was agreed to" in desk.refused(PassError, answer=answer)
    assert desk.device.opened == []


def fault(number: int) -> av.FFmpegError:
    """What PyAV raises for that number of the system's."""
    try:
        av.error.err_check(-number)
    except av.FFmpegError as error:
        return error
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOENT, "there is no camera at usb:/dev/video0"),
        (errno.ENODEV, "there is no camera at usb:/dev/video0"),
        (errno.EBUSY, "usb:/dev/video0 is in use by another program; close that program"),
        (errno.EACCES, "usb:/dev/video0 may not be read by this user; add the user to the group `video`"),
        (errno.ENOTTY, "usb:/dev/video0 is not a camera that gives pictures"),
    ],
)
def test_a_device_that_cannot_be_opened_is_one_error_that_says_what_to_do(
    desk: Desk, number: int, told: str
) -> None:
    desk.device.fault = fault(number)
    error = desk.refused(CameraError)
    assert error.startswith("nobody was enrolled, and nothing was kept: ")
    assert told in error


def test_an_empty_chair_enrols_nobody(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "GIVE_UP_S", 1.0)
    desk.device.film = write_film(tmp_path / "chair.mp4", [grey_picture(120, (320, 240))] * 60)
    assert "nobody was enrolled" in desk.refused(FaceError)


def test_a_camera_that_is_pulled_out_meanwhile_enrols_nobody(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.device.film = write_film(tmp_path / "webcam.mp4", [*selfie()][:8], fps=15)
    pulled = faults.reading_fault(fault(errno.ENODEV), parse("usb:0"), CameraOptions())

    def broken(self: object, raw: object, source: object) -> None:
        raise pulled

    monkeypatch.setattr("passerby.cameras.connection.Connection._pass_on", broken)
    error = desk.refused(CameraError)
    assert "usb:/dev/video0 broke off" in error
    assert "see that it is still plugged in" in error


def test_a_card_that_cannot_be_written_is_told_before_anybody_is_asked(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "card.png").write_bytes(b"somebody's")
    for name, told in (
        ("card.png", "is there already"),
        ("card.jpg", ".png"),
        ("none/card.png", "no folder"),
    ):
        assert told in desk.refused(OutputError, "--card", str(tmp_path / name))
    assert desk.device.opened == []
    assert (tmp_path / "card.png").read_bytes() == b"somebody's"


def test_a_terminal_that_cannot_draw_a_card_is_told_before_anybody_is_asked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passerby.cli.enrol._BLOCKS", "\udc80")
    assert "name a file for it with --card FILE.png" in desk.refused(OutputError)
    assert desk.device.opened == []
    ran = desk.enrol("--card", str(tmp_path / "card.png"), answer="no\n")
    assert isinstance(ran.exception, PassError)


# before anybody is asked


def test_an_absent_camera_is_told_with_those_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "_DEVICES", tmp_path)
    with pytest.raises(CameraError, match=r"no camera at usb:/dev/video97; this machine has none: plug one"):
        faults.check_device(parse("usb:97"))
    for name in ("video0", "video2"):
        (tmp_path / name).touch()
    listed = re.escape(f"this machine has {tmp_path}/video0, {tmp_path}/video2")
    with pytest.raises(CameraError, match=listed):
        faults.check_device(parse("usb:97"))


def test_a_camera_that_this_user_may_not_read_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerby.cameras.faults.os.access", lambda path, mode: False)
    monkeypatch.setattr("passerby.cameras.faults.Path.exists", lambda path: True)
    with pytest.raises(CameraError, match="add the user to the group `video`"):
        faults.check_device(parse("usb:97"))


def test_an_absent_camera_is_told_before_anybody_is_asked(tmp_path: Path) -> None:
    make_site(tmp_path / "door", "Quay")
    words = ["passes", "enrol", "usb:97", str(tmp_path / "door"), "--until", TOMORROW]
    ran = CliRunner().invoke(app, words, input=YES)
    assert isinstance(ran.exception, CameraError)
    assert "I agree" not in ran.output
